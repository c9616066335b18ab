from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.integrity.models import Finding
from hutong.kernel.errors import NotFound

OPEN_MAX = 2000


@dataclass(eq=False)
class NoSuchFinding(NotFound):
    message = "There is no such finding."
    finding_id: UUID


async def find(session: AsyncSession, finding_id: UUID) -> Finding:
    found = await session.get(Finding, finding_id)
    if found is None:
        raise NoSuchFinding(finding_id)
    return found


async def locked(session: AsyncSession, finding_id: UUID) -> Finding | None:
    """Held until the end of the transaction; None where another worker holds it."""
    return await session.scalar(
        select(Finding)
        .where(Finding.id == finding_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


async def still_open(session: AsyncSession, invariants: Sequence[str]) -> Sequence[Finding]:
    found = await session.scalars(
        select(Finding)
        .where(Finding.ended_at.is_(None), Finding.invariant.in_(invariants))
        .order_by(Finding.first_seen_at)
        .limit(OPEN_MAX)
    )
    return found.all()


async def holding(session: AsyncSession) -> dict[str, int]:
    """How many things break each invariant, of those that any thing breaks."""
    rows = await session.execute(
        select(Finding.invariant, func.count())
        .where(Finding.ended_at.is_(None))
        .group_by(Finding.invariant)
    )
    return {row[0]: row[1] for row in rows}
