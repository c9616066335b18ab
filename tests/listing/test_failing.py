"""Goods on sale that fail an inspection or a second review are taken off, with the cause."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, listing
from hutong.catalog import ProductSheet
from hutong.listing import Cause, Turn
from tests.make import goods, listings
from tests.make.listings import AUTHOR, REVIEWER


async def after(session: AsyncSession, product: ProductSheet) -> tuple[bool, list[Cause]]:
    """Whether it is on sale, and what turned it."""
    await session.flush()
    causes = await session.scalars(select(Turn.cause).where(Turn.product_id == product.id))
    return (await catalog.product_by_id(session, product.id)).listed, list(causes)


@pytest.mark.parametrize(
    ("passed", "stays", "causes"), [(False, False, [Cause.INSPECTION]), (True, True, [])]
)
async def test_a_failed_inspection_takes_goods_off_at_once(
    session: AsyncSession, *, passed: bool, stays: bool, causes: list[Cause]
) -> None:
    product = await goods.goods(session)

    await listings.paper(session, product, passed=passed, batch="B7")

    assert await after(session, product) == (stays, causes)


@pytest.mark.parametrize(
    ("by", "stays", "causes"),
    [(REVIEWER, False, [Cause.REVIEW]), (AUTHOR, True, [])],
    ids=["sent back", "taken back by its author"],
)
async def test_goods_on_sale_that_are_sent_back_are_taken_off(
    session: AsyncSession, *, by: object, stays: bool, causes: list[Cause]
) -> None:
    product = await goods.goods(session)
    review = await listing.submit(session, product.id, note="复审", by=AUTHOR)

    await listing.decide_review(
        session,
        review.approval_id,
        approved=False,
        note="与实物不符",
        by=by,  # type: ignore[arg-type]
    )

    assert await after(session, product) == (stays, causes)
