"""Days held against the providers' bills, and the moves of money that differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong.kernel.money import Money
from hutong.payments import (
    Attempt,
    BillEntry,
    BillKind,
    Difference,
    DifferenceKind,
    DifferenceState,
    Intent,
    Mending,
    Reconciliation,
    RefundRequest,
    RunState,
    Unclaimed,
    UnclaimedState,
)
from hutong.views.lists import Found, Paging, Period, found, within

RECENT = 1000


@dataclass(frozen=True, kw_only=True)
class RunFilters:
    state: str | None = None
    at: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRow:
    id: UUID
    day: date
    provider: str
    state: RunState
    lines: int
    matched: int
    neighbours: int
    differences: int
    mended: int
    captured: Money
    refunded: Money
    fee: Money
    paid_out: Money
    asked_by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DifferenceFilters:
    state: str | None = None
    kind: str | None = None
    found: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DifferenceRow:
    id: UUID
    day: date
    provider: str
    kind: DifferenceKind
    move: BillKind
    state: DifferenceState
    theirs: Money | None
    ours: Money | None
    number: str | None
    attempt_id: UUID | None
    provider_reference: str | None
    how: Mending | None
    note: str
    settled_by: str
    found_at: datetime
    reference: UUID | None
    unclaimed: UnclaimedState | None
    unclaimed_note: str

    @property
    def is_unclaimed(self) -> bool:
        """A payment in their bill that nobody here knows, and nobody has decided about."""
        undecided = self.unclaimed in {None, UnclaimedState.DECLINED}
        long = self.kind is DifferenceKind.LONG and self.move is BillKind.CAPTURE
        return self.is_open and long and undecided

    @property
    def can_go_back(self) -> bool:
        """Because it is new, because its owner turned up, or once more after a refusal."""
        kept = self.unclaimed in {UnclaimedState.KEPT, UnclaimedState.FAILED}
        named = self.reference is not None and self.attempt_id is None
        return named and (self.is_unclaimed or kept)

    @property
    def is_open(self) -> bool:
        return self.state is DifferenceState.OPEN

    @property
    def can_be_asked(self) -> bool:
        return self.is_open and self.reference is not None


async def run_list(session: AsyncSession, filters: RunFilters, paging: Paging) -> Found[RunRow]:
    wanted = within(Reconciliation.at, filters.at)
    if filters.state:
        wanted.append(Reconciliation.state == RunState(filters.state))
    return await found(
        session,
        select(*_RUN).where(*wanted),
        paging,
        sorts={"day": Reconciliation.day, "at": Reconciliation.at},
        tie=Reconciliation.id,
        row=_run,
    )


async def difference_list(
    session: AsyncSession, filters: DifferenceFilters, paging: Paging
) -> Found[DifferenceRow]:
    wanted = within(Difference.found_at, filters.found)
    if filters.state:
        wanted.append(Difference.state == DifferenceState(filters.state))
    if filters.kind:
        wanted.append(Difference.kind == DifferenceKind(filters.kind))
    return await found(
        session,
        _DIFFERENCES.where(*wanted),
        paging,
        sorts={"day": Difference.day, "found_at": Difference.found_at},
        tie=Difference.id,
        row=_difference,
    )


async def providers(session: AsyncSession) -> Sequence[str]:
    """By whom was paid lately."""
    recent = select(Attempt.provider).order_by(Attempt.started_at.desc()).limit(RECENT).subquery()
    return (
        await session.scalars(select(recent.c.provider).distinct().order_by(recent.c.provider))
    ).all()


_RUN = (
    Reconciliation.id,
    Reconciliation.day,
    Reconciliation.provider,
    Reconciliation.state,
    Reconciliation.lines,
    Reconciliation.matched,
    Reconciliation.neighbours,
    Reconciliation.differences,
    Reconciliation.mended,
    Reconciliation.captured_minor,
    Reconciliation.refunded_minor,
    Reconciliation.fee_minor,
    Reconciliation.paid_out_minor,
    Reconciliation.currency,
    Reconciliation.asked_by,
    Reconciliation.at,
)
_newest = aliased(
    Unclaimed,
    select(Unclaimed)
    .where(Unclaimed.difference_id == Difference.id)
    .order_by(Unclaimed.asked_at.desc())
    .limit(1)
    .lateral(),
)
_DIFFERENCES = (
    select(
        Difference.id,
        Difference.day,
        Difference.provider,
        Difference.kind,
        Difference.move,
        Difference.state,
        Difference.theirs_minor,
        Difference.ours_minor,
        Difference.currency,
        Intent.number,
        Attempt.id.label("attempt_id"),
        BillEntry.provider_reference,
        Difference.how,
        Difference.note,
        Difference.settled_by,
        Difference.found_at,
        Difference.reference,
        _newest.state.label("unclaimed"),
        _newest.note.label("unclaimed_note"),
    )
    .outerjoin(RefundRequest, RefundRequest.id == Difference.reference)
    .outerjoin(
        Attempt,
        (Attempt.id == Difference.reference) | (Attempt.id == RefundRequest.attempt_id),
    )
    .outerjoin(Intent, Intent.id == Attempt.intent_id)
    .outerjoin(BillEntry, BillEntry.id == Difference.line_id)
    .outerjoin(_newest, _newest.difference_id == Difference.id)
)


def _run(row: Row[Any]) -> RunRow:
    return RunRow(
        id=row.id,
        day=row.day,
        provider=row.provider,
        state=row.state,
        lines=row.lines,
        matched=row.matched,
        neighbours=row.neighbours,
        differences=row.differences,
        mended=row.mended,
        captured=Money(row.captured_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        paid_out=Money(row.paid_out_minor, row.currency),
        asked_by=row.asked_by,
        at=row.at,
    )


def _difference(row: Row[Any]) -> DifferenceRow:
    return DifferenceRow(
        id=row.id,
        day=row.day,
        provider=row.provider,
        kind=row.kind,
        move=row.move,
        state=row.state,
        theirs=_money(row.theirs_minor, row.currency),
        ours=_money(row.ours_minor, row.currency),
        number=row.number,
        attempt_id=row.attempt_id,
        provider_reference=row.provider_reference,
        how=row.how,
        note=row.note,
        settled_by=row.settled_by,
        found_at=row.found_at,
        reference=row.reference,
        unclaimed=row.unclaimed,
        unclaimed_note=row.unclaimed_note or "",
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
