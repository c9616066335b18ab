from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.payments.models import Attempt, LedgerEntry
from hutong.payments.reconciling.models import BillEntry, Difference
from hutong.payments.unclaimed.models import Unclaimed, UnclaimedState

DUE_MAX = 50


async def line_of(session: AsyncSession, difference: Difference) -> BillEntry | None:
    return await session.get(BillEntry, difference.line_id) if difference.line_id else None


async def number_of(session: AsyncSession, unclaimed: Unclaimed) -> str:
    """The provider's own, by which a person finds it."""
    return (await session.get_one(BillEntry, unclaimed.line_id)).provider_reference


async def known(session: AsyncSession, line_id: UUID) -> Unclaimed | None:
    """What was asked for that line, unless it was declined. The difference is locked."""
    return await session.scalar(
        select(Unclaimed).where(
            Unclaimed.line_id == line_id, Unclaimed.state != UnclaimedState.DECLINED
        )
    )


async def is_ours(session: AsyncSession, reference: UUID) -> bool:
    """Whether an attempt of ours goes by that reference."""
    return bool(await session.scalar(select(exists().where(Attempt.id == reference))))


async def is_settled(session: AsyncSession, attempt_id: UUID | None) -> bool:
    """Whether its own payment stands in the ledger: what comes on top of it is not ours."""
    settled = exists().where(
        LedgerEntry.attempt_id == attempt_id, LedgerEntry.provider_event.like("charge:%")
    )
    return bool(await session.scalar(select(settled)))


async def locked(session: AsyncSession, unclaimed_id: UUID) -> Unclaimed | None:
    return await session.get(Unclaimed, unclaimed_id, with_for_update=True, populate_existing=True)


async def waiting_for(session: AsyncSession, approval_id: UUID) -> Unclaimed | None:
    return await session.scalar(
        select(Unclaimed).where(Unclaimed.approval_id == approval_id).with_for_update()
    )


async def due(session: AsyncSession, at: datetime) -> Sequence[UUID]:
    found = await session.scalars(
        select(Unclaimed.id)
        .where(
            Unclaimed.state.in_((UnclaimedState.OWED, UnclaimedState.SENT)), Unclaimed.try_at <= at
        )
        .order_by(Unclaimed.try_at)
        .limit(DUE_MAX)
    )
    return found.all()
