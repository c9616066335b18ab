"""The money arrives, or goes back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, payments
from hutong.inventory import ReservationGone
from hutong.kernel import events
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Rows
from hutong.orders import queries, steps
from hutong.orders.events import OrderCancelled, OrderPaid, OrderRefunded, Sold
from hutong.orders.models import Order
from hutong.orders.states import OrderState, PaymentState


async def mark_paid(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    """Money for an order that was closed meanwhile, or whose stock is gone, goes straight back."""
    order = await queries.locked_if_any(session, order_id)
    if order is None or order.payment is not PaymentState.UNPAID:
        return
    if order.state is OrderState.CANCELLED:
        steps.take(session, order, PaymentState.PAID, by=SYSTEM, at=at, note="too late")
        await give_back(session, order, by=SYSTEM, at=at, key="late")
        return
    try:
        await inventory.claim(session, order.id)
    except ReservationGone:
        steps.take(session, order, PaymentState.PAID, by=SYSTEM, at=at)
        order.cancel_reason = "out_of_stock"
        steps.take(session, order, OrderState.CANCELLED, by=SYSTEM, at=at, note="out_of_stock")
        await give_back(session, order, by=SYSTEM, at=at, key="out-of-stock")
        events.emit(session, cancelled(order, was_paid=True, at=at))
        return
    paid(session, order, by=SYSTEM, at=at)


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


async def give_back(
    session: AsyncSession, order: Order, *, by: Actor, at: datetime, key: str
) -> None:
    """Owe the buyer everything that they paid."""
    steps.take(session, order, PaymentState.REFUNDING, by=by, at=at)
    reason = order.cancel_reason or ""
    await payments.owe_refund(session, order.id, order.total, reason, key=key)


async def mark_refunded(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    """All the money is back with the buyer."""
    order = await queries.locked_if_any(session, order_id)
    if order is None or order.payment is not PaymentState.REFUNDING:
        return
    steps.take(session, order, PaymentState.REFUNDED, by=SYSTEM, at=at)
    happened = OrderRefunded(
        order_id=order.id,
        number=order.number,
        member_id=order.member_id,
        at=at,
        total=order.total,
    )
    events.emit(session, happened)


def cancelled(order: Order, *, was_paid: bool, at: datetime) -> OrderCancelled:
    return OrderCancelled(
        order_id=order.id,
        number=order.number,
        member_id=order.member_id,
        at=at,
        reason=order.cancel_reason or "",
        was_paid=was_paid,
        lines=sold(order),
    )


def sold(order: Order) -> tuple[Sold, ...]:
    return tuple(
        Sold(sku_id=line.sku_id, product_id=line.product_id, quantity=line.quantity)
        for line in order.lines
    )
