from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.money import Money
from hutong.payments.books.models import Account, EntryKind, JournalEntry, Leg

LIST_MAX = 200


@dataclass(frozen=True)
class Standing:
    """What an account holds; below zero what it owes."""

    account: Account
    holder: str
    balance: Money


@dataclass(frozen=True)
class Booking:
    """One side of an entry, with what the entry is."""

    at: datetime
    kind: EntryKind
    account: Account
    holder: str
    amount: Money


STANDINGS = text("""
    select account, holder, currency, sum(minor)::bigint as minor
    from (select account, holder, currency, minor from payments_balance
          union all
          select account, holder, currency, minor from payments_balance_change) as sums
    where account <> 'bill'
    group by account, holder, currency having sum(minor) <> 0
    order by account, holder, currency
""")


async def standings(session: AsyncSession) -> Sequence[Standing]:
    """Every account that is not empty, by its running sum."""
    rows = await session.execute(STANDINGS)
    return [
        Standing(Account(row.account), row.holder, Money(row.minor, row.currency)) for row in rows
    ]


async def bookings(session: AsyncSession, intent_id: UUID) -> Sequence[Booking]:
    """What was booked for one intent, oldest first."""
    rows = await session.execute(
        select(JournalEntry.at, JournalEntry.kind, Leg)
        .join(Leg, Leg.entry_id == JournalEntry.id)
        .where(JournalEntry.intent_id == intent_id)
        .order_by(JournalEntry.at, JournalEntry.id, Leg.position)
        .limit(LIST_MAX)
    )
    return [Booking(at, kind, leg.account, leg.holder, leg.amount) for at, kind, leg in rows]
