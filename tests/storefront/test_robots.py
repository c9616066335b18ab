from xml.etree import ElementTree as ET

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.make import goods as make
from tests.storefront.conftest import Doors


async def test_the_sitemap_names_everything_on_the_shelves(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    shelf = await make.category(session, "cups")
    await make.goods(session, "moon-mug", category_id=shelf.id)
    await open_doors()

    answer = await client.get("/sitemap.xml")

    addresses = [each.text or "" for each in ET.fromstring(answer.text).findall(".//{*}loc")]  # noqa: S314 - our own
    origin = str(client.base_url).rstrip("/")
    assert answer.headers["content-type"].startswith("application/xml")
    assert f"{origin}/p/moon-mug" in addresses
    assert f"{origin}/c/cups" in addresses


async def test_robots_are_kept_from_what_is_private(client: AsyncClient) -> None:
    answer = await client.get("/robots.txt")

    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /orders" in answer.text
    assert "/sitemap.xml" in answer.text
