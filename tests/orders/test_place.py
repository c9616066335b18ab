from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, orders, payments
from hutong.inventory import OutOfStock, ReservationState
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid
from hutong.kernel.events import Happened
from hutong.kernel.ids import shard_of
from hutong.kernel.money import Money, yuan
from hutong.orders import (
    FulfilmentState,
    Order,
    OrderNotFound,
    OrderState,
    PaymentState,
    SameKeyOtherOrder,
    TotalsDoNotAdd,
)
from hutong.orders.placement import drafted
from tests import placing
from tests.books import books_agree
from tests.counting import statements
from tests.make import goods, trade


async def test_an_order_promises_the_stock_and_expects_the_money(
    session: AsyncSession, time: Simulated
) -> None:
    product = await goods.goods(session, price="59", in_stock=5)
    sku = product.skus[0].id

    order = await placing.place(session, trade.placement(trade.lines(product, 2)))

    assert (order.state, order.payment, order.fulfilment) == (
        OrderState.OPEN,
        PaymentState.UNPAID,
        FulfilmentState.NONE,
    )
    assert (order.goods, order.freight, order.total) == (yuan("118"), yuan("8"), yuan("126"))
    assert (await inventory.available(session, [sku]))[sku] == 3
    intent = await payments.of_reference(session, order.id)
    assert intent is not None
    assert (intent.amount, intent.expires_at) == (order.total, time.at + timedelta(minutes=30))
    await books_agree(session)


async def test_an_order_shows_what_was_sold_however_the_catalog_changes(
    session: AsyncSession,
) -> None:
    order = await trade.order(session, 2)

    found = await orders.find(session, order.number, member_id=order.member_id)

    (line,) = found.lines
    assert (line.quantity, line.subtotal) == (2, yuan("118"))
    assert line.title["zh"].startswith("马克杯")
    assert found.shard == shard_of(order.member_id)


async def test_the_first_row_of_its_history_says_who_ordered(session: AsyncSession) -> None:
    order = await trade.order(session)

    found = await orders.find_for_staff(session, order.number)

    (step,) = found.history
    assert (step.before, step.after, step.by_id) == (None, "open", order.member_id)


async def test_the_same_key_is_the_same_order(session: AsyncSession) -> None:
    product = await goods.goods(session)
    wanted = trade.placement(trade.lines(product, 2))

    first = await placing.place(session, wanted)
    again = await placing.place(session, wanted)

    assert again.id == first.id
    assert [line.sku_id for line in again.lines] == [product.skus[0].id]
    assert await session.scalar(select(func.count()).select_from(Order)) == 1
    stock = await inventory.available(session, [product.skus[0].id])
    assert stock[product.skus[0].id] == 8
    await books_agree(session)


async def test_the_same_key_with_other_contents_is_refused(session: AsyncSession) -> None:
    product = await goods.goods(session)
    member_id = uuid4()
    await placing.place(
        session, trade.placement(trade.lines(product, 2), member_id=member_id, key="k")
    )

    with pytest.raises(SameKeyOtherOrder):
        await placing.place(
            session, trade.placement(trade.lines(product, 3), member_id=member_id, key="k")
        )


async def test_a_key_belongs_to_one_member(session: AsyncSession) -> None:
    product = await goods.goods(session)

    mine = await placing.place(session, trade.placement(trade.lines(product, 1), key="k"))
    yours = await placing.place(session, trade.placement(trade.lines(product, 1), key="k"))

    assert mine.id != yours.id


async def test_an_order_that_finds_too_little_stock_leaves_nothing_behind(
    session: AsyncSession,
) -> None:
    product = await goods.goods(session, in_stock=1)

    with pytest.raises(OutOfStock) as refused:
        async with session.begin_nested():
            await placing.place(session, trade.placement(trade.lines(product, 2)))

    (shortage,) = refused.value.shortages
    assert (shortage.wanted, shortage.available) == (2, 1)
    assert await session.scalar(select(func.count()).select_from(Order)) == 0
    await books_agree(session)


