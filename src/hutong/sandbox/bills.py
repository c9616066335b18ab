"""What the provider tells a merchant at the end of a day: every move of money, and its fee."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.clock import day_start
from hutong.kernel.money import Money
from hutong.sandbox import queries
from hutong.sandbox.models import Charge, Refund

FEE = Decimal("0.006")
MADE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Move:
    kind: str
    reference: UUID
    id: str
    currency: str
    amount_minor: int
    fee_minor: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Bill:
    merchant: str
    day: date
    ready: bool
    moves: Sequence[Move] = ()


async def made(session: AsyncSession, merchant: str, day: date, *, at: datetime) -> Bill:
    """The bill of that day, which is ready an hour after it ended. Raises BillTooLong."""
    begins, ends = day_start(day), day_start(day + timedelta(days=1))
    if at < ends + MADE_AFTER:
        return Bill(merchant=merchant, day=day, ready=False)
    paid = await queries.paid_between(session, merchant, begins, ends)
    back = await queries.refunded_between(session, merchant, begins, ends)
    moves = [*map(_paid, paid), *map(_back, back)]
    return Bill(merchant=merchant, day=day, ready=True, moves=moves)


def fee(amount: Money) -> Money:
    return amount.times(FEE)


def _paid(charge: Charge) -> Move:
    paid = Money(charge.paid_minor or 0, charge.currency)
    return Move(
        kind="capture",
        reference=charge.reference,
        id=charge.id,
        currency=paid.currency,
        amount_minor=paid.minor,
        fee_minor=fee(paid).minor,
        at=charge.paid_at or charge.created_at,
    )


def _back(refund: Refund) -> Move:
    """The fee of what goes back goes back as well."""
    return Move(
        kind="refund",
        reference=refund.key,
        id=str(refund.id),
        currency=refund.currency,
        amount_minor=refund.amount_minor,
        fee_minor=-fee(refund.amount).minor,
        at=refund.made_at,
    )
