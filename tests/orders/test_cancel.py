from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, orders, payments
from hutong.inventory import Want
from hutong.kernel import clock, i18n
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.events import Happened
from hutong.kernel.money import yuan
from hutong.orders import NotCancellable, Order, OrderState, PaymentState
from hutong.payments import IntentState
from hutong.wiring import Strangers
from tests.books import books_agree
from tests.conftest import Worker
from tests.make import trade
from tests.payments.provider import Provider, signed


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


async def _free(session: AsyncSession, order: orders.Order) -> int:
    sku = order.lines[0].sku_id
    return (await inventory.available(session, [sku]))[sku]


async def test_cancelling_an_unpaid_order_gives_the_stock_back(
    session: AsyncSession, worker: Worker
) -> None:
    order = await trade.order(session, 3, in_stock=3)

    await orders.cancel(session, order.id, by=trade.buyer(order.member_id), reason="changed_mind")

    intent = await payments.of_reference(session, order.id)
    assert (order.state, order.cancel_reason) == (OrderState.CANCELLED, "changed_mind")
    assert await _free(session, order) == 3
    assert intent is not None
    assert intent.state is IntentState.CLOSED
    await books_agree(session)


async def test_cancelling_a_paid_order_gives_the_money_back(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> None:
    order = await trade.order(session, 2, in_stock=2)
    await trade.pay(db, provider, order)
    await worker()

    await orders.cancel(session, order.id, by=trade.buyer(order.member_id), reason="too_slow")
    assert order.payment is PaymentState.REFUNDING
    await worker()

    assert order.payment is PaymentState.REFUNDED
    assert provider.moved == 0
    assert await _free(session, order) == 2
    await books_agree(session)


async def test_every_step_says_who_took_it(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    order = await trade.order(session)
    await trade.pay(db, provider, order)
    await worker()
    await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")
    await worker()

    found = await orders.find_for_staff(session, order.number)

    assert [(step.axis, step.before, step.after, step.by_name) for step in found.history] == [
        ("order", None, "open", "李雷"),
        ("payment", "unpaid", "paid", "system"),
        ("order", "open", "cancelled", "王店长"),
        ("payment", "paid", "refunding", "王店长"),
        ("payment", "refunding", "refunded", "system"),
    ]


async def test_a_cancelled_order_is_not_cancelled_again(session: AsyncSession) -> None:
    order = await trade.order(session, 1, in_stock=1)
    await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")

    with pytest.raises(NotCancellable):
        await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")
    assert await _free(session, order) == 1


@pytest.mark.parametrize(
    ("reason", "told"), [("too_slow", "等待时间太长"), ("买错了颜色", "买错了颜色")]
)
async def test_the_provider_and_its_customer_read_why_in_chinese(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    worker: Worker,
    *,
    reason: str,
    told: str,
) -> None:
    order = await trade.order(session)
    await trade.pay(db, provider, order)
    await worker()

    with i18n.using("en"):
        await orders.cancel(session, order.id, by=trade.buyer(order.member_id), reason=reason)
        await worker()

    assert provider.reasons == [told]


async def test_what_has_left_cannot_be_cancelled(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> None:
    order = await trade.order(session, 2)
    await trade.pay(db, provider, order)
    await worker()
    await orders.ship(
        session,
        order.id,
        lines=[orders.ShipLine(order.lines[0].sku_id, 1)],
        carrier="sf",
        tracking_number=trade.tracking_number(),
        by=trade.STAFF,
    )

    with pytest.raises(NotCancellable):
        await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
async def test_cancelling_takes_a_reason(session: AsyncSession, reason: str) -> None:
    order = await trade.order(session)

    with pytest.raises(Invalid):
        await orders.cancel(session, order.id, by=trade.STAFF, reason=reason)


async def test_an_order_that_is_not_paid_in_time_closes_by_itself(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    order = await trade.order(session, 2, in_stock=2)
    time.advance(timedelta(minutes=29))
    assert await orders.close_unpaid(db) == 0

    time.advance(timedelta(minutes=1))
    assert await orders.close_unpaid(db) == 1
    assert await orders.close_unpaid(db) == 0

    assert (order.state, order.cancel_reason) == (OrderState.CANCELLED, "unpaid")
    assert await _free(session, order) == 2
    found = await orders.find_for_staff(session, order.number)
    assert found.history[-1].by_name == SYSTEM.name
    await books_agree(session)


async def test_an_order_that_is_paid_in_time_stays(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    order = await trade.order(session)
    await trade.pay(db, provider, order)
    await worker()

    time.advance(timedelta(hours=1))
    await orders.close_unpaid(db)
    await inventory.release_expired(db)

    assert (order.state, order.payment) == (OrderState.OPEN, PaymentState.PAID)
    await books_agree(session)


async def _pays_after_the_closing(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> Order:
    order = await trade.order(session, 1, in_stock=1)
    intent = await payments.of_reference(session, order.id)
    assert intent is not None
    await payments.start(db, {"fake": provider}, intent.id, return_url="https://shop.test")
    (attempt,) = await payments.attempts(session, intent.id)
    time.advance(timedelta(minutes=31))
    await orders.close_unpaid(db)
    provider.pay(attempt.id)
    await payments.query_attempt(db, {"fake": provider}, attempt_id=str(attempt.id))
    return order


async def test_money_that_arrives_after_the_closing_opens_the_order_again(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    order = await _pays_after_the_closing(session, db, provider, time)

    await worker()

    assert (order.state, order.payment) == (OrderState.OPEN, PaymentState.PAID)
    assert (order.cancel_reason, order.cancelled_at) == (None, None)
    assert provider.moved == order.total.minor
    assert await _free(session, order) == 0
    await books_agree(session)


async def test_late_money_for_goods_that_are_gone_goes_back(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    order = await _pays_after_the_closing(session, db, provider, time)
    await _somebody_else_takes(session, order)

    await worker()

    assert (order.state, order.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert provider.moved == 0
    await books_agree(session)


async def test_money_whose_promise_lapsed_a_moment_ago_still_buys_the_goods(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    order = await trade.order(session, 1, in_stock=1)
    await trade.pay(db, provider, order)
    await inventory.release(session, order.id)

    await worker()

    assert (order.state, order.payment) == (OrderState.OPEN, PaymentState.PAID)
    assert await _free(session, order) == 0
    await books_agree(session)


async def test_money_whose_goods_were_given_away_meanwhile_goes_back(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    order = await trade.order(session, 1, in_stock=1)
    await trade.pay(db, provider, order)
    await inventory.release(session, order.id)
    await _somebody_else_takes(session, order)

    await worker()

    assert (order.state, order.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert order.cancel_reason == "out_of_stock"
    await books_agree(session)


async def _somebody_else_takes(session: AsyncSession, order: Order) -> None:
    wants = [Want(line.sku_id, line.quantity) for line in order.lines]
    await inventory.reserve(session, uuid4(), wants, until=clock.now() + timedelta(hours=1))


async def test_a_second_payment_of_one_order_goes_back(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    order = await trade.order(session)
    intent = await payments.of_reference(session, order.id)
    assert intent is not None
    await payments.start(db, {"fake": provider}, intent.id, return_url="https://shop.test")
    (first,) = await payments.attempts(session, intent.id)
    await payments.handle_notification(db, provider, *signed(first.id, event="f", state="failed"))
    await payments.start(db, {"fake": provider}, intent.id, return_url="https://shop.test")
    for number, attempt in enumerate(await payments.attempts(session, intent.id)):
        provider.pay(attempt.id)
        await payments.handle_notification(db, provider, *signed(attempt.id, event=f"p-{number}"))

    await worker()

    assert (order.state, order.payment) == (OrderState.OPEN, PaymentState.PAID)
    assert provider.moved == order.total.minor
    await books_agree(session)


async def test_an_order_that_was_refunded_in_parts_gives_back_the_rest_and_its_goods(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> None:
    order = await trade.order(session, 1, in_stock=1)
    await trade.pay(db, provider, order)
    await worker()
    await payments.owe_refund(session, order.id, yuan("1.00"), "chipped", key="part")
    await worker()

    await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")
    await worker()

    assert (order.state, order.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert provider.moved == 0
    await books_agree(session)


async def test_an_order_that_was_refunded_as_a_whole_is_not_sent(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> None:
    order = await trade.order(session, 1, in_stock=1)
    await trade.pay(db, provider, order)
    await worker()

    await payments.owe_refund(session, order.id, order.total, "all of it", key="part")
    await worker()

    assert (order.state, order.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert await _free(session, order) == 1
    await books_agree(session)


async def test_money_that_comes_while_the_buyer_cancels_goes_back(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> None:
    order = await trade.order(session)
    await trade.pay(db, provider, order)
    await orders.cancel(session, order.id, by=trade.buyer(order.member_id), reason="changed_mind")
    assert order.payment is PaymentState.UNPAID  # the news of the money is still under way

    await worker()

    assert order.payment is PaymentState.REFUNDED
    assert provider.moved == 0
    await books_agree(session)


async def test_cancelling_says_so_once(session: AsyncSession) -> None:
    order = await trade.order(session, 2)

    await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")

    told = await session.scalars(select(Happened).where(Happened.name == "orders.cancelled"))
    (event,) = told
    assert event.payload["was_paid"] is False
    assert event.payload["lines"][0]["quantity"] == 2