@pytest.mark.parametrize("fen", [-1, 1, 100_000])
async def test_a_total_that_was_tampered_with_is_refused(session: AsyncSession, fen: int) -> None:
    product = await goods.goods(session)
    honest = trade.placement(trade.lines(product, 1))
    total = Money(honest.total.minor + fen, "CNY")

    with pytest.raises(TotalsDoNotAdd):
        await placing.place(session, trade.changed(honest, total=total))
    assert await session.scalar(select(func.count()).select_from(Order)) == 0


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**12])
async def test_a_quantity_that_makes_no_sense_is_refused(
    session: AsyncSession, quantity: int
) -> None:
    product = await goods.goods(session)
    (line,) = trade.lines(product, 1)
    wrong = trade.changed(line, quantity=quantity)  # type: ignore[arg-type]

    with pytest.raises(Invalid) as refused:
        await placing.place(session, trade.placement([wrong]))  # type: ignore[list-item]

    assert refused.value.problems[0].field == "lines.0.quantity"


async def test_an_order_of_nothing_or_of_everything_is_refused(session: AsyncSession) -> None:
    product = await goods.goods(session)
    (line,) = trade.lines(product, 1)

    for articles in ([], [line] * 101, [line, line]):
        with pytest.raises(Invalid):
            await placing.place(session, trade.placement(articles))


async def test_an_order_that_costs_nothing_is_paid_at_once(session: AsyncSession) -> None:
    product = await goods.goods(session)
    (line,) = trade.lines(product, 1)
    gift = trade.changed(line, payable=yuan("0"))  # type: ignore[arg-type]

    order = await placing.place(session, trade.placement([gift], freight=yuan("0")))  # type: ignore[list-item]

    assert order.payment is PaymentState.PAID
    (promised,) = await inventory.reservations(session, order.id)
    assert promised.state is ReservationState.CLAIMED
    await books_agree(session)


async def test_a_card_number_in_the_note_is_not_kept(session: AsyncSession) -> None:
    product = await goods.goods(session)
    wanted = trade.placement(trade.lines(product, 1))

    order = await placing.place(session, trade.changed(wanted, note="刷 4111111111111111"))

    assert order.buyer_note == "刷 ************1111"


async def test_placing_says_so_once(session: AsyncSession) -> None:
    wanted = trade.placement(trade.lines(await goods.goods(session), 1))

    for _ in range(2):
        await placing.place(session, wanted)

    told = await session.scalars(select(Happened).where(Happened.name == "orders.placed"))
    (event,) = told
    assert event.payload["total"] == {"minor": 6700, "currency": "CNY"}


async def test_another_members_order_does_not_exist(session: AsyncSession) -> None:
    order = await trade.order(session)

    with pytest.raises(OrderNotFound):
        await orders.find(session, order.number, member_id=uuid4())


async def test_placing_takes_few_statements(session: AsyncSession) -> None:
    product = await goods.goods(session, specs=(goods.spec("颜色", *"红黄蓝绿"),))
    wanted = trade.placement(trade.lines(product, 1, 1, 1, 1))

    with statements() as sent:
        await orders.place(placing.batcher(session), wanted)

    assert len(sent) == 1, "\n".join(sent)


def test_a_fingerprint_is_of_the_contents_and_not_of_the_moment(time: Simulated) -> None:
    line = orders.PlacedLine(
        sku_id=uuid4(),
        product_id=uuid4(),
        slug="mug",
        title={"zh": "杯"},
        sku_title={"zh": ""},
        sku_code="M",
        picture=None,
        quantity=1,
        unit_price=yuan("9"),
        payable=yuan("9"),
    )
    wanted = trade.placement([line])

    first = drafted(wanted, time.at)
    time.advance(timedelta(minutes=5))
    later = drafted(trade.changed(wanted, pay_by=time.at), time.at)
    noted = drafted(trade.changed(wanted, note="!"), time.at)

    assert first.fingerprint == later.fingerprint != noted.fingerprint
