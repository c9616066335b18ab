"""Goods are reviewed before they are listed, by somebody who did not submit them."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, catalog, listing
from hutong.access import AlreadyDecided, OwnRequest
from hutong.catalog import Category
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.listing import ChangedSince, Review, ReviewState, WaitsAlready
from tests.make import goods, listings
from tests.make.listings import AUTHOR, REVIEWER


@pytest.fixture
async def category(session: AsyncSession) -> Category:
    """Its goods are reviewed first."""
    category = await goods.category(session)
    await listings.standard(session, category_id=category.id, reviewed=True)
    return category


async def state_of(session: AsyncSession, product_id: UUID) -> str:
    await session.flush()
    return (await catalog.product_by_id(session, product_id)).state


async def test_goods_of_such_a_category_cannot_be_listed_unseen(
    session: AsyncSession, category: Category
) -> None:
    saved = await catalog.save_product(
        session, await goods.draft(session, category_id=category.id), by=SYSTEM
    )
    await session.flush()

    with pytest.raises(Invalid) as refused:
        await listing.put_on_sale(session, [saved.id], by=REVIEWER)

    assert [problem.field for problem in refused.value.problems] == ["review"]


async def test_what_is_approved_goes_on_sale(session: AsyncSession, category: Category) -> None:
    review = await listings.submitted(session, category_id=category.id)

    await listing.decide_review(session, review.approval_id, approved=True, note="", by=REVIEWER)

    assert review.state is ReviewState.APPROVED
    assert await state_of(session, review.product_id) == "listed"


async def test_nobody_reviews_their_own(session: AsyncSession, category: Category) -> None:
    review = await listings.submitted(session, category_id=category.id)

    with pytest.raises(OwnRequest):
        await listing.decide_review(session, review.approval_id, approved=True, note="", by=AUTHOR)

    assert await state_of(session, review.product_id) == "draft"


async def test_it_is_returned_with_reasons_at_the_field(
    session: AsyncSession, category: Category
) -> None:
    review = await listings.submitted(session, category_id=category.id)

    await listing.decide_review(
        session,
        review.approval_id,
        approved=False,
        note="请补充",
        by=REVIEWER,
        remarks={"title": "缺容量", "price": "no such field", "pictures": " "},
    )

    assert review.state is ReviewState.RETURNED
    assert review.remarks == {"title": "缺容量"}
    assert (await access.find_approval(session, review.approval_id)).note == "请补充"


async def test_whoever_submitted_it_may_take_it_back_and_submit_again(
    session: AsyncSession, category: Category
) -> None:
    review = await listings.submitted(session, category_id=category.id)
    with pytest.raises(WaitsAlready):
        await listing.submit(session, review.product_id, by=AUTHOR)

    await listing.decide_review(session, review.approval_id, approved=False, note="", by=AUTHOR)
    again = await listing.submit(session, review.product_id, by=AUTHOR)

    assert review.state is ReviewState.WITHDRAWN
    assert again.state is ReviewState.WAITING


async def test_a_decision_is_made_once(session: AsyncSession, category: Category) -> None:
    review = await listings.submitted(session, category_id=category.id)
    await listing.decide_review(session, review.approval_id, approved=True, note="", by=REVIEWER)

    with pytest.raises(AlreadyDecided):
        await listing.decide_review(
            session, review.approval_id, approved=False, note="", by=REVIEWER
        )

    assert review.state is ReviewState.APPROVED


async def changed(session: AsyncSession, review: Review) -> None:
    sheet = await catalog.product_by_id(session, review.product_id)
    other = replace(sheet.draft, subtitle=goods.words("换了说法", "Other words"), version=None)
    await catalog.save_product(session, other, by=SYSTEM)
    await session.flush()


async def test_what_was_changed_after_it_was_submitted_cannot_be_approved(
    session: AsyncSession, category: Category
) -> None:
    review = await listings.submitted(session, category_id=category.id)
    await changed(session, review)

    with pytest.raises(ChangedSince):
        await listing.decide_review(
            session, review.approval_id, approved=True, note="", by=REVIEWER
        )

    assert review.state is ReviewState.WAITING


async def test_approved_goods_that_were_taken_off_go_back_unless_they_were_changed(
    session: AsyncSession, category: Category
) -> None:
    review = await listings.submitted(session, category_id=category.id)
    await listing.decide_review(session, review.approval_id, approved=True, note="", by=REVIEWER)
    await session.flush()

    await listing.take_off_sale(session, review.product_id, by=AUTHOR)
    await listing.put_on_sale(session, [review.product_id], by=AUTHOR)
    await listing.take_off_sale(session, review.product_id, by=AUTHOR)
    await changed(session, review)

    with pytest.raises(Invalid) as refused:
        await listing.put_on_sale(session, [review.product_id], by=AUTHOR)

    assert [problem.field for problem in refused.value.problems] == ["review"]


async def test_the_machine_looks_first(session: AsyncSession, category: Category) -> None:
    bare = replace(
        await goods.draft(session, category_id=category.id),
        title={"zh": "最佳茶杯"},
        pictures=(),
    )
    saved = await catalog.save_product(session, bare, by=SYSTEM)
    await session.flush()

    with pytest.raises(Invalid) as refused:
        await listing.submit(session, saved.id, by=AUTHOR)

    fields = {problem.field for problem in refused.value.problems}
    assert {"title_en", "uploads", "title.zh"} <= fields
