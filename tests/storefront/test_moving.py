"""The film and the view from all sides on the page of a product."""

from dataclasses import replace

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content
from hutong.content import Described, Upload
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.kernel.settings import Settings
from hutong.web.assets import Assets
from hutong.web.picture import Focus
from hutong.web.templating import templates
from tests.make import goods as make
from tests.make.films import film
from tests.storefront.conftest import Doors

SIDES = 8


async def sides(session: AsyncSession, count: int = SIDES) -> tuple[str, ...]:
    colours = [f"#{10 * place:02x}4e8c" for place in range(count)]
    return tuple([await make.picture(session, colour) for colour in colours])


async def on_sale(session: AsyncSession, *, film_key: str, turn: tuple[str, ...]) -> None:
    draft = await make.draft(session)
    draft = replace(draft, slug="vase", film=film_key, turn=turn)
    product = await catalog.save_product(session, draft, by=SYSTEM)
    await catalog.list_product(session, product.id, by=SYSTEM)


async def test_a_film_waits_for_whoever_plays_it_and_a_turn_shows_its_first_side(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, settings: Settings
) -> None:
    put = await content.put_media(
        session, Upload(data=film()), media_dir=settings.media_dir, by=SYSTEM
    )
    turn = await sides(session)
    await on_sale(session, film_key=put.key, turn=turn)
    await open_doors()

    page = await client.get("/p/vase?lang=en")

    shown = page.text[page.text.index("<video") : page.text.index("</video>")]
    assert 'preload="none"' in shown
    assert "autoplay" not in shown
    assert f'src="/media/film/{put.key}.webm" type="video/webm"' in shown
    assert f'data-turn="{" ".join(turn)}"' in page.text
    assert f"/media/{turn[0]}-640.webp" in page.text
    assert f"/media/{turn[1]}-" not in page.text
    assert 'type="range" min="1" max="8"' in page.text


async def test_a_product_without_them_loads_nothing_for_them(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "plain")
    await open_doors()

    page = await client.get("/p/plain")

    assert "<video" not in page.text
    assert "data-turn" not in page.text
    assert "-1600.webp" in page.text


@pytest.mark.parametrize("count", [1, 7])
async def test_a_few_pictures_are_no_view_from_all_sides(session: AsyncSession, count: int) -> None:
    draft = replace(await make.draft(session), turn=await sides(session, count))

    with pytest.raises(Invalid) as refused:
        await catalog.save_product(session, draft, by=SYSTEM)

    assert [each.field for each in refused.value.problems] == ["turn"]


async def test_a_film_that_is_not_in_the_library_is_refused(session: AsyncSession) -> None:
    draft = replace(await make.draft(session), film="f" * 32)

    with pytest.raises(Invalid) as refused:
        await catalog.save_product(session, draft, by=SYSTEM)

    assert [each.field for each in refused.value.problems] == ["film"]


async def test_a_card_keeps_the_focal_point_of_its_picture_in_sight(session: AsyncSession) -> None:
    key, focus = await make.picture(session), Focus()
    moved = await content.describe(session, key, Described(alt={}, focus=(20, 90)), by=SYSTEM)
    await session.flush()

    changed = await focus.refresh(session)
    again = await focus.refresh(session)
    card = templates(Assets(), focus=focus).get_template("web/components/picture.html")
    shown = str(card.module.picture(key))  # type: ignore[attr-defined]  # a macro of the template
    await content.describe(session, moved.key, Described(alt={}), by=SYSTEM)
    await session.flush()
    await focus.refresh(session)

    assert (changed, again) == (True, False)
    assert 'class="picture at-x-2 at-y-9"' in shown
    assert focus.look(key) == ""
