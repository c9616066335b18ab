"""Whether an order is paid, as whoever waits for it asks again and again: one statement past
SQLAlchemy, which `bench/checkouts.py` measures."""

from dataclasses import dataclass
from uuid import UUID

from hutong.kernel.money import Money
from hutong.kernel.wire import Run
from hutong.orders import OrderNotFound, PaymentState
from hutong.payments import IntentState

OF_ORDER = """
    select placed.payment, placed.total_minor, placed.currency,
           intent.id as intent_id, intent.state, intent.captured_at
    from orders_order placed left join payments_intent intent on intent.reference = placed.id
    where placed.number = $1 and placed.member_id = $2
"""


@dataclass(frozen=True, kw_only=True)
class Paying:
    """An order's money: what it comes to, and how far it is. Without an intent there is nothing
    to pay."""

    total: Money
    paid: bool
    intent_id: UUID | None
    state: IntentState | None


async def paying(glance: Run, number: str, *, member_id: UUID) -> Paying:
    """The member's own order; it counts as paid as soon as the money is there, before the order
    has heard of it. Raises OrderNotFound."""
    found = await glance(OF_ORDER, number, member_id)
    if not found:
        raise OrderNotFound(number)
    row = found[0]
    return Paying(
        total=Money(row["total_minor"], row["currency"]),
        paid=row["payment"] != PaymentState.UNPAID or row["captured_at"] is not None,
        intent_id=row["intent_id"],
        state=row["state"] and IntentState(row["state"]),
    )
