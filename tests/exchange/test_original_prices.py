"""An original price that a file brings passes the same gate as one typed by hand."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet, Source
from hutong.kernel import clock
from hutong.kernel.money import yuan
from tests.exchange.bringing import Office, xlsx
from tests.make import goods


async def long_on_sale(session: AsyncSession) -> ProductSheet:
    with clock.simulated(clock.now() - timedelta(days=40)):
        return await goods.goods(session, price="199")


async def test_what_was_never_charged_is_wrong_in_its_cell(
    office: Office, session: AsyncSession
) -> None:
    product = await long_on_sale(session)
    row = {"sku": product.skus[0].code, "price": "159", "original_price": "299"}

    brought = await office.bring(xlsx([row]))

    ((_row, column, words),) = await office.wrong(brought)
    assert (brought.wrong_rows, column) == (1, "original_price")
    assert "¥199.00" in words


async def test_the_price_before_comes_in_with_the_lower_one(
    office: Office, session: AsyncSession
) -> None:
    product = await long_on_sale(session)
    row = {"sku": product.skus[0].code, "price": "159", "original_price": "199"}

    await office.confirm(await office.bring(xlsx([row])))

    now = await catalog.product_by_id(session, product.id)
    newest = (await catalog.versions_of(session, product.id))[0]
    assert now.skus[0].struck(clock.now()) == yuan("199")
    assert (newest.source, newest.reason) == (Source.IMPORT, "products.xlsx")
