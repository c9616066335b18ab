"""The money arrives, or goes back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, payments, vouchers
from hutong.inventory import ReservationGone
from hutong.kernel import events
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Rows
from hutong.orders import queries, rules, steps
from hutong.orders.events import (
    OrderCancelled,
    OrderPaid,
    OrderRefunded,
    OrderReopened,
    Sold,
)
from hutong.orders.models import Order
from hutong.orders.service.codes import free_places
from hutong.orders.states import OrderState, PaymentState
from hutong.vouchers import VoucherState

UNPAID = "unpaid"


async def mark_paid(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    """Money that is late opens the order again where the goods are still there; else it goes
    straight back. What the buyer or staff called off stays called off."""
    order = await queries.locked_if_any(session, order_id)
    if order is None or order.payment is not PaymentState.UNPAID:
        return
    if order.state is OrderState.CANCELLED:
        await _late(session, order, at)
    elif await _claimed(session, order):
        paid(session, order, by=SYSTEM, at=at)
    else:
        steps.take(session, order, PaymentState.PAID, by=SYSTEM, at=at)
        order.cancel_reason = "out_of_stock"
        steps.take(session, order, OrderState.CANCELLED, by=SYSTEM, at=at, note="out_of_stock")
        await give_back(session, order, by=SYSTEM, at=at)
        events.emit(session, cancelled(order, by=SYSTEM, was_paid=True, at=at))


async def _late(session: AsyncSession, order: Order, at: datetime) -> None:
    if order.cancel_reason == UNPAID and await inventory.reclaim(session, order.id):
        order.cancel_reason = order.cancelled_at = None
        steps.take(session, order, OrderState.OPEN, by=SYSTEM, at=at, note="paid late")
        reopened = OrderReopened(
            order_id=order.id,
            number=order.number,
            member_id=order.member_id,
            at=at,
            lines=sold(order),
        )
        events.emit(session, reopened)
        paid(session, order, by=SYSTEM, at=at)
        return
    steps.take(session, order, PaymentState.PAID, by=SYSTEM, at=at, note="too late")
    await give_back(session, order, by=SYSTEM, at=at)


async def _claimed(session: AsyncSession, order: Order) -> bool:
    """The promise may have lapsed a moment ago: then it is made anew if the goods are there."""
    try:
        await inventory.claim(session, order.id)
    except ReservationGone:
        return await inventory.reclaim(session, order.id)
    return True


def paid(session: Rows, order: Order, *, by: Actor, at: datetime) -> None:
    steps.take(session, order, PaymentState.PAID, by=by, at=at)
    happened = OrderPaid(
        order_id=order.id,
        number=order.number,
        member_id=order.member_id,
        at=at,
        total=order.total,
        lines=sold(order),
    )
    events.emit(session, happened)


async def give_back(session: AsyncSession, order: Order, *, by: Actor, at: datetime) -> None:
    """Owe the buyer all that is left of what they paid."""
    steps.take(session, order, PaymentState.REFUNDING, by=by, at=at)
    reason = order.cancel_reason or ""
    told = rules.reason_outside(reason)
    await payments.owe_rest(session, order.id, reason, key="cancelled", told=told)


async def owe_back(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    """A closed order whose money nobody owes back: owed from now on. Twice is once."""
    order = await queries.locked_if_any(session, order_id)
    if order is None or order.state is not OrderState.CANCELLED:
        return
    if order.payment is PaymentState.PAID:
        await give_back(session, order, by=SYSTEM, at=at)


async def mark_refunded(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    """All the money is back with the buyer. Goods that have not left stay with us."""
    order = await queries.locked_if_any(session, order_id)
    if order is None or order.payment not in {PaymentState.PAID, PaymentState.REFUNDING}:
        return
    if order.payment is PaymentState.PAID:  # in parts, by staff
        steps.take(session, order, PaymentState.REFUNDING, by=SYSTEM, at=at)
    steps.take(session, order, PaymentState.REFUNDED, by=SYSTEM, at=at)
    happened = OrderRefunded(
        order_id=order.id,
        number=order.number,
        member_id=order.member_id,
        at=at,
        total=order.total,
    )
    events.emit(session, happened)
    if order.services:
        void = await vouchers.make_rest_void(session, order.id)
        await free_places(session, order, void)
    if order.state is OrderState.OPEN and await _untouched(session, order):
        order.cancel_reason = "refunded"
        steps.take(session, order, OrderState.CANCELLED, by=SYSTEM, at=at, note="refunded")
        await inventory.release(session, order.id)
        events.emit(session, cancelled(order, by=SYSTEM, was_paid=True, at=at))


async def _untouched(session: AsyncSession, order: Order) -> bool:
    """Nothing of it left, and nobody had a service of it."""
    if order.fulfilment not in rules.BEFORE_SHIPPING:
        return False
    return not order.services or VoucherState.REDEEMED not in await vouchers.standing(
        session, order.id
    )


def cancelled(order: Order, *, by: Actor, was_paid: bool, at: datetime) -> OrderCancelled:
    return OrderCancelled(
        order_id=order.id,
        number=order.number,
        member_id=order.member_id,
        at=at,
        reason=order.cancel_reason or "",
        was_paid=was_paid,
        lines=sold(order),
        by=by.kind,
    )


def sold(order: Order) -> tuple[Sold, ...]:
    return tuple(
        Sold(sku_id=line.sku_id, product_id=line.product_id, quantity=line.quantity)
        for line in order.lines
    )
