"""Calling an order off: the buyer, staff, or the clock."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, payments, vouchers
from hutong.kernel import clock, events
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.orders import queries, rules, steps
from hutong.orders.errors import NotCancellable
from hutong.orders.models import Order
from hutong.orders.service.codes import free_places
from hutong.orders.service.settle import UNPAID, cancelled, give_back
from hutong.orders.states import OrderState, PaymentState
from hutong.vouchers import AlreadyHad

REASON_MAX = 200


async def cancel(session: AsyncSession, order_id: UUID, *, by: Actor, reason: str) -> Order:
    """Give the stock back, and the money that came. Raises NotCancellable once anything left or
    was had.

    Money that is on its way while we cancel is given back when it arrives.
    """
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise Invalid([Problem("reason", _("Please say why, in at most 200 characters."))])
    order = await queries.locked(session, order_id)
    if not rules.can_cancel(order):
        raise NotCancellable(order.number)
    await _withdraw_services(session, order)
    await _call_off(session, order, by=by, reason=reason.strip(), at=clock.now())
    return order


async def close_unpaid(db: Database) -> int:
    """Close every order whose time to pay is over. Each in its own transaction."""
    at = clock.now()
    async with db.reading() as session:
        overdue = await queries.unpaid_until(session, at)
    closed = 0
    for order_id in overdue:
        async with db.transaction() as session:
            closed += await close_overdue(session, order_id, at)
    return closed


async def close_overdue(session: AsyncSession, order_id: UUID, at: datetime) -> bool:
    """Whether it had to be closed: paid or cancelled meanwhile, it is left alone."""
    order = await queries.locked(session, order_id)
    if not rules.can_pay(order) or order.pay_by > at:
        return False
    await _call_off(session, order, by=SYSTEM, reason=UNPAID, at=at)
    return True


async def _withdraw_services(session: AsyncSession, order: Order) -> None:
    """Their codes are void. Raises NotCancellable when somebody had one of them."""
    if not order.services:
        return
    try:
        void = await vouchers.make_void(session, order.id)
    except AlreadyHad as had:
        raise NotCancellable(order.number) from had
    await free_places(session, order, void)


async def _call_off(
    session: AsyncSession, order: Order, *, by: Actor, reason: str, at: datetime
) -> None:
    order.cancel_reason = rules.without_card_numbers(reason)
    was_paid = order.payment is PaymentState.PAID
    steps.take(session, order, OrderState.CANCELLED, by=by, at=at, note=order.cancel_reason)
    await inventory.release(session, order.id)
    crashpoint("order.released")
    if was_paid and order.total:
        await give_back(session, order, by=by, at=at)
    elif not was_paid:
        await payments.close_intent(session, order.id)
    events.emit(session, cancelled(order, by=by, was_paid=was_paid, at=at))
