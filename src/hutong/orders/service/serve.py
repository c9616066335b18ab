"""Services of an order that are called off, and the end of an order when all of them were had."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments, vouchers
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money, total
from hutong.orders import queries, rules
from hutong.orders.errors import NotCancellable
from hutong.orders.models import Order
from hutong.orders.service.cancel import REASON_MAX, cancel
from hutong.orders.service.codes import free_places, still_to_serve
from hutong.orders.service.ship import complete
from hutong.orders.states import FulfilmentState, OrderState, PaymentState
from hutong.vouchers import VoucherState


async def call_off_services(
    session: AsyncSession, order_id: UUID, units: Mapping[UUID, int], *, by: Actor, reason: str
) -> Money:
    """So many units of each SKU are not had: their codes are void, and what was paid for them is
    owed back. How much that is. All of an order's units with nothing else in it cancel it.

    Raises AlreadyHad, NotCancellable, RefundTooLarge, Invalid; and then nothing happened.
    """
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise Invalid([Problem("reason", _("Please say why, in at most 200 characters."))])
    order = await queries.locked(session, order_id)
    services = {line.sku_id: line.quantity for line in order.services}
    if not units or any(n <= 0 or sku not in services for sku, n in units.items()):
        raise Invalid([Problem("lines", _("Say how many of each service are called off."))])
    if order.payment is not PaymentState.PAID or order.state is OrderState.CANCELLED:
        raise NotCancellable(order.number)
    void = await vouchers.make_void(session, order_id, units)
    await free_places(session, order, void)
    if rules.can_cancel(order) and units == {line.sku_id: line.quantity for line in order.lines}:
        await cancel(session, order_id, by=by, reason=reason)
        return order.total
    back = total((voucher.amount for voucher in void), order.currency)
    if back:
        why = rules.without_card_numbers(reason.strip())
        key = f"services:{min(voucher.id for voucher in void)}"
        await payments.owe_refund(session, order_id, back, why, key=key)
    return back


async def finish_served(session: AsyncSession, order_id: UUID) -> None:
    """Nothing is to be had or sent any more: the order is completed. One whose services were all
    called off is not: its money is on its way back."""
    order = await queries.locked_if_any(session, order_id)
    if order is None or not _waits_for_services_only(order):
        return
    standing = await vouchers.standing(session, order_id)
    had = order.fulfilment is FulfilmentState.RECEIVED or (
        {VoucherState.REDEEMED, VoucherState.EXPIRED} & set(standing)
    )
    if had and not await still_to_serve(session, order):
        complete(session, order, by=SYSTEM, at=clock.now())


def _waits_for_services_only(order: Order) -> bool:
    return (
        order.state is OrderState.OPEN
        and order.payment is PaymentState.PAID
        and order.fulfilment in rules.NOTHING_TO_COME
    )
