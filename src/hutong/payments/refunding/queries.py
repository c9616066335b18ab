from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.errors import NotFound
from hutong.kernel.money import Money
from hutong.payments.models import Intent, RefundRequest
from hutong.payments.refunding.models import BatchLine, RefundBatch, RefundRule

BATCH_MAX = 200


@dataclass(eq=False)
class NoSuchRule(NotFound):
    message = "There is no rule for refunds in {currency}."
    currency: str


@dataclass(eq=False)
class NoSuchBatch(NotFound):
    message = "There is no such batch of refunds."
    batch_id: UUID


async def rule(session: AsyncSession, currency: str) -> RefundRule | None:
    return await session.get(RefundRule, currency)


async def find_rule(session: AsyncSession, currency: str) -> RefundRule:
    found = await session.get(RefundRule, currency, populate_existing=True)
    if found is None:
        raise NoSuchRule(currency)
    return found


async def alone_since(
    session: AsyncSession, staff_id: UUID | None, currency: str, since: datetime
) -> Money:
    """What one person has asked for without anybody's leave since then."""
    minor = await session.scalar(
        select(func.coalesce(func.sum(RefundRequest.amount_minor), 0)).where(
            RefundRequest.asked_by_id == staff_id,
            RefundRequest.approval_id.is_(None),
            RefundRequest.currency == currency,
            RefundRequest.owed_at >= since,
        )
    )
    return Money(int(minor or 0), currency)


async def waiting_for(session: AsyncSession, approval_id: UUID) -> Sequence[UUID]:
    """The refunds that an approval decides, in the order in which they are locked."""
    found = await session.scalars(
        select(RefundRequest.id)
        .where(RefundRequest.approval_id == approval_id)
        .order_by(RefundRequest.intent_id, RefundRequest.id)
        .limit(BATCH_MAX)
    )
    return found.all()


async def intents_numbered(session: AsyncSession, numbers: Sequence[str]) -> Sequence[Intent]:
    found = await session.scalars(select(Intent).where(Intent.number.in_(numbers)))
    return found.all()


async def find_batch(session: AsyncSession, batch_id: UUID) -> RefundBatch:
    batch = await session.get(RefundBatch, batch_id)
    if batch is None:
        raise NoSuchBatch(batch_id)
    return batch


async def locked_batch(session: AsyncSession, batch_id: UUID) -> RefundBatch:
    batch = await session.get(RefundBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None:
        raise NoSuchBatch(batch_id)
    return batch


async def draft_of(session: AsyncSession, staff_id: UUID) -> RefundBatch | None:
    return await session.scalar(
        select(RefundBatch)
        .where(
            RefundBatch.made_by_id == staff_id,
            RefundBatch.sent_at.is_(None),
            RefundBatch.discarded_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def lines(session: AsyncSession, batch_id: UUID) -> Sequence[BatchLine]:
    found = await session.scalars(
        select(BatchLine)
        .where(BatchLine.batch_id == batch_id)
        .order_by(BatchLine.intent_id, BatchLine.number)
        .limit(BATCH_MAX)
    )
    return found.all()
