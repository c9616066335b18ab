"""What a first visit may weigh. Nothing here depends on how busy the machine is."""

import re
from dataclasses import replace

import brotli
import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel.actor import SYSTEM
from hutong.web.assets import STATIC
from tests.make import goods as make
from tests.storefront.conftest import Doors

HOME_BYTES = 60 * 1024
GOODS = 12
LOADED = re.compile(r'(?:href|src)="/static/([^"#]+)')

built = pytest.mark.skipif(
    not (STATIC / "manifest.json").is_file(), reason="the front end is not built"
)


async def furnish(session: AsyncSession) -> None:
    """Enough marked goods to fill every band of the home page."""
    room = await make.category(session, "kitchen")
    shelf = await make.category(session, "cups", parent=room)
    for _ in range(GOODS):
        draft = await make.draft(session, category_id=shelf.id)
        tags = ("daily_pick", "hit", "new")
        saved = await catalog.save_product(session, replace(draft, tags=tags), by=SYSTEM)
        await catalog.list_product(session, saved.id, by=SYSTEM)


@built
async def test_the_home_page_weighs_less_than_60_kilobytes_without_its_pictures(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/?lang=zh", headers={"accept-encoding": "identity"})

    loaded = {name for name in LOADED.findall(page.text) if name.endswith((".js", ".css", ".svg"))}
    weights = {name: (STATIC / f"{name}.br").stat().st_size for name in loaded}
    weights["page"] = len(brotli.compress(page.content, quality=5))
    assert len(page.text.split('class="card"')) > 2 * GOODS
    assert sum(weights.values()) <= HOME_BYTES, weights


@built
@pytest.mark.parametrize(("path", "most"), [("/c/cups", 62), ("/p/first", 62)])
async def test_a_list_and_a_product_weigh_no_more(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, path: str, most: int
) -> None:
    await furnish(session)
    await make.goods(session, "first")
    await open_doors()

    page = await client.get(f"{path}?lang=zh", headers={"accept-encoding": "identity"})

    loaded = {name for name in LOADED.findall(page.text) if name.endswith((".js", ".css", ".svg"))}
    weights = {name: (STATIC / f"{name}.br").stat().st_size for name in loaded}
    weights["page"] = len(brotli.compress(page.content, quality=5))
    assert page.status_code == 200
    assert sum(weights.values()) <= most * 1024, weights


async def test_pages_travel_compressed(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/", headers={"accept-encoding": "br"})

    assert page.headers["content-encoding"] == "br"


async def test_the_way_back_to_a_listing_needs_no_new_download(
    client: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()

    page = await client.get("/search")

    assert "no-store" not in page.headers["cache-control"]
