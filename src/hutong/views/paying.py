"""Whether an order is paid, as whoever waits for it asks again and again: one statement past
SQLAlchemy, which `bench/checkouts.py` measures."""

from dataclasses import dataclass
from uuid import UUID

from hutong import members
from hutong.kernel import clock
from hutong.kernel.money import Money
from hutong.kernel.wire import Ask
from hutong.orders import OrderNotFound, PaymentState
from hutong.payments import IntentState

OF_ORDER = f"""
    select placed.id, placed.payment, placed.total_minor, placed.currency,
           intent.id as intent_id, intent.state, intent.captured_at
    from ({members.WHOSE}) who
    left join orders_order placed on placed.number = $3 and placed.member_id = who.subject_id
    left join payments_intent intent on intent.reference = placed.id
"""  # noqa: S608 - our own words


@dataclass(frozen=True, kw_only=True)
class Paying:
    """An order's money: what it comes to, and how far it is. Without an intent there is nothing
    to pay."""

    total: Money
    paid: bool
    intent_id: UUID | None
    state: IntentState | None


async def paying(glance: Ask, number: str, *, token: bytes) -> Paying | None:
    """An order of the member with that token, None for a token that is nobody's. It counts as paid
    as soon as the money is there, before the order has heard of it. Raises OrderNotFound."""
    found = await glance(OF_ORDER, token, clock.now(), number)
    if not found:
        return None
    row = found[0]
    if row["id"] is None:
        raise OrderNotFound(number)
    return Paying(
        total=Money(row["total_minor"], row["currency"]),
        paid=row["payment"] != PaymentState.UNPAID or row["captured_at"] is not None,
        intent_id=row["intent_id"],
        state=row["state"] and IntentState(row["state"]),
    )
