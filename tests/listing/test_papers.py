"""Goods of some categories need certificates; those that run out take them off the shelf."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, listing
from hutong.catalog import Category, ProductSheet
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.listing import Cause, NotAPaper, OnExpiry, PaperKind, Turn, WithdrawnAlready
from hutong.listing.sweeping import sweep_papers
from tests.make import goods, listings

INSPECTED = (PaperKind.INSPECTION,)


async def food(
    session: AsyncSession, *, on_expiry: OnExpiry = OnExpiry.TAKE_OFF
) -> tuple[Category, ProductSheet]:
    """Goods of a category that asks for an inspection report, on sale before it did."""
    category = await goods.category(session)
    product = await goods.goods(session, category_id=category.id)
    await listings.standard(session, category_id=category.id, papers=INSPECTED, on_expiry=on_expiry)
    return category, product


async def is_listed(session: AsyncSession, product: ProductSheet) -> bool:
    await session.flush()
    return (await catalog.product_by_id(session, product.id)).listed


async def refusals(session: AsyncSession, product: ProductSheet) -> list[str]:
    found = await listing.standing_against(session, [product.id])
    return [problem.field for _id, problem in found]


async def test_without_a_valid_report_nothing_is_listed(session: AsyncSession) -> None:
    _category, product = await food(session)
    await listing.take_off_sale(session, product.id, by=SYSTEM)
    await session.flush()

    with pytest.raises(Invalid) as refused:
        await listing.put_on_sale(session, [product.id], by=SYSTEM)
    await listings.paper(session, product)
    await listing.put_on_sale(session, [product.id], by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == ["papers"]
    assert await is_listed(session, product)


@pytest.mark.parametrize(
    ("days", "kind", "passed", "fits"),
    [
        (0, PaperKind.INSPECTION, True, True),
        (None, PaperKind.INSPECTION, True, True),
        (-1, PaperKind.INSPECTION, True, False),
        (30, PaperKind.BRAND, True, False),
        (30, PaperKind.INSPECTION, False, False),
    ],
)
async def test_a_report_counts_when_it_is_of_the_kind_in_time_and_passed(
    session: AsyncSession, *, days: int | None, kind: PaperKind, passed: bool, fits: bool
) -> None:
    _category, product = await food(session)

    await listings.paper(session, product, days=days, kind=kind, passed=passed)

    assert ("papers" not in await refusals(session, product)) is fits


async def test_a_category_below_follows_the_one_above_unless_it_has_its_own(
    session: AsyncSession,
) -> None:
    above = await goods.category(session)
    below = await goods.category(session, parent=above)
    product = await goods.goods(session, category_id=below.id)
    await listings.standard(session, category_id=above.id, papers=INSPECTED)
    strict = await refusals(session, product)

    await listings.standard(session, category_id=below.id)

    assert strict == ["papers"]
    assert await refusals(session, product) == []


@pytest.mark.parametrize(
    ("on_expiry", "stays"), [(OnExpiry.TAKE_OFF, False), (OnExpiry.KEEP, True)]
)
async def test_goods_whose_report_ran_out_are_taken_off_where_the_category_says_so(
    session: AsyncSession, db: Database, *, on_expiry: OnExpiry, stays: bool
) -> None:
    _category, product = await food(session, on_expiry=on_expiry)
    await listings.paper(session, product, days=-1)

    await sweep_papers(db)
    await sweep_papers(db)

    assert await is_listed(session, product) is stays
    turns = await session.scalars(select(Turn.cause).where(Turn.product_id == product.id))
    assert list(turns) == ([] if stays else [Cause.PAPERS])


async def test_goods_with_a_valid_report_stay(session: AsyncSession, db: Database) -> None:
    _category, product = await food(session)
    await listings.paper(session, product, days=0)

    await sweep_papers(db)

    assert await is_listed(session, product)


async def test_a_batch_that_failed_keeps_goods_off_until_it_passes(session: AsyncSession) -> None:
    product = await goods.goods(session)
    failing = await listings.paper(session, product, passed=False, batch="B7")
    before = await refusals(session, product)

    await listings.paper(session, product, batch="B8")
    still = await refusals(session, product)
    await listing.withdraw_paper(session, failing.id, by=SYSTEM)
    await session.flush()

    assert (before, still) == (["papers"], ["papers"])
    assert await refusals(session, product) == []
    with pytest.raises(WithdrawnAlready):
        await listing.withdraw_paper(session, failing.id, by=SYSTEM)


async def test_only_documents_are_taken_for_certificates(session: AsyncSession) -> None:
    with pytest.raises(NotAPaper):
        await listing.put_file(session, b"<html>not a report</html>")
    with pytest.raises(NotAPaper):
        await listing.put_file(session, b"%PDF-" + b"0" * (10 * 1024 * 1024))

    assert await listing.put_file(session, listings.PDF) == await listing.put_file(
        session, listings.PDF
    )
