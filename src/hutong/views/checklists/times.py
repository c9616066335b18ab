"""How long steps take, and what of them waits for each role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, SQLColumnExpression, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Role
from hutong.checklists import Checklist, Procedure, Step, Task
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.views.checklists.lists import asked_id
from hutong.views.lists import Found, Paging, Period, found, within


@dataclass(frozen=True, kw_only=True)
class TimeFilters:
    procedure: str | None = None
    done: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeRow:
    """How long one step takes, over all lists of its procedure and all versions that name it so."""

    name: Texts
    title: Texts
    role_title: Texts | None
    done: int
    hours: Decimal
    """From the step before it, half of the times in less."""
    since_start: Decimal
    late: int

    @property
    def late_percent(self) -> int:
        return 100 * self.late // self.done


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleDue:
    """What waits for a role."""

    role: str
    title: Texts
    late: int
    today: int
    confirm: int


async def step_times(session: AsyncSession, filters: TimeFilters, paging: Paging) -> Found[TimeRow]:
    """Of what is done: called-off lists do not count."""
    before = func.lag(Task.done_at).over(
        partition_by=Task.checklist_id, order_by=(Task.done_at, Task.position)
    )
    taken = (
        select(
            Checklist.procedure_id,
            Procedure.name,
            Step.title,
            Step.role,
            Task.done_at,
            _hours(Task.done_at, func.coalesce(before, Checklist.started_at)).label("own"),
            _hours(Task.done_at, Checklist.started_at).label("since"),
            case((Task.done_at > Task.due_at, 1), else_=0).label("was_late"),
        )
        .join(Step, Step.id == Task.step_id)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .join(Procedure, Procedure.id == Checklist.procedure_id)
        .where(Task.done_at.is_not(None), Checklist.called_off_at.is_(None))
        .subquery()
    )
    wanted = [*within(taken.c.done_at, filters.done)]
    if filters.procedure:
        wanted.append(taken.c.procedure_id == asked_id(filters.procedure))
    own = func.percentile_cont(0.5).within_group(taken.c.own)
    summed = (
        select(
            taken.c.name,
            taken.c.title,
            func.min(taken.c.role).label("role"),
            func.count().label("done"),
            own.label("hours"),
            func.percentile_cont(0.5).within_group(taken.c.since).label("since_start"),
            func.sum(taken.c.was_late).label("late"),
        )
        .where(*wanted)
        .group_by(taken.c.procedure_id, taken.c.name, taken.c.title)
        .subquery()
    )
    statement = select(summed, Role.title.label("role_title")).outerjoin(
        Role, Role.name == summed.c.role
    )
    sorts = {name: summed.c[name] for name in ("hours", "since_start", "done")}
    return await found(
        session, statement, paging, sorts=sorts, tie=summed.c.title["zh"].astext, row=_time
    )


def due_by_role(at: datetime) -> ScalarSelect[Any]:
    """What is late, what is due today and what a second person has to look at, as one value that
    `roles_due` reads: the workbench asks for it together with everything else that waits."""
    tomorrow = clock.day_start(clock.local_day(at) + timedelta(days=1))
    of_role = (
        select(
            Role.name.label("role"),
            Role.title,
            func.count().filter(Task.due_at < at).label("late"),
            func.count().filter(Task.due_at.between(at, tomorrow)).label("today"),
            func.count().filter(Task.ticked_at.is_not(None)).label("confirm"),
        )
        .join(Step, Step.role == Role.name)
        .join(Task, Task.step_id == Step.id)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .where(Task.done_at.is_(None), Checklist.ended_at.is_(None))
        .group_by(Role.name, Role.title)
        .subquery()
    )
    row = func.json_build_object(*(part for c in of_role.c for part in (c.key, c)))
    return select(func.json_agg(aggregate_order_by(row, of_role.c.role))).scalar_subquery()


def roles_due(found: Sequence[Mapping[str, Any]] | None) -> tuple[RoleDue, ...]:
    return tuple(RoleDue(**each) for each in found or ())


def _hours(end: SQLColumnExpression[Any], start: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    return func.extract("epoch", end - start) / 3600


def _time(row: Row[Any]) -> TimeRow:
    fields = row._mapping  # noqa: SLF001 - public API
    return TimeRow(
        name=fields["name"],
        title=fields["title"],
        role_title=fields["role_title"],
        done=fields["done"],
        hours=_tenths(fields["hours"]),
        since_start=_tenths(fields["since_start"]),
        late=fields["late"],
    )


def _tenths(hours: object) -> Decimal:
    return Decimal(str(hours)).quantize(Decimal("0.1"))
