import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, catalog, inventory, members, orders, payments
from hutong.cart import Checkout, CheckoutNotFound, CheckoutOver, Choice, Item, Owner, Source
from hutong.catalog import ProductSheet
from hutong.inventory import Want
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.kernel.within import Within
from hutong.orders import (
    Batcher,
    NotOrderable,
    Order,
    OverLimit,
    PriceMoved,
    SameKeyOtherOrder,
    Submission,
    TooManyOrders,
)
from tests import placing
from tests.books import books_agree
from tests.counting import statements
from tests.make import goods, people, places


@pytest.fixture
async def member_id(session: AsyncSession) -> UUID:
    member = await people.member(session)
    await people.address(session, member.id)
    return member.id


@pytest.fixture
async def mug(session: AsyncSession) -> ProductSheet:
    return await goods.goods(session, price="59", in_stock=5)


@pytest.fixture
async def checkout(session: AsyncSession, member_id: UUID, mug: ProductSheet) -> Checkout:
    """Two mugs from the cart."""
    await cart.add(session, Owner(member_id=member_id), mug.skus[0].id, 2)
    return await cart.begin_from_cart(session, member_id)


async def _place(session: AsyncSession, checkout: Checkout, shown: Money) -> Order:
    return await placing.check_out(session, _of(checkout, shown))


def _of(checkout: Checkout, shown: Money, *, member_id: UUID | None = None) -> Submission:
    return Submission(
        checkout_id=checkout.id, member_id=member_id or checkout.member_id, shown_total=shown
    )


async def test_a_checkout_becomes_an_order_and_leaves_the_cart(
    session: AsyncSession, checkout: Checkout
) -> None:
    order = await _place(session, checkout, yuan("118"))

    (address,) = await members.addresses(session, checkout.member_id)
    assert order.total == yuan("118")
    assert (order.recipient, order.district) == (address.recipient, address.district)
    assert await cart.count(session, Owner(member_id=checkout.member_id)) == 0
    intent = await payments.of_reference(session, order.id)
    assert intent is not None
    assert intent.amount == order.total
    await books_agree(session)


async def test_every_line_of_the_order_explains_its_price(
    session: AsyncSession, checkout: Checkout
) -> None:
    order = await _place(session, checkout, yuan("118"))

    (line,) = order.lines
    assert sum(step["amount_minor"] for step in line.trace) == line.payable.minor
    assert sum(step["amount_minor"] for step in order.freight_trace) == order.freight.minor


async def test_a_second_click_is_the_same_order(session: AsyncSession, checkout: Checkout) -> None:
    first = await _place(session, checkout, yuan("118"))
    again = await _place(session, checkout, yuan("118"))

    assert again.id == first.id
    assert await session.scalar(select(func.count()).select_from(Order)) == 1


async def test_a_second_click_with_another_total_is_refused(
    session: AsyncSession, checkout: Checkout
) -> None:
    await _place(session, checkout, yuan("118"))

    with pytest.raises(SameKeyOtherOrder):
        await _place(session, checkout, yuan("1.18"))


async def test_a_price_that_moved_is_told_with_both_totals(
    session: AsyncSession, checkout: Checkout, mug: ProductSheet
) -> None:
    await catalog.change_price(session, mug.skus[0].id, yuan("69"), by=SYSTEM)
    await session.flush()

    with pytest.raises(PriceMoved) as moved:
        await _place(session, checkout, yuan("118"))

    assert (moved.value.shown, moved.value.now) == (yuan("118"), yuan("138"))
    assert await session.scalar(select(func.count()).select_from(Order)) == 0


@pytest.mark.parametrize("total", [yuan("0"), yuan("0.01"), yuan("-118"), Money(11800, "USD")])
async def test_a_total_that_was_tampered_with_is_refused(
    session: AsyncSession, checkout: Checkout, total: Money
) -> None:
    with pytest.raises(PriceMoved):
        await _place(session, checkout, total)


async def test_goods_that_sold_out_meanwhile_are_named(
    session: AsyncSession, checkout: Checkout, mug: ProductSheet
) -> None:
    await inventory.reserve(session, uuid4(), [Want(mug.skus[0].id, 4)], until=clock.now())

    with pytest.raises(NotOrderable) as refused:
        await _place(session, checkout, yuan("118"))

    assert mug.title["zh"] in refused.value.words
    await books_agree(session)


async def test_without_an_address_nothing_is_ordered(
    session: AsyncSession, mug: ProductSheet
) -> None:
    member = await people.member(session)
    items = [Item(mug.skus[0].id, 1)]
    checkout = await cart.begin_checkout(session, member.id, items, Source.BUY_NOW)

    with pytest.raises(NotOrderable):
        await _place(session, checkout, yuan("59"))


async def test_another_members_checkout_does_not_exist(
    session: AsyncSession, checkout: Checkout
) -> None:
    with pytest.raises(CheckoutNotFound):
        await placing.check_out(session, _of(checkout, yuan("118"), member_id=uuid4()))


async def test_ordering_takes_few_statements(session: AsyncSession, checkout: Checkout) -> None:
    await session.flush()
    db, batcher = placing.OneTransaction(session), placing.batcher(session)

    with statements() as sent:
        await orders.place_from_checkout(db, batcher, _of(checkout, yuan("118")))

    assert len(sent) <= 3, "\n".join(sent)


