"""Where goods may be sold: what a rule keeps from an address, in the checkout and in the order."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, cart, catalog, orders
from hutong.cart import Item, NotSentThere, Owner, Review, Source
from hutong.catalog import CategoryDraft, ProductSheet
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.within import Within
from hutong.orders import Batcher, NotOrderable, Order, PlacesMoved, Submission
from hutong.pricing import Destination
from tests import placing
from tests.counting import statements
from tests.make import goods, people, regions, trade

XINJIANG, ZHEJIANG = "65", "33"


@pytest.fixture
async def vase(session: AsyncSession) -> ProductSheet:
    return await goods.goods(session, price="59", in_stock=50)


async def _review(
    session: AsyncSession, product: ProductSheet, *, district: str = people.URUMQI
) -> Review:
    member = await people.member(session)
    await people.address(session, member.id, district=district)
    items = [Item(product.skus[0].id, 1)]
    checkout = await cart.begin_checkout(session, member.id, items, Source.BUY_NOW)
    return await cart.review(session, checkout)


def _submission(review: Review) -> Submission:
    return Submission(
        checkout_id=review.checkout.id,
        member_id=review.checkout.member_id,
        shown_total=review.quote.total,
    )


async def test_the_checkout_says_what_cannot_be_sent_to_the_address_and_why(
    session: AsyncSession, vase: ProductSheet
) -> None:
    await regions.rule(session, XINJIANG, products=(vase.id,))

    review = await _review(session, vase)

    assert not review.can_place
    (words,) = review.problems
    assert "新疆维吾尔自治区乌鲁木齐市天山区" in words
    assert "玻璃易碎" in words


async def test_the_same_goods_go_elsewhere(session: AsyncSession, vase: ProductSheet) -> None:
    await regions.rule(session, XINJIANG, products=(vase.id,))

    review = await _review(session, vase, district=people.HANGZHOU)

    assert review.can_place


@pytest.mark.parametrize(
    ("only", "to", "barred"),
    [(False, XINJIANG, True), (False, "6501", True), (False, people.URUMQI, True),
     (False, ZHEJIANG, False), (False, "6502", False),
     (True, ZHEJIANG, True), (True, XINJIANG, False), (True, people.URUMQI, False),
     (True, "650103", True)],
)  # fmt: skip
async def test_a_rule_allows_its_regions_alone_or_keeps_them_out(
    session: AsyncSession, vase: ProductSheet, *, only: bool, to: str, barred: bool
) -> None:
    await regions.rule(session, to, only=only, products=(vase.id,))

    review = await _review(session, vase)

    assert review.can_place is not barred


async def test_a_category_brings_all_below_it(session: AsyncSession) -> None:
    above = await goods.category(session)
    below = await catalog.save_category(
        session,
        CategoryDraft(slug="below", name=goods.words("下级"), parent_id=above.id),
        by=SYSTEM,
    )
    product = await goods.goods(session, category_id=below.id)
    await regions.rule(session, XINJIANG, categories=(above.id,))

    review = await _review(session, product)

    assert not review.can_place


async def test_goods_are_found_by_what_they_are_made_of(session: AsyncSession) -> None:
    made = [
        await regions.made_of(session, await goods.goods(session), material)
        for material in ("高硼硅玻璃", "陶土")
    ]
    await regions.rule(session, XINJIANG, having=(assortment.Having("材质", "玻璃"),))

    found = [(await _review(session, each)).can_place for each in made]

    assert found == [False, True]


@pytest.mark.parametrize(
    ("begins", "ends", "barred"), [(-1, 1, True), (1, 2, False), (-2, -1, False)]
)
async def test_a_rule_holds_in_its_days(
    session: AsyncSession, vase: ProductSheet, *, begins: int, ends: int, barred: bool
) -> None:
    now = clock.now()
    await regions.rule(
        session,
        XINJIANG,
        products=(vase.id,),
        begins_at=now + timedelta(days=begins),
        ends_at=now + timedelta(days=ends),
    )

    review = await _review(session, vase)

    assert review.can_place is not barred


async def test_a_rule_that_was_taken_back_no_longer_holds(
    session: AsyncSession, vase: ProductSheet
) -> None:
    rule = await regions.rule(session, XINJIANG, products=(vase.id,))
    await assortment.lift_region_rule(session, rule.id, by=SYSTEM)
    lifted = await _review(session, vase)

    await assortment.restore_region_rule(session, rule.id, by=SYSTEM)

    assert lifted.can_place
    assert not (await _review(session, vase)).can_place


async def test_the_cart_says_it_of_the_region_that_the_shopper_chose(
    session: AsyncSession, vase: ProductSheet
) -> None:
    await regions.rule(session, XINJIANG, products=(vase.id,))
    owner = Owner(guest_token="guest")
    await cart.add(session, owner, vase.skus[0].id, 1)

    with statements() as sent:
        there = await cart.view(session, owner, destination=Destination(people.URUMQI))
    here = await cart.view(session, owner, destination=Destination(people.HANGZHOU))

    assert len(sent) == 1
    assert [type(problem) for problem in there.problems] == [NotSentThere]
    assert not there.can_check_out
    assert here.can_check_out


async def test_an_order_to_an_excluded_address_is_refused(
    session: AsyncSession, vase: ProductSheet
) -> None:
    review = await _review(session, vase)
    await regions.rule(session, XINJIANG, products=(vase.id,))

    with pytest.raises(NotOrderable, match="玻璃易碎"):
        await placing.check_out(session, _submission(review))

    assert await session.scalar(select(func.count()).select_from(Order)) == 0


async def test_what_was_looked_at_under_other_rules_is_looked_at_again(
    db: Database, batcher: Batcher, session: AsyncSession, vase: ProductSheet
) -> None:
    """The program that orders saw the checkout before the rule was made."""
    seen = await _review(session, vase)
    await regions.rule(session, XINJIANG, products=(vase.id,))

    with pytest.raises(NotOrderable):
        await orders.place_from_checkout(db, batcher, _submission(seen), seen=seen)

    assert await session.scalar(select(func.count()).select_from(Order)) == 0


async def test_a_rule_about_other_goods_does_not_stop_an_order(
    db: Database, batcher: Batcher, session: AsyncSession, vase: ProductSheet
) -> None:
    seen = await _review(session, vase)
    other = await goods.goods(session)
    await regions.rule(session, XINJIANG, products=(other.id,))

    placed = await orders.place_from_checkout(db, batcher, _submission(seen), seen=seen)

    assert not placed.again


async def test_nobody_places_an_order_under_rules_of_yesterday(
    session: AsyncSession, batcher: Batcher, vase: ProductSheet
) -> None:
    placement = trade.placement(trade.lines(vase, 1))
    await regions.rule(session, XINJIANG, products=(vase.id,))

    with pytest.raises(PlacesMoved):
        await orders.place(batcher, placement)


async def test_the_same_order_again_is_answered_under_new_rules_too(
    session: AsyncSession, batcher: Batcher, vase: ProductSheet
) -> None:
    placement = trade.placement(trade.lines(vase, 1))
    first = await orders.place(batcher, placement)
    await regions.rule(session, XINJIANG, products=(vase.id,))

    again = await orders.place(batcher, placement)

    assert again.number == first.number
    assert again.again


async def test_a_rule_and_an_order_at_once_never_both_have_their_way(committed: Database) -> None:
    """Whichever commits first: after the rule stands, no order goes against it."""
    async with committed.transaction() as session:
        made = [await goods.goods(session, in_stock=50) for _ in range(6)]
        reviews = [await _review(session, product) for product in made]

    async def order(review: Review) -> bool:
        batcher = Batcher(Within(committed))
        try:
            await orders.place_from_checkout(committed, batcher, _submission(review), seen=review)
        except NotOrderable:
            return False
        return True

    async def forbid(product: UUID) -> int:
        async with committed.transaction() as session:
            await regions.rule(session, XINJIANG, products=(product,))
            placed = await session.scalar(select(func.count()).select_from(Order))
            await asyncio.sleep(0.05)
            return (await session.scalar(select(func.count()).select_from(Order)) or 0) - (
                placed or 0
            )

    for product, review in zip(made, reviews, strict=True):
        came_in, placed = await asyncio.gather(forbid(product.id), order(review))
        async with committed.transaction() as session:
            stands = await session.scalar(
                select(func.count())
                .select_from(Order)
                .where(Order.idempotency_key == str(review.checkout.id))
            )

        assert came_in == 0
        assert bool(stands) is placed
        with pytest.raises(NotOrderable):
            await _again(committed, product, review)


async def _again(db: Database, product: ProductSheet, review: Review) -> None:
    async with db.transaction() as session:
        items = [Item(product.skus[0].id, 1)]
        begun = await cart.begin_checkout(session, review.checkout.member_id, items, Source.BUY_NOW)
    submission = Submission(
        checkout_id=begun.id,
        member_id=begun.member_id,
        shown_total=review.quote.total,
    )
    await orders.place_from_checkout(db, Batcher(Within(db)), submission)


@pytest.mark.parametrize(
    "wrong",
    [{"regions": ()}, {"regions": ("99",)}, {"regions": ("330106109",)}, {"products": ()},
     {"having": (assortment.Having("", "玻璃"),)}, {"reason": {"zh": "", "en": ""}}],
)  # fmt: skip
async def test_a_rule_that_says_nothing_is_refused(
    session: AsyncSession, vase: ProductSheet, wrong: dict[str, Any]
) -> None:
    draft = replace(regions.draft(XINJIANG, products=(vase.id,)), **wrong)

    with pytest.raises(Invalid):
        await assortment.save_region_rule(session, draft, by=SYSTEM)
