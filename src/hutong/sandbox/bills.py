"""What the provider tells a merchant at the end of a day: every move of money, and its fee."""

from collections import Counter
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
PAID_OUT_AT = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Move:
    kind: str
    reference: UUID | None
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
    moves += await _paid_out(session, merchant, begins)
    return Bill(merchant=merchant, day=day, ready=True, moves=moves)


async def _paid_out(session: AsyncSession, merchant: str, morning: datetime) -> Sequence[Move]:
    """What the day before brought goes to the merchant's bank."""
    since = morning - timedelta(days=1)
    paid = await queries.paid_between(session, merchant, since, morning)
    back = await queries.refunded_between(session, merchant, since, morning)
    net: Counter[str] = Counter()
    for move in map(_paid, paid):
        net[move.currency] += move.amount_minor - move.fee_minor
    for move in map(_back, back):
        net[move.currency] -= move.amount_minor + move.fee_minor
    at = morning + PAID_OUT_AT
    return [
        Move(
            kind="payout",
            reference=None,
            id=f"payout-{merchant}-{currency}-{at:%Y%m%d}",
            currency=currency,
            amount_minor=minor,
            fee_minor=0,
            at=at,
        )
        for currency, minor in sorted(net.items())
        if minor > 0
    ]


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
