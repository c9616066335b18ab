"""Every step of an order leaves a row: what changed, when, and who did it."""

from datetime import datetime

from hutong.kernel.actor import Actor
from hutong.kernel.db import Rows
from hutong.orders.models import Order, OrderHistory
from hutong.orders.states import Axis, FulfilmentState, OrderState, PaymentState

Target = OrderState | PaymentState | FulfilmentState


def take(
    session: Rows, order: Order, target: Target, *, by: Actor, at: datetime, note: str = ""
) -> None:
    """Move a locked order, and write it down. Raises IllegalMove."""
    axis, before = _where(order, target)
    order.enter(target, at)
    order.moves += 1
    session.add(
        OrderHistory(
            order_id=order.id,
            position=order.moves,
            at=at,
            axis=axis,
            before=before,
            after=target.value,
            by_kind=by.kind,
            by_id=by.id,
            by_name=by.name,
            note=note,
        )
    )


def first(order: Order, *, by: Actor) -> OrderHistory:
    """The row with which every history begins."""
    return OrderHistory(
        order_id=order.id,
        position=1,
        at=order.placed_at,
        axis=Axis.ORDER,
        before=None,
        after=order.state.value,
        by_kind=by.kind,
        by_id=by.id,
        by_name=by.name,
        note="",
    )


def _where(order: Order, target: Target) -> tuple[Axis, str]:
    match target:
        case OrderState():
            return Axis.ORDER, order.state.value
        case PaymentState():
            return Axis.PAYMENT, order.payment.value
        case FulfilmentState():
            return Axis.FULFILMENT, order.fulfilment.value
