"""What a rule can mend: each does again what should have happened, and may be done twice."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, orders, payments
from hutong.kernel.i18n import N_


@dataclass(frozen=True, kw_only=True)
class Repair:
    """`tells`: the message that the buyer gets when it is mended."""

    does: str
    run: Callable[[AsyncSession, UUID, datetime], Awaitable[object]]
    tells: str = ""


async def _settle(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    intent = await payments.of_reference(session, order_id)
    await orders.mark_paid(session, order_id, (intent and intent.captured_at) or at)


async def _refunded(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    await orders.mark_refunded(session, order_id, at)


async def _delivered(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    await orders.mark_delivered(session, order_id, at)


async def _close(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    await orders.close_overdue(session, order_id, at)


async def _owe(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    await orders.owe_back(session, order_id, at)


async def _release(session: AsyncSession, order_id: UUID, _at: datetime) -> None:
    await inventory.release(session, order_id)


async def _ask(session: AsyncSession, intent_id: UUID, _at: datetime) -> None:
    await payments.ask_soon(session, intent_id)


async def _send(session: AsyncSession, refund_id: UUID, _at: datetime) -> None:
    await payments.send_soon(session, refund_id)


REPAIRS: Mapping[str, Repair] = {
    "orders.money_heard": Repair(
        does=N_("The order is told of its money again."), run=_settle, tells="order.paid_late"
    ),
    "orders.refund_heard": Repair(
        does=N_("The order is told again that its money is back."),
        run=_refunded,
        tells="order.refund_late",
    ),
    "orders.delivery_heard": Repair(
        does=N_("The order is told again that its parcels arrived."), run=_delivered
    ),
    "orders.closed_in_time": Repair(does=N_("The order is closed now."), run=_close),
    "orders.owed_back": Repair(
        does=N_("The money is owed back now."), run=_owe, tells="order.refund_owed"
    ),
    "orders.stock_given_back": Repair(does=N_("The stock is given back."), run=_release),
    "inventory.expired": Repair(does=N_("The stock is given back."), run=_release),
    "payments.asked_about": Repair(
        does=N_("The provider is asked about the payment again."), run=_ask
    ),
    "payments.refund_asked": Repair(
        does=N_("The provider is asked for the refund again."), run=_send
    ),
}
