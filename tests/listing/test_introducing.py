"""What is new comes in with a scorecard and somebody else's approval."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, introductions, listing
from hutong.access import OwnRequest
from hutong.catalog import Category
from hutong.introductions import Criterion, IntroductionState, ProposedAlready
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.listing import NothingAsked, Scorecard, StandardDraft
from tests.make import goods
from tests.make.listings import AUTHOR, REVIEWER

GOOD = Scorecard(scores=dict.fromkeys(Criterion, 4), reason="补充茶器系列")
WEAK = Scorecard(scores=dict.fromkeys(Criterion, 3), reason="试试看")


@pytest.fixture
async def category(session: AsyncSession) -> Category:
    """Nothing was on sale in it yet, and something new needs seventy points."""
    category = await goods.category(session)
    draft = StandardDraft(category_id=category.id, introduced_from=70)
    await listing.save_standard(session, draft, by=SYSTEM)
    return category


async def new_product(session: AsyncSession, category: Category) -> UUID:
    draft = await goods.draft(session, category_id=category.id)
    saved = await catalog.save_product(session, draft, by=SYSTEM)
    await session.flush()
    return saved.id


async def against(session: AsyncSession, product_id: UUID) -> list[str]:
    problems = await listing.standing_against(session, [product_id])
    return [problem.message for _product, problem in problems]


async def test_a_new_product_and_its_new_category_are_approved_before_anything_is_listed(
    session: AsyncSession, category: Category
) -> None:
    product_id = await new_product(session, category)
    left = [len(await against(session, product_id))]

    for proposed in (
        await listing.propose_product(session, product_id, GOOD, by=AUTHOR),
        await listing.propose_category(session, category.id, GOOD, by=AUTHOR),
    ):
        await introductions.decide_introduction(
            session, proposed.approval_id, approved=True, note="", by=REVIEWER
        )
        await session.flush()
        left.append(len(await against(session, product_id)))
    await listing.put_on_sale(session, [product_id], by=SYSTEM)

    assert left == [2, 1, 0]


async def test_a_category_that_was_open_before_stays_open(
    session: AsyncSession, category: Category
) -> None:
    first = await goods.goods(session, category_id=category.id)
    second = await new_product(session, category)

    problems = [await against(session, first.id), await against(session, second)]

    assert [len(each) for each in problems] == [0, 1]


async def test_what_does_not_reach_the_points_is_not_proposed(
    session: AsyncSession, category: Category
) -> None:
    product_id = await new_product(session, category)

    with pytest.raises(Invalid) as refused:
        await listing.propose_product(session, product_id, WEAK, by=AUTHOR)
    with pytest.raises(Invalid) as bare:
        await listing.propose_product(
            session, product_id, Scorecard(scores={}, reason=" "), by=AUTHOR
        )

    assert "60" in refused.value.problems[0].message
    assert {each.field for each in bare.value.problems} == {*Criterion, "reason"}


async def test_nobody_approves_what_they_proposed_and_it_waits_once(
    session: AsyncSession, category: Category
) -> None:
    product_id = await new_product(session, category)
    proposed = await listing.propose_product(session, product_id, GOOD, by=AUTHOR)

    with pytest.raises(ProposedAlready):
        await listing.propose_product(session, product_id, GOOD, by=AUTHOR)
    with pytest.raises(OwnRequest):
        await introductions.decide_introduction(
            session, proposed.approval_id, approved=True, note="", by=AUTHOR
        )

    assert proposed.state is IntroductionState.WAITING


async def test_what_was_declined_can_be_proposed_again(
    session: AsyncSession, category: Category
) -> None:
    product_id = await new_product(session, category)
    declined = await listing.propose_product(session, product_id, GOOD, by=AUTHOR)
    await introductions.decide_introduction(
        session, declined.approval_id, approved=False, note="与现有款重复", by=REVIEWER
    )

    again = await listing.propose_product(session, product_id, GOOD, by=AUTHOR)

    assert (declined.state, again.state) == (IntroductionState.DECLINED, IntroductionState.WAITING)


async def test_where_no_standard_asks_nothing_is_proposed(session: AsyncSession) -> None:
    product = await goods.goods(session)

    with pytest.raises(NothingAsked):
        await listing.propose_product(session, product.id, GOOD, by=AUTHOR)

    assert await against(session, product.id) == []
