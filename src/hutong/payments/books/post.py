"""Bookings that follow from no payment: fees, payouts. All others the database makes itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.money import Money
from hutong.payments.books.models import Account, EntryKind, JournalEntry, Leg


@dataclass(frozen=True, slots=True)
class Side:
    account: Account
    holder: str
    amount: Money


async def post(
    session: AsyncSession,
    entry_id: UUID,
    kind: EntryKind,
    sides: Sequence[Side],
    *,
    at: datetime,
    note: str = "",
) -> bool:
    """Book it once: the same id again books nothing. Whether it was new.

    The sides go in by one statement; the database refuses them when they do not sum to zero.
    """
    added = await session.scalar(
        upsert(JournalEntry)
        .values(id=entry_id, kind=kind, at=at, note=note)
        .on_conflict_do_nothing()
        .returning(JournalEntry.id)
    )
    if added is None:
        return False
    legs = [
        {
            "entry_id": entry_id,
            "position": position,
            "account": side.account,
            "holder": side.holder,
            "amount_minor": side.amount.minor,
            "currency": side.amount.currency,
        }
        for position, side in enumerate(sides, 1)
    ]
    await session.execute(insert(Leg).values(legs))
    return True
