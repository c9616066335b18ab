"""What happens to an order without its buyer is told in the buyer's inbox."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import messaging, orders
from hutong.kernel import i18n
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.orders import Order, ShipLine
from hutong.wiring import Strangers
from tests.conftest import Worker
from tests.make import trade
from tests.payments.provider import Provider


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


async def inbox(session: AsyncSession, order: Order) -> list[str]:
    """The templates of what stands there, the oldest first; each leads to the order."""
    found = await messaging.inbox(session, order.member_id)
    assert {message.link for message in found.messages} <= {f"/orders/{order.number}"}
    assert all(order.number in message.words for message in found.messages)
    return [message.template for message in reversed(found.messages)]


async def test_paying_and_every_parcel_are_told(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    order = await trade.order(session, 2)
    await trade.pay(db, provider, order)
    await worker()

    for number in ("SF1000000000001", "SF1000000000002"):
        time.advance(timedelta(hours=1))
        one = [ShipLine(order.lines[0].sku_id, 1)]
        await orders.ship(
            session, order.id, lines=one, carrier="sf", tracking_number=number, by=trade.STAFF
        )
        await worker()

    assert await inbox(session, order) == ["order.paid", "order.shipped_partly", "order.shipped"]


async def test_a_message_names_the_amount_and_speaks_the_readers_language(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> None:
    order = await trade.order(session, 2)
    await trade.pay(db, provider, order)
    await worker()

    [message] = (await messaging.inbox(session, order.member_id)).messages

    with i18n.using("zh_CN"):
        assert f"已付款 ¥{order.total.major:,.2f}" in message.words
    with i18n.using("en"):
        assert f"is paid (¥{order.total.major:,.2f})" in message.words


async def test_a_buyer_who_cancels_is_told_of_the_money_only(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> None:
    order = await trade.order(session, 2)
    await trade.pay(db, provider, order)
    await worker()

    buyer = trade.buyer(order.member_id)
    await orders.cancel(session, order.id, by=buyer, reason="too_slow")
    await worker()

    assert await inbox(session, order) == ["order.paid", "order.refunded"]


async def test_what_staff_cancel_is_told_with_what_becomes_of_the_money(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> None:
    unpaid, paid = await trade.order(session, 1), await trade.order(session, 1)
    await trade.pay(db, provider, paid)
    await worker()

    for order in (unpaid, paid):
        await orders.cancel(session, order.id, by=trade.STAFF, reason="商品有瑕疵")
    await worker()

    assert await inbox(session, unpaid) == ["order.cancelled"]
    assert await inbox(session, paid) == ["order.paid", "order.cancelled_paid", "order.refunded"]


async def test_an_order_that_was_not_paid_in_time_is_told_as_closed(
    session: AsyncSession, worker: Worker
) -> None:
    order = await trade.order(session, 1)

    await orders.cancel(session, order.id, by=SYSTEM, reason="unpaid")
    await worker()

    assert await inbox(session, order) == ["order.unpaid"]
