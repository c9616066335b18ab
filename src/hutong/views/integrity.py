"""What must hold, what does not, and what became of it, as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.integrity import INVARIANTS, REPAIRS, Finding, Run, by_id
from hutong.kernel import clock
from hutong.kernel.i18n import gettext
from hutong.kernel.invariants import About, Invariant
from hutong.views.lists import Found, NoFilters, Paging, Period, found, within

LATELY = timedelta(days=30)
RUNS_LOOKED_AT = 60


class Verdict(StrEnum):
    HOLDS = "holds"
    BROKEN = "broken"
    NOT_ASKED = "not_asked"


class FindingState(StrEnum):
    OPEN = "open"
    MENDED = "mended"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class InvariantRow:
    invariant: Invariant
    checked_at: datetime | None
    verdict: Verdict
    open: int
    mended: int
    gone: int

    @property
    def id(self) -> str:
        return self.invariant.id

    @property
    def holds(self) -> str:
        return gettext(self.invariant.holds)

    @property
    def rule(self) -> str:
        repair = REPAIRS.get(self.id)
        return gettext(repair.does) if repair else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingRow:
    id: UUID
    name: str
    key: str
    says: str
    number: str | None
    """Of the order that it is about, where it is about one."""
    first_seen_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    by_rule: bool
    trouble: str
    told: str
    note: str
    noted_by: str

    @property
    def holds(self) -> str:
        known = by_id.get(self.name)
        return gettext(known.holds) if known else self.name

    @property
    def about(self) -> About | None:
        known = by_id.get(self.name)
        return known.about if known else None

    @property
    def state(self) -> FindingState:
        if self.ended_at is None:
            return FindingState.OPEN
        return FindingState.MENDED if self.by_rule else FindingState.GONE

    @property
    def can_mend(self) -> bool:
        return self.ended_at is None and self.name in REPAIRS

    @property
    def rule(self) -> str:
        repair = REPAIRS.get(self.name)
        return gettext(repair.does) if repair and (self.by_rule or self.trouble) else ""


@dataclass(frozen=True, kw_only=True)
class FindingFilters:
    state: str | None = None
    invariant: str | None = None
    seen: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRow:
    id: UUID
    started_at: datetime
    seconds: str
    asked: int
    broken: int
    mended: int
    by: str


NUMBERS = sql("""
    select cast(o.id as text) as key, o.number from orders_order o
    where o.id = any(cast(:ids as uuid[]))
    union all
    select cast(i.id as text), i.number from payments_intent i
    where i.id = any(cast(:ids as uuid[]))
    union all
    select cast(r.id as text), i.number from payments_refund r
    join payments_intent i on i.id = r.intent_id where r.id = any(cast(:ids as uuid[]))
    union all
    select cast(s.id as text), o.number from fulfilment_shipment s
    join orders_order o on o.id = s.order_id where s.id = any(cast(:ids as uuid[]))
""")
ORDERS_OWN = {About.ORDER, About.PAYMENT, About.REFUND, About.PARCEL}


async def invariant_list(
    session: AsyncSession, _filters: NoFilters, paging: Paging
) -> Found[InvariantRow]:
    """What does not hold comes first."""
    runs = (
        await session.execute(
            select(Run.started_at, Run.counts).order_by(Run.started_at.desc()).limit(RUNS_LOOKED_AT)
        )
    ).all()
    since = clock.now() - LATELY
    ended = Finding.ended_at >= since
    counted = await session.execute(
        select(
            Finding.invariant,
            func.count().filter(Finding.ended_at.is_(None)).label("open"),
            func.count().filter(ended, Finding.by_rule).label("mended"),
            func.count().filter(ended, ~Finding.by_rule).label("gone"),
        ).group_by(Finding.invariant)
    )
    counts = {row.invariant: row for row in counted}
    rows = [_invariant(each, runs, counts.get(each.id)) for each in INVARIANTS]
    rows.sort(key=lambda row: (row.verdict is not Verdict.BROKEN, not row.open))
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


async def finding_list(
    session: AsyncSession, filters: FindingFilters, paging: Paging
) -> Found[FindingRow]:
    wanted = within(Finding.first_seen_at, filters.seen)
    if filters.invariant:
        wanted.append(Finding.invariant == filters.invariant)
    match filters.state:
        case FindingState.OPEN:
            wanted.append(Finding.ended_at.is_(None))
        case FindingState.MENDED:
            wanted += [Finding.ended_at.is_not(None), Finding.by_rule.is_(True)]
        case FindingState.GONE:
            wanted += [Finding.ended_at.is_not(None), Finding.by_rule.is_(False)]
        case _:
            pass
    page = await found(
        session,
        select(Finding.__table__).where(*wanted),
        paging,
        sorts={"first_seen_at": Finding.first_seen_at, "ended_at": Finding.ended_at},
        tie=Finding.id,
        row=lambda row: row,
    )
    ids = [row.key for row in page.rows if _about(row) in ORDERS_OWN and "-" in row.key]
    numbers = {row.key: row.number for row in await session.execute(NUMBERS, {"ids": ids})}
    return Found([_finding(row, numbers.get(row.key)) for row in page.rows], page.total)


async def run_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[RunRow]:
    statement = select(Run.id, Run.started_at, Run.ended_at, Run.counts, Run.mended, Run.by)
    sorts = {"started_at": Run.started_at}
    return await found(session, statement, paging, sorts=sorts, tie=Run.id, row=_run)


def _invariant(invariant: Invariant, runs: Sequence[Any], counts: Any) -> InvariantRow:
    asked = next((run for run in runs if invariant.id in run.counts), None)
    verdict = Verdict.NOT_ASKED
    if asked is not None and asked.counts[invariant.id] >= 0:
        verdict = Verdict.BROKEN if asked.counts[invariant.id] else Verdict.HOLDS
    return InvariantRow(
        invariant=invariant,
        checked_at=asked and asked.started_at,
        verdict=verdict,
        open=counts.open if counts else 0,
        mended=counts.mended if counts else 0,
        gone=counts.gone if counts else 0,
    )


def _about(row: Row[Any]) -> About | None:
    known = by_id.get(row.invariant)
    return known.about if known else None


def _finding(row: Row[Any], number: str | None) -> FindingRow:
    return FindingRow(
        id=row.id,
        name=row.invariant,
        key=row.key,
        says=row.says,
        number=number,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        ended_at=row.ended_at,
        by_rule=row.by_rule,
        trouble=row.trouble,
        told=row.told,
        note=row.note,
        noted_by=row.noted_by,
    )


def _run(row: Row[Any]) -> RunRow:
    asked = [count for count in row.counts.values() if count >= 0]
    return RunRow(
        id=row.id,
        started_at=row.started_at,
        seconds=f"{(row.ended_at - row.started_at).total_seconds():.1f}",
        asked=len(asked),
        broken=sum(count > 0 for count in asked),
        mended=row.mended,
        by=row.by or gettext("By itself"),
    )
