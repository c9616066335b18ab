"""Many refunds together: how far each batch got, and one of them line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.money import Money
from hutong.payments import (
    BATCH_MAX,
    BatchLine,
    NoSuchBatch,
    RefundBatch,
    RefundRequest,
    RefundRule,
    RefundState,
)
from hutong.views.lists import Found, NoFilters, Paging, found


class BatchState(StrEnum):
    DRAFT = "draft"
    UNDER_WAY = "under_way"
    DONE = "done"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchRow:
    id: UUID
    reason: str
    made_by: str
    made_at: datetime
    sent_at: datetime | None
    discarded_at: datetime | None
    lines: int
    refunds: int
    finished: int

    @property
    def state(self) -> BatchState:
        if self.discarded_at:
            return BatchState.DISCARDED
        if not self.sent_at:
            return BatchState.DRAFT
        return BatchState.DONE if self.finished == self.refunds else BatchState.UNDER_WAY

    @property
    def is_draft(self) -> bool:
        return self.state is BatchState.DRAFT

    @property
    def progress(self) -> str:
        return f"{self.finished} / {self.refunds}"


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchLineRow:
    number: str
    amount: Money
    problem: str
    refund: RefundState | None
    note: str


@dataclass(frozen=True, slots=True)
class BatchPage:
    batch: BatchRow
    lines: Sequence[BatchLineRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleRow:
    currency: str
    auto: Money
    auto_daily: Money
    auto_days: int
    four_eyes: Money


async def batch_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[BatchRow]:
    sorts = {"made_at": RefundBatch.made_at}
    return await found(session, _BATCHES, paging, sorts=sorts, tie=RefundBatch.id, row=_batch)


async def batch_page(session: AsyncSession, batch_id: UUID) -> BatchPage:
    """Raises NoSuchBatch."""
    row = (await session.execute(_BATCHES.where(RefundBatch.id == batch_id))).one_or_none()
    if row is None:
        raise NoSuchBatch(batch_id)
    lines = await session.execute(
        select(
            BatchLine.number,
            BatchLine.amount_minor,
            BatchLine.currency,
            BatchLine.problem,
            RefundRequest.state,
            RefundRequest.note,
        )
        .outerjoin(RefundRequest, RefundRequest.id == BatchLine.refund_id)
        .where(BatchLine.batch_id == batch_id)
        .order_by(BatchLine.problem.desc(), BatchLine.number)
        .limit(BATCH_MAX)
    )
    return BatchPage(_batch(row), [_line(each) for each in lines])


async def rule_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[RuleRow]:
    statement = select(
        RefundRule.currency,
        RefundRule.auto_minor,
        RefundRule.auto_daily_minor,
        RefundRule.auto_days,
        RefundRule.four_eyes_minor,
    )
    return await found(session, statement, paging, sorts={}, tie=RefundRule.currency, row=_rule)


def _of_batch(*conditions: Any) -> Any:
    return (
        select(func.count())
        .select_from(BatchLine)
        .outerjoin(RefundRequest, RefundRequest.id == BatchLine.refund_id)
        .where(BatchLine.batch_id == RefundBatch.id, *conditions)
        .scalar_subquery()
    )


_BATCHES = select(
    RefundBatch.id,
    RefundBatch.reason,
    RefundBatch.made_by,
    RefundBatch.made_at,
    RefundBatch.sent_at,
    RefundBatch.discarded_at,
    _of_batch().label("lines"),
    _of_batch(BatchLine.problem == "").label("refunds"),
    _of_batch(RefundRequest.state.in_((RefundState.DONE, RefundState.DECLINED))).label("finished"),
)


def _batch(row: Row[Any]) -> BatchRow:
    return BatchRow(**row._asdict())


def _line(row: Any) -> BatchLineRow:
    return BatchLineRow(
        number=row.number,
        amount=Money(row.amount_minor, row.currency),
        problem=row.problem,
        refund=row.state,
        note=row.note or "",
    )


def _rule(row: Row[Any]) -> RuleRow:
    return RuleRow(
        currency=row.currency,
        auto=Money(row.auto_minor, row.currency),
        auto_daily=Money(row.auto_daily_minor, row.currency),
        auto_days=row.auto_days,
        four_eyes=Money(row.four_eyes_minor, row.currency),
    )
