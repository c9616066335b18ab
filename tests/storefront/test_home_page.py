from dataclasses import replace

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content
from hutong.content import Promise, Shopfront, Slide
from hutong.kernel.actor import SYSTEM
from tests.counting import statements
from tests.make import goods as make
from tests.storefront.conftest import Doors


async def furnish(session: AsyncSession) -> None:
    """A room with a shelf, a daily pick, and the shop's own words."""
    room = await make.category(session, "kitchen")
    shelf = await make.category(session, "cups", parent=room)
    draft = await make.draft(session, "moon-mug", category_id=shelf.id)
    saved = await catalog.save_product(
        session, replace(draft, tags=("daily_pick", "hit")), by=SYSTEM
    )
    await catalog.list_product(session, saved.id, by=SYSTEM)
    front = Shopfront(
        name=make.words("巷里", "Xiangli"),
        slogan=make.words("慢慢挑", "Chosen slowly"),
        description=make.words("生活用品店", "Things for daily life"),
        story=(make.words("巷子尽头。", "At the end of a lane."),),
        slides=(
            Slide(
                title=make.words("青花", "Blue and white"),
                line=make.words("一笔", "One breath"),
                picture=await make.picture(session),
                url="/p/moon-mug",
            ),
        ),
        promises=(
            Promise(
                slug="returns",
                title=make.words("7 天无理由", "7-day returns"),
                line=make.words("可以退", "May come back"),
            ),
        ),
    )
    await content.save_shopfront(session, front, by=SYSTEM)


async def test_the_home_page_shows_what_staff_put_there(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/")

    assert page.status_code == 200
    for words in ("Blue and white", "7-day returns", "At the end of a lane.", "Mug moon-mug"):
        assert words in page.text
    assert 'href="/c/cups"' in page.text


async def test_the_home_page_speaks_chinese(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/?lang=zh")

    assert '<html lang="zh-CN"' in page.text
    assert "每日推荐" in page.text
    assert "慢慢挑" in page.text


async def test_the_home_page_asks_the_database_nothing(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    with statements() as sent:
        await client.get("/")

    assert sent == []


async def test_an_empty_shop_still_has_a_home_page(client: AsyncClient, open_doors: Doors) -> None:
    await open_doors()

    page = await client.get("/")
    categories = await client.get("/c")

    assert page.status_code == 200
    assert "This shop is being set up" in page.text
    assert "There are no categories yet" in categories.text
    assert "/help/about" not in page.text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_category_can_be_reached_in_two_levels(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, language: str
) -> None:
    room = await make.category(session, "kitchen")
    await make.category(session, "cups", parent=room)
    await open_doors()

    page = await client.get(f"/c?lang={language}")

    assert 'href="/c/kitchen"' in page.text
    assert 'href="/c/cups"' in page.text
