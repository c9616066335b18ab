"""Tags and brands as shoppers meet them."""

import json
import re
from dataclasses import replace

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import BrandDraft, TagDraft, TagPlace
from hutong.kernel.actor import SYSTEM
from tests.make import goods as make
from tests.storefront.conftest import Doors

STORY = {"zh": "鹿鸣来自龙泉。\n\n一窑烧三天。", "en": "From Longquan.\n\nThree days of fire."}


async def furnish(session: AsyncSession) -> None:
    """Two cups of which one has a brand and three badges."""
    brand = await catalog.save_brand(
        session,
        BrandDraft(slug="luming", name=make.words("鹿鸣", "Luming"), story=STORY, country="CN"),
        by=SYSTEM,
    )
    for slug, name, place in (
        ("promo", "促销专区", TagPlace.CARD),
        ("gift", "送礼", TagPlace.FILTER),
    ):
        draft = TagDraft(slug=slug, name=make.words(name), place=place, priority=900)
        await catalog.save_tag(session, draft, by=SYSTEM)
    marked = await make.goods(session, "cup-a")
    await make.goods(session, "cup-b")
    labels = replace(marked.draft, brand_id=brand.id, tags=("hit", "new", "promo", "gift"))
    await catalog.save_product(session, labels, by=SYSTEM)


def badges(text: str) -> list[str]:
    return re.findall(r'<span class="badge badge--\w+">(.*?)</span>', text)


async def test_a_card_shows_the_two_most_important_badges_and_the_page_all(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    listing = await client.get("/search?f=brand:鹿鸣")
    product = await client.get("/p/cup-a")

    assert badges(listing.text) == ["促销专区", "Hit"]
    assert badges(product.text)[:3] == ["促销专区", "Hit", "New"]
    assert 'href="/b/luming"' in product.text


@pytest.mark.parametrize("address", ["/search?f=brand:鹿鸣", "/search?f=tag:送礼", "/b/luming"])
async def test_lists_are_narrowed_to_a_brand_or_a_tag(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, address: str
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get(address)

    assert page.status_code == 200
    assert 'href="/p/cup-a"' in page.text
    assert 'href="/p/cup-b"' not in page.text


async def test_brands_and_tags_stand_beside_the_list_with_counts(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/search?q=马克杯")

    assert 'value="tag:促销专区"' in page.text
    assert 'value="tag:送礼"' in page.text


async def test_a_brand_tells_its_story_to_people_and_to_machines(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/b/luming")

    told = json.loads(re.findall(r"application/ld\+json\">(.*?)</script>", page.text)[0])
    brand = next(each for each in told["@graph"] if each["@type"] == "Brand")
    assert brand["name"] == "Luming"
    assert brand["url"].endswith("/b/luming")
    assert "From Longquan." in page.text
    assert "Three days of fire." in page.text


async def test_an_unknown_brand_is_not_found(client: AsyncClient, open_doors: Doors) -> None:
    await open_doors()

    assert (await client.get("/b/nobody")).status_code == 404
