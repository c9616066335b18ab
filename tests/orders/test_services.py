"""Services: sold beside goods, had by a code, sent nowhere."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, cart, inventory, orders, payments, vouchers
from hutong.cart import Checkout, Choice, Item, Source
from hutong.catalog import ProductSheet
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.money import Money, yuan
from hutong.orders import (
    FulfilmentState,
    NotCancellable,
    NotShippable,
    Order,
    OrderState,
    PaymentState,
    Placement,
    ShipLine,
    ShipsTooMuch,
    Stage,
    Submission,
    Tab,
)
from hutong.vouchers import (
    AlreadyHad,
    CannotUndo,
    CodeExpired,
    CodeVoid,
    NoSuchCode,
    Voucher,
    VoucherState,
)
from hutong.wiring import Strangers
from tests import placing
from tests.books import books_agree, broken
from tests.conftest import Worker
from tests.make import goods, people, trade
from tests.payments.provider import Provider


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


@pytest.fixture
async def course(session: AsyncSession) -> ProductSheet:
    return await goods.service(session, price="199", places=10, valid_days=90)


@pytest.fixture
async def paid(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    worker: Worker,
    course: ProductSheet,
    time: Simulated,
) -> Order:
    """Three places in a course, and nothing else."""
    return await _bought(session, db, provider, worker, trade.lines(course, 3))


async def _placement(session: AsyncSession, lines: Sequence[orders.PlacedLine]) -> Placement:
    freight = yuan("0") if all(line.is_service for line in lines) else yuan("8")
    wanted = trade.placement(lines, freight=freight)
    return replace(wanted, edition=await assortment.edition(session))


async def _bought(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    worker: Worker,
    lines: Sequence[orders.PlacedLine],
) -> Order:
    order = await placing.place(session, await _placement(session, lines))
    await trade.pay(db, provider, order)
    await worker()
    return order


@pytest.fixture
async def mixed(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    worker: Worker,
    course: ProductSheet,
    time: Simulated,
) -> Order:
    """Two machines, and one place in the course."""
    machine = await goods.goods(session, price="59")
    lines = [*trade.lines(machine, 2), *trade.lines(course, 1)]
    return await _bought(session, db, provider, worker, lines)


async def _codes(session: AsyncSession, order: Order) -> Sequence[Voucher]:
    return await vouchers.of_order(session, order.id)


async def _free(session: AsyncSession, product: ProductSheet) -> int:
    sku_id = product.skus[0].id
    return (await inventory.available(session, [sku_id]))[sku_id]


async def _review(session: AsyncSession, *items: Item) -> tuple[Checkout, cart.Review]:
    member = await people.member(session)
    checkout = await cart.begin_checkout(session, member.id, items, Source.BUY_NOW)
    return checkout, await cart.review(session, checkout)


async def _send(session: AsyncSession, order: Order, *lines: ShipLine) -> None:
    await orders.ship(
        session,
        order.id,
        lines=lines or None,
        carrier="sf",
        tracking_number=trade.tracking_number(),
        by=trade.STAFF,
    )


async def test_services_alone_ask_for_no_address_and_cost_no_freight(
    session: AsyncSession, course: ProductSheet
) -> None:
    checkout, review = await _review(session, Item(course.skus[0].id, 2))

    submission = Submission(
        checkout_id=checkout.id, member_id=checkout.member_id, shown_total=yuan("398")
    )
    order = await placing.check_out(session, submission)

    assert review.can_place
    assert (review.address, review.quote.freight.amount) == (None, yuan("0"))
    assert review.contact is not None
    assert order.phone == review.contact.phone
    assert (order.region_code, order.detail) == ("", "")
    assert order.fulfilment is FulfilmentState.NOT_NEEDED
    assert order.lines[0].valid_days == 90
    await books_agree(session)


async def test_another_phone_is_called_about_the_service(
    session: AsyncSession, course: ProductSheet
) -> None:
    checkout, _review_of_it = await _review(session, Item(course.skus[0].id, 1))

    submission = Submission(
        checkout_id=checkout.id,
        member_id=checkout.member_id,
        shown_total=yuan("199"),
        choice=Choice(phone="139 1111 2222"),
    )
    order = await placing.check_out(session, submission)

    assert order.phone == "13911112222"


async def test_a_phone_that_cannot_be_one_is_refused(
    session: AsyncSession, course: ProductSheet
) -> None:
    _checkout, review = await _review(session, Item(course.skus[0].id, 1))

    with pytest.raises(Invalid) as refused:
        cart.choose(review, Choice(phone="12345"))

    assert [problem.field for problem in refused.value.problems] == ["phone"]


async def test_a_mixed_order_asks_where_its_goods_go_and_sends_only_them(
    session: AsyncSession, course: ProductSheet
) -> None:
    mug = await goods.goods(session, price="59")
    _checkout, review = await _review(session, Item(course.skus[0].id, 1), Item(mug.skus[0].id, 1))

    assert not review.can_place
    assert (review.ships, review.serves) == (True, True)
    assert review.quote.shipped_goods == yuan("59")


async def test_a_service_order_waits_to_be_used_and_not_to_be_shipped(
    session: AsyncSession, paid: Order
) -> None:
    shown = await orders.history(session, paid.member_id, tab=Tab.TO_RECEIVE)
    waiting = await orders.history(session, paid.member_id, tab=Tab.TO_SHIP)

    assert orders.stage(paid) is Stage.TO_USE
    assert [order.id for order in shown.orders] == [paid.id]
    assert waiting.orders == []
    with pytest.raises(NotShippable):
        await _send(session, paid)


async def test_every_paid_unit_has_a_code_of_its_own_worth_its_share(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    worker: Worker,
    course: ProductSheet,
    time: Simulated,
) -> None:
    (line,) = trade.lines(course, 3)
    reduced = replace(line, payable=Money(10_000, "CNY"))

    order = await _bought(session, db, provider, worker, [reduced])

    codes = await _codes(session, order)
    assert len({voucher.code for voucher in codes}) == 3
    assert [voucher.amount.minor for voucher in codes] == [3334, 3333, 3333]
    assert {voucher.state for voucher in codes} == {VoucherState.READY}
    assert await broken(session) == set()


async def test_a_sold_place_is_gone_and_one_called_off_is_free_again(
    session: AsyncSession, paid: Order, course: ProductSheet
) -> None:
    before = await _free(session, course)

    await orders.cancel(session, paid.id, by=trade.buyer(paid.member_id), reason="changed_mind")

    assert (before, await _free(session, course)) == (7, 10)
    await books_agree(session)


async def test_a_code_is_redeemed_once_and_then_says_when_and_by_whom(
    session: AsyncSession, paid: Order, time: Simulated
) -> None:
    code = (await _codes(session, paid))[0].written
    first = await vouchers.redeem(session, code, by=trade.STAFF)
    time.advance(timedelta(minutes=5))

    second = await vouchers.redeem(session, code, by=trade.STAFF)

    assert (first.again, second.again) == (False, True)
    assert second.voucher.redeemed_by == trade.STAFF.name
    assert second.voucher.redeemed_at == first.voucher.redeemed_at
    await books_agree(session)


async def test_what_is_no_code_is_refused(session: AsyncSession, paid: Order) -> None:
    with pytest.raises(NoSuchCode):
        await vouchers.redeem(session, "1234", by=trade.STAFF)


async def test_an_order_is_completed_when_all_of_it_was_had(
    session: AsyncSession, paid: Order, worker: Worker
) -> None:
    codes = await _codes(session, paid)
    for voucher in codes[:2]:
        await vouchers.redeem(session, voucher.code, by=trade.STAFF)
    await worker()
    before = paid.state

    await vouchers.redeem(session, codes[2].code, by=trade.STAFF)
    await worker()

    assert (before, paid.state) == (OrderState.OPEN, OrderState.COMPLETED)
    await books_agree(session)


async def test_a_mistake_is_undone_within_half_an_hour(
    session: AsyncSession, paid: Order, time: Simulated
) -> None:
    first, second, _third = await _codes(session, paid)
    await vouchers.redeem(session, first.code, by=trade.STAFF)
    await vouchers.redeem(session, second.code, by=trade.STAFF)

    undone = await vouchers.undo(session, first.code, reason="扫错了", by=trade.STAFF)
    time.advance(timedelta(minutes=31))

    assert undone.state is VoucherState.READY
    with pytest.raises(CannotUndo, match="30"):
        await vouchers.undo(session, second.code, reason="扫错了", by=trade.STAFF)
    with pytest.raises(CannotUndo):
        await vouchers.undo(session, first.code, reason="扫错了", by=trade.STAFF)
    await books_agree(session)


async def test_a_code_lasts_to_the_end_of_its_last_day(
    session: AsyncSession, db: Database, paid: Order, worker: Worker, time: Simulated
) -> None:
    codes = await _codes(session, paid)
    time.advance(codes[0].valid_until - time.at - timedelta(seconds=1))
    await vouchers.redeem(session, codes[0].code, by=trade.STAFF)
    time.advance(timedelta(seconds=1))

    with pytest.raises(CodeExpired):
        await vouchers.redeem(session, codes[1].code, by=trade.STAFF)
    await vouchers.expire_due(db)
    await worker()

    for voucher in codes:
        await session.refresh(voucher)
    assert [v.state for v in codes] == ["redeemed", "expired", "expired"]
    assert paid.state is OrderState.COMPLETED
    await books_agree(session)


async def test_what_nobody_had_goes_back_and_its_code_is_worth_nothing(
    session: AsyncSession, paid: Order, course: ProductSheet, worker: Worker, provider: Provider
) -> None:
    codes = await _codes(session, paid)
    await vouchers.redeem(session, codes[0].code, by=trade.STAFF)

    back = await orders.call_off_services(
        session, paid.id, {course.skus[0].id: 2}, by=trade.STAFF, reason="客户有事来不了"
    )
    await worker()

    assert back == yuan("398")
    assert provider.moved == paid.total.minor - back.minor
    assert [v.state for v in await _codes(session, paid)] == ["redeemed", "void", "void"]
    assert await _free(session, course) == 9
    assert (paid.state, paid.payment) == (OrderState.COMPLETED, PaymentState.PAID)
    with pytest.raises(CodeVoid):
        await vouchers.redeem(session, codes[1].code, by=trade.STAFF)
    await books_agree(session)


async def test_what_was_had_is_not_paid_back(
    session: AsyncSession, paid: Order, course: ProductSheet
) -> None:
    code = (await _codes(session, paid))[0].code
    await vouchers.redeem(session, code, by=trade.STAFF)

    with pytest.raises(AlreadyHad):
        await orders.call_off_services(
            session, paid.id, {course.skus[0].id: 3}, by=trade.STAFF, reason="退款"
        )
    with pytest.raises(NotCancellable):
        await orders.cancel(session, paid.id, by=trade.STAFF, reason="退款")


@pytest.mark.parametrize("units", [{}, {uuid4(): 1}])
async def test_only_services_of_the_order_are_called_off(
    session: AsyncSession, paid: Order, units: dict[object, int]
) -> None:
    with pytest.raises(Invalid):
        await orders.call_off_services(
            session,
            paid.id,
            units,  # type: ignore[arg-type]
            by=trade.STAFF,
            reason="退款",
        )


async def test_calling_off_all_of_an_order_cancels_it(
    session: AsyncSession, paid: Order, course: ProductSheet, worker: Worker, provider: Provider
) -> None:
    await orders.call_off_services(
        session, paid.id, {course.skus[0].id: 3}, by=trade.STAFF, reason="退款"
    )
    await worker()

    assert (paid.state, paid.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert provider.moved == 0
    await books_agree(session)


async def test_all_money_given_back_by_staff_makes_the_codes_void(
    session: AsyncSession, paid: Order, worker: Worker
) -> None:
    await payments.owe_refund(session, paid.id, paid.total, "善意退款", key="kind")
    await worker()

    assert {v.state for v in await _codes(session, paid)} == {VoucherState.VOID}
    assert paid.state is OrderState.CANCELLED
    await books_agree(session)


async def test_a_part_of_the_money_given_back_leaves_the_codes_good(
    session: AsyncSession, paid: Order, worker: Worker
) -> None:
    a_fen_less = paid.total - Money(1, paid.total.currency)
    await payments.owe_refund(session, paid.id, a_fen_less, "善意退款", key="kind")
    await worker()

    assert {v.state for v in await _codes(session, paid)} == {VoucherState.READY}
    assert paid.state is OrderState.OPEN
    await books_agree(session)


async def test_a_mixed_order_ships_its_goods_alone(session: AsyncSession, mixed: Order) -> None:
    course_line = mixed.lines[1]
    with pytest.raises(ShipsTooMuch):
        await _send(session, mixed, ShipLine(course_line.sku_id, 1))

    await _send(session, mixed)

    assert mixed.fulfilment is FulfilmentState.SHIPPED
    assert [line.shipped for line in mixed.lines] == [2, 0]
    await books_agree(session)


async def test_a_mixed_order_stays_open_until_goods_and_services_are_had(
    session: AsyncSession, mixed: Order, worker: Worker
) -> None:
    await _send(session, mixed)
    await orders.confirm_receipt(session, mixed.id, by=trade.buyer(mixed.member_id))
    received = mixed.state, orders.stage(mixed)
    (voucher,) = await _codes(session, mixed)

    await vouchers.redeem(session, voucher.code, by=trade.STAFF)
    await worker()

    assert received == (OrderState.OPEN, Stage.TO_USE)
    assert mixed.state is OrderState.COMPLETED
    await books_agree(session)


async def test_a_mixed_order_whose_service_was_had_waits_for_its_goods(
    session: AsyncSession, mixed: Order, worker: Worker
) -> None:
    (voucher,) = await _codes(session, mixed)
    await vouchers.redeem(session, voucher.code, by=trade.STAFF)
    await worker()
    before = mixed.state

    await _send(session, mixed)
    await orders.confirm_receipt(session, mixed.id, by=trade.buyer(mixed.member_id))

    assert (before, mixed.state) == (OrderState.OPEN, OrderState.COMPLETED)
