from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.storefront.robots import sitemaps
from tests.counting import statements
from tests.make import goods as make
from tests.storefront.conftest import Doors


async def told(client: AsyncClient, address: str) -> list[tuple[str, str | None]]:
    """Each address of a sitemap, and when it changed."""
    answer = await client.get(address)
    assert answer.headers["content-type"].startswith("application/xml")
    rows = ET.fromstring(answer.text)  # noqa: S314 - our own
    return [(row.findtext("{*}loc") or "", row.findtext("{*}lastmod")) for row in rows]


async def test_the_sitemap_names_everything_on_the_shelves(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    shelf = await make.category(session, "cups")
    mug = await make.goods(session, "moon-mug", category_id=shelf.id)
    await open_doors()

    parts = await told(client, "/sitemap.xml")
    places = dict(await told(client, parts[0][0]))

    origin = str(client.base_url).rstrip("/")
    changed = mug.edited_at.isoformat(timespec="seconds")
    assert parts == [(f"{origin}/sitemap.xml?part=1", changed)]
    assert places[f"{origin}/p/moon-mug"] == changed
    assert {f"{origin}/", f"{origin}/c", f"{origin}/c/cups"} <= set(places)
    assert {f"{place}?lang=en" for place in places if "?" not in place} <= set(places)


async def test_the_sitemap_names_each_page_in_each_language_beside_the_other(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug")
    await open_doors()
    origin = str(client.base_url).rstrip("/")

    answer = await client.get("/sitemap.xml?part=1")

    beside = [
        {link.get("hreflang"): link.get("href") for link in row.findall("{*}link")}
        for row in ET.fromstring(answer.text)  # noqa: S314 - our own
        if "/p/moon-mug" in (row.findtext("{*}loc") or "")
    ]
    here = f"{origin}/p/moon-mug"
    assert beside == [{"zh-CN": here, "en": f"{here}?lang=en", "x-default": here}] * 2


async def test_what_is_taken_off_sale_leaves_the_sitemap_and_its_page_leads_to_what_stood_beside_it(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    room = await make.category(session, "kitchen")
    shelf = await make.category(session, "cups", parent=room)
    old = await make.goods(session, "old-mug", category_id=shelf.id)
    await make.goods(session, "moon-mug", category_id=shelf.id)
    await make.goods(session, "iron-pot", category_id=room.id)
    await catalog.delist_product(session, old.id, by=SYSTEM)
    await open_doors()

    page = await client.get("/p/old-mug")
    places = dict(await told(client, "/sitemap.xml?part=1"))

    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.text
    assert not [place for place in places if "old-mug" in place]
    assert 'href="/c/cups"' in page.text.partition("<main")[2]
    assert "/p/moon-mug" in page.text
    assert "/p/iron-pot" not in page.text


async def test_where_nothing_is_left_beside_it_the_wider_shelf_is_shown(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    room = await make.category(session, "kitchen")
    shelf = await make.category(session, "cups", parent=room)
    old = await make.goods(session, "old-mug", category_id=shelf.id)
    await make.goods(session, "iron-pot", category_id=room.id)
    await catalog.delist_product(session, old.id, by=SYSTEM)
    await open_doors()

    assert "/p/iron-pot" in (await client.get("/p/old-mug")).text


async def test_a_large_shop_has_a_sitemap_in_parts(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sitemaps, "PART_MAX", 3)
    shelf = await make.category(session, "cups")
    for n in range(4):
        await make.goods(session, f"mug-{n}", category_id=shelf.id)
    await open_doors()

    parts = await told(client, "/sitemap.xml")
    places = [place for part, _changed in parts for place in await told(client, part)]

    assert len(parts) == 3
    assert len({address for address, _changed in places}) == len(places) == 14


async def test_robots_cost_the_database_nothing(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug")
    await open_doors()

    with statements() as sent:
        answer = await client.get("/sitemap.xml?part=1", headers={"accept-encoding": "gzip"})

    assert sent == []
    assert answer.headers["content-encoding"] == "gzip"


async def test_who_cannot_unpack_gets_the_sitemap_as_plain_text(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug")
    await open_doors()

    answer = await client.get("/sitemap.xml?part=1", headers={"accept-encoding": "identity"})

    assert "content-encoding" not in answer.headers
    assert "/p/moon-mug" in answer.text


async def test_what_is_new_is_in_the_sitemap_a_minute_later(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, time: Simulated
) -> None:
    shelf = await make.category(session, "cups")
    await open_doors()
    await client.get("/sitemap.xml?part=1")
    await make.goods(session, "moon-mug", category_id=shelf.id)
    await session.flush()
    time.advance(timedelta(minutes=1))
    await open_doors()

    answer = await client.get("/sitemap.xml?part=1")

    assert "/p/moon-mug" in answer.text


@pytest.mark.parametrize("part", ["2", "0", "-1", "x", "99999999", "1.5", "%00"])
async def test_a_part_that_is_not_there_is_not_found(
    client: AsyncClient, open_doors: Doors, part: str
) -> None:
    await open_doors()

    assert (await client.get(f"/sitemap.xml?part={part}")).status_code == 404


async def test_robots_are_kept_from_what_is_private(client: AsyncClient) -> None:
    answer = await client.get("/robots.txt")

    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /orders" in answer.text
    assert "/sitemap.xml" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/cart", "/favourites", "/orders", "/account", "/account/addresses", "/search", "/nowhere"],
)
async def test_no_page_of_ones_own_is_kept_by_search_engines(
    shopper: AsyncClient, path: str
) -> None:
    page = await shopper.get(path)

    assert '<meta name="robots" content="noindex' in page.text
