from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
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


async def standings(session: AsyncSession) -> Sequence[Standing]:
    """Every account that is not empty."""
    balance = func.sum(Leg.amount_minor)
    rows = await session.execute(
        select(Leg.account, Leg.holder, Leg.currency, balance)
        .group_by(Leg.account, Leg.holder, Leg.currency)
        .having(balance != 0)
        .order_by(Leg.account, Leg.holder, Leg.currency)
    )
    return [Standing(row[0], row[1], Money(int(row[3]), row[2])) for row in rows]


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
