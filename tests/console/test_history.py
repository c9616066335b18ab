"""What was done to a thing stands on its page, value by value, and can be put back."""

import re

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, catalog, inventory
from hutong.catalog import ProductSheet
from hutong.console.kit import DetailScreen
from hutong.console.kit.site import Site
from hutong.console.registry import AREAS
from hutong.kernel.money import yuan
from tests.console.conftest import Staffed
from tests.console.test_screens import KEYS
from tests.console.trading import Trading
from tests.make import goods
from tests.make.trade import STAFF

WITH_HISTORY = [
    each for each in Site(AREAS).screens if isinstance(each, DetailScreen) and each.trail_kinds
]


async def history(browser: AsyncClient, product: ProductSheet) -> str:
    page = await browser.get(f"/console/products/{product.id}/history")
    assert page.status_code == 200
    return page.text


async def put_back(browser: AsyncClient, product: ProductSheet, place: int = 0) -> str:
    ways = re.findall(r'action="([^"]+/undoing)"', await history(browser, product))
    done = await browser.post(ways[place])
    assert done.status_code == 303
    return (await browser.get(done.headers["location"])).text


async def reprice(session: AsyncSession, product: ProductSheet, price: str) -> None:
    await catalog.change_price(session, product.skus[0].id, yuan(price), by=STAFF)


async def test_a_change_is_told_with_who_and_from_what_to_what(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, price="50")
    browser = await staffed()

    await reprice(session, product, "45")

    page = await history(browser, product)
    assert "Changed a price" in page
    assert re.search(r"<del[^>]*>¥50.00</del>.*<ins[^>]*>¥45.00</ins>", page)


async def test_a_value_is_put_back(staffed: Staffed, session: AsyncSession) -> None:
    product = await goods.goods(session, price="50")
    browser = await staffed()
    await reprice(session, product, "45")

    told = await put_back(browser, product)

    now = await catalog.product_by_id(session, product.id)
    assert "It is as it was before." in told
    assert now.skus[0].price == yuan("50")


async def test_what_was_changed_again_is_not_put_back(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, price="50")
    browser = await staffed()
    await reprice(session, product, "45")
    await reprice(session, product, "40")

    told = await put_back(browser, product, place=1)

    now = await catalog.product_by_id(session, product.id)
    assert "This was changed again in the meantime." in told
    assert now.skus[0].price == yuan("40")


async def test_looking_is_not_putting_back(staffed: Staffed, session: AsyncSession) -> None:
    product = await goods.goods(session, price="50")
    await reprice(session, product, "45")
    looking = await staffed("catalog.view")

    page = await history(looking, product)

    way = re.search(r'action="[^"]+/undoing"', page)
    entry = await access.trail(session, access.TrailFilter(object_id=str(product.id)))
    refused = await looking.post(f"/console/products/{product.id}/history/{entry[0].id}/undoing")
    assert way is None
    assert refused.status_code == 403


async def test_a_line_about_something_else_cannot_be_put_back_here(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug, cup = await goods.goods(session), await goods.goods(session)
    browser = await staffed()
    await reprice(session, cup, "45")
    entry = await access.trail(session, access.TrailFilter(object_id=str(cup.id)))

    refused = await browser.post(f"/console/products/{mug.id}/history/{entry[0].id}/undoing")

    assert refused.status_code == 404


@pytest.mark.parametrize("screen", WITH_HISTORY, ids=lambda screen: screen.slug)
async def test_every_record_has_its_history(
    staffed: Staffed, trading: Trading, screen: DetailScreen
) -> None:
    browser = await staffed()
    key = str(KEYS[screen.slug](trading))

    page = await browser.get(f"{screen.url(key)}/history")
    record = await browser.get(screen.url(key))

    assert page.status_code == 200
    assert f'hx-get="{screen.url(key)}/history"' in record.text


async def test_a_count_of_stock_stands_in_the_history_of_its_article(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    sku = product.skus[0]
    await inventory.alert_below(session, sku.id, 4, by=STAFF)
    browser = await staffed()

    page = await browser.get(f"/console/stock/{sku.id}/history")

    assert "Set the hint for shoppers" in page.text


async def test_the_stream_tells_what_anybody_did_last(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, price="50")
    await reprice(session, product, "45")
    browser = await staffed()

    stream = await browser.get("/console/activity")

    assert "Changed a price" in stream.text
    assert f"/console/products/{product.id}" in stream.text


async def test_the_stream_needs_the_permission_of_the_trail(staffed: Staffed) -> None:
    browser = await staffed("dashboard.view")

    refused = await browser.get("/console/activity")

    assert refused.status_code == 403
