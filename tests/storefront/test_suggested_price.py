"""The maker's suggested price stands on the product page as what it is, never struck through."""

import json
import re
from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel import clock
from tests.make import goods
from tests.make import suggested as make
from tests.make.trade import STAFF
from tests.storefront.conftest import Doors

CHINESE = {"accept-language": "zh-CN"}
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def offer(page: str) -> dict[str, object]:
    (product,) = (
        thing
        for block in DATA.findall(page)
        for thing in json.loads(block)["@graph"]
        if thing["@type"] == "Product"
    )
    return dict(product["offers"])


async def test_shoppers_and_machines_read_whose_price_it_is(
    session: AsyncSession, client: AsyncClient
) -> None:
    product = await goods.goods(session, price="199")
    await make.shown(session, product, "299")

    page = (await client.get(f"/p/{product.slug}")).text
    chinese = (await client.get(f"/p/{product.slug}", headers=CHINESE)).text

    told = offer(page)["priceSpecification"]
    assert "Maker's suggested retail price: ¥299.00" in page.replace("&#39;", "'")
    assert "厂商建议零售价：¥299.00" in chinese
    assert "<del" not in page
    assert told["priceType"] == "https://schema.org/MSRP"  # type: ignore[index]
    assert offer(page)["price"] == "199"


async def test_withdrawn_it_leaves_kept_pages_and_the_interface_at_once(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    product = await goods.goods(session, price="199")
    made = await make.shown(session, product, "299")
    await open_doors()
    before = [(await client.get(each)).text for each in (f"/p/{product.slug}",) * 2]
    api = (await client.get(f"/api/v1/products/{product.slug}")).json()

    await catalog.withdraw_suggested(session, made.id, by=STAFF)
    await open_doors()

    page = (await client.get(f"/p/{product.slug}")).text
    after = (await client.get(f"/api/v1/products/{product.slug}")).json()
    assert all("¥299.00" in each for each in before)
    assert "299" not in page
    assert api["skus"][0]["suggested_price"]["price"]["minor"] == 29_900
    assert after["skus"][0]["suggested_price"] is None


async def test_a_kept_page_shows_it_no_longer_than_it_may(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    product = await goods.goods(session, price="199")
    made = await make.shown(session, product, "299")
    await open_doors()
    before = (await client.get(f"/p/{product.slug}")).text

    with clock.simulated(clock.day_start(made.until + timedelta(days=1))):
        after = (await client.get(f"/p/{product.slug}")).text

    assert "¥299.00" in before
    assert "¥299.00" not in after