async def test_what_is_gone_from_the_cart_stays_there(
    session: AsyncSession, checkout: Checkout, mug: ProductSheet
) -> None:
    owner = Owner(member_id=checkout.member_id)
    gone = await goods.goods(session)
    await cart.add(session, owner, gone.skus[0].id)
    checkout = await cart.begin_from_cart(session, checkout.member_id)
    await catalog.delist_product(session, gone.id, by=SYSTEM)
    await session.flush()

    order = await _place(session, checkout, yuan("118"))

    assert [line.sku_id for line in order.lines] == [mug.skus[0].id]
    left = [line.sku_id for line in (await cart.view(session, owner)).lines]
    assert left == [gone.skus[0].id]


async def test_more_of_the_same_that_was_put_in_meanwhile_stays_in_the_cart(
    session: AsyncSession, checkout: Checkout, mug: ProductSheet
) -> None:
    owner = Owner(member_id=checkout.member_id)
    await cart.add(session, owner, mug.skus[0].id, 3)

    await _place(session, checkout, yuan("118"))

    assert await cart.count(session, owner) == 3


async def test_buying_at_once_leaves_the_cart_alone(
    session: AsyncSession, checkout: Checkout, mug: ProductSheet
) -> None:
    items = [Item(mug.skus[0].id, 1)]
    at_once = await cart.begin_checkout(session, checkout.member_id, items, Source.BUY_NOW)

    await _place(session, at_once, yuan("59"))

    assert await cart.count(session, Owner(member_id=checkout.member_id)) == 2


async def test_a_checkout_that_became_an_order_is_over(
    session: AsyncSession, checkout: Checkout
) -> None:
    await _place(session, checkout, yuan("118"))

    with pytest.raises(CheckoutOver):
        await cart.amend_checkout(
            session, checkout.id, member_id=checkout.member_id, choice=Choice(note="?")
        )


async def test_eight_clicks_at_once_make_one_order(committed: Database) -> None:
    async with committed.transaction() as session:
        mug = await goods.goods(session, price="59", in_stock=2)
        member = await people.member(session)
        await people.address(session, member.id)
        items = [Item(mug.skus[0].id, 2)]
        checkout = await cart.begin_checkout(session, member.id, items, Source.BUY_NOW)

    batchers = [Batcher(Within(committed)) for _ in range(2)]

    placed = await asyncio.gather(
        *(
            orders.place_from_checkout(committed, batchers[n % 2], _of(checkout, yuan("118")))
            for n in range(8)
        )
    )

    assert len({order.order_id for order in placed}) == 1
    async with committed.transaction() as session:
        await books_agree(session)


async def test_who_bought_the_limit_before_is_told_so_at_the_order(
    session: AsyncSession, checkout: Checkout, mug: ProductSheet
) -> None:
    await goods.limited(session, mug, limit_per_member=2)
    await _place(session, checkout, yuan("118"))
    items = [Item(mug.skus[0].id, 1)]
    once_more = await cart.begin_checkout(session, checkout.member_id, items, Source.BUY_NOW)

    with pytest.raises(OverLimit) as refused:
        await _place(session, once_more, yuan("59"))

    assert (refused.value.limit, refused.value.left) == (2, 0)
    assert "您已经买满了" in str(refused.value)


async def test_more_than_one_person_can_buy_cannot_be_ordered_at_all(
    session: AsyncSession, checkout: Checkout, mug: ProductSheet
) -> None:
    await goods.limited(session, mug, limit_per_member=1)

    with pytest.raises(NotOrderable) as refused:
        await _place(session, checkout, yuan("118"))

    assert "每人限购 1 件" in refused.value.words


async def test_when_the_chosen_shelf_ran_out_meanwhile_another_one_gives_it(
    session: AsyncSession, checkout: Checkout, mug: ProductSheet
) -> None:
    """Between the look and the order somebody takes the last of it there."""
    sku = mug.skus[0].id
    store = await places.location(session, sells=True, priority=9)
    await inventory.receive(session, sku, 5, by=SYSTEM, location_id=store.id)
    inner, others = placing.InSession(session), [Want(sku, 5)]

    class Meanwhile(placing.InSession):
        async def __call__(self, statement: str, *arguments: object) -> Sequence[Any]:
            if others:
                await inventory.reserve(session, uuid4(), [others.pop()], until=clock.now())
                await session.flush()
            return await inner(statement, *arguments)

    placed = await orders.place_from_checkout(
        placing.OneTransaction(session),
        Batcher(Meanwhile(session)),
        _of(checkout, yuan("118")),
    )

    (promise,) = await inventory.reservations(session, placed.order_id)
    assert promise.location_id == store.id


async def test_a_crowd_lines_up_and_whoever_finds_the_line_full_is_told_at_once(
    session: AsyncSession, checkout: Checkout
) -> None:
    db = placing.OneTransaction(session)
    batcher = Batcher(placing.InSession(session), queue_max=1)

    async with batcher.turn():
        with pytest.raises(TooManyOrders):
            await orders.place_from_checkout(db, batcher, _of(checkout, yuan("118")))
    placed = await orders.place_from_checkout(db, batcher, _of(checkout, yuan("118")))

    assert not placed.again
