"""Phone, PC, mini-program and partner read the same product, also after a file changed it."""

import re

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import CategoryDraft
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from tests.exchange.bringing import Office, Row, packed, xlsx
from tests.make import goods
from tests.storefront.conftest import Doors

POT: Row = {
    "product": "teapot",
    "title_zh": "青花茶壶",
    "title_en": "Blue teapot",
    "category": "teaware",
    "pictures": "pot.jpg|茶壶|Teapot",
    "sku": "POT",
    "price": "268.00",
}
PHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger"}


async def read_everywhere(client: AsyncClient) -> list[tuple[bool, int]]:
    """Title and price as PC, phone and API tell them."""
    pages = [await client.get("/p/teapot"), await client.get("/p/teapot", headers=PHONE)]
    told = (await client.get("/api/v1/products/teapot")).json()
    shown = [
        ("Blue teapot" in page.text, int(re.findall(r'value="([0-9]+)"', page.text)[0]))
        for page in pages
    ]
    return [*shown, ("Blue teapot" in str(told["title"]), told["skus"][0]["price"]["minor"])]


async def test_what_a_file_brings_and_changes_is_the_same_on_every_surface(
    db: Database,
    session: AsyncSession,
    settings: Settings,
    client: AsyncClient,
    open_doors: Doors,
) -> None:
    teaware = CategoryDraft(slug="teaware", name={"zh": "茶器", "en": "Teaware"})
    await catalog.save_category(session, teaware, by=SYSTEM)
    office = Office(db, session, settings)
    file = packed({"products.xlsx": xlsx([POT]), "pot.jpg": goods.photo()})
    await office.confirm(await office.bring(file, "products.zip"))
    product = (await catalog.products(session))[0]
    await catalog.list_product(session, product.id, by=SYSTEM)
    await open_doors()
    first = await read_everywhere(client)

    await office.confirm(await office.bring(xlsx([{"sku": "POT", "price": "299"}])))
    await open_doors()
    then = await read_everywhere(client)

    assert first == [(True, 26800)] * 3
    assert then == [(True, 29900)] * 3
    assert (await catalog.products(session))[0].version > product.version
