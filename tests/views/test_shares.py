"""Which share of the range, and of what was paid, is of our own brand or ours alone."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import BrandDraft, Sourcing
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.views.labels import ShareFilters, ShareRow, share_list
from hutong.views.lists import Paging
from tests.conftest import Worker
from tests.make import goods as make
from tests.make import trade
from tests.payments.provider import Provider


async def shares(session: AsyncSession, **asked: str) -> dict[str, ShareRow]:
    found = await share_list(session, ShareFilters(**asked), Paging())
    return {row.key: row for row in found.rows}


async def test_shares_are_of_goods_on_sale_and_of_what_was_paid(
    session: AsyncSession, db: Database, worker: Worker
) -> None:
    brand = await catalog.save_brand(
        session, BrandDraft(slug="luming", name=make.words("鹿鸣")), by=SYSTEM
    )
    order = await trade.order(session, 2)
    await trade.order(session, 1)
    await trade.pay(db, Provider(), order)
    await worker()
    sold, _unpaid = await catalog.products(session)
    await make.goods(session)
    await make.goods(session)
    own = replace(sold.draft, brand_id=brand.id, sourcing=Sourcing.OWN_BRAND)
    await catalog.save_product(session, own, by=SYSTEM)
    await session.flush()

    by_sourcing, by_brand = await shares(session), await shares(session, by="brand")

    assert by_sourcing["own_brand"].products == 1
    assert by_sourcing["own_brand"].of_products == Decimal("25.0")
    assert by_sourcing["own_brand"].sales == yuan("118")
    assert by_sourcing["own_brand"].of_sales == Decimal(100)
    assert (by_sourcing[""].products, by_sourcing[""].of_sales) == (3, Decimal(0))
    assert by_brand["luming"].of_products == Decimal("25.0")
