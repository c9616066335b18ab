"""Lists under way and those that were, with how far they are; the procedures they follow."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.checklists import About, Checklist, Procedure, Starts, Step, Task
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, NoFilters, Paging, Period, containing, found, within


@dataclass(frozen=True, kw_only=True)
class ListFilters:
    q: str | None = None
    state: str | None = None
    procedure: str | None = None
    about: str | None = None
    assigned: str | None = None
    started: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRow:
    id: UUID
    name: Texts
    about: About
    key: str
    label: str
    day: date | None
    target_at: datetime | None
    assigned_name: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    called_off_at: datetime | None
    done: int
    total: int
    late: int

    @property
    def state(self) -> str:
        if self.called_off_at:
            return "called_off"
        if self.ended_at:
            return "done"
        return "late" if self.late else "under_way"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureRow:
    id: UUID
    name: Texts
    about: About
    starts: Starts
    day: int | None
    hour: int
    version: int
    active: bool
    edited_at: datetime
    edited_by: str
    steps: int
    running: int


async def checklist_list(
    session: AsyncSession, filters: ListFilters, paging: Paging
) -> Found[ListRow]:
    at = clock.now()
    late = _late_of_list(at)
    wanted = [*within(Checklist.started_at, filters.started), *_in_state(filters.state, late)]
    if filters.about:
        wanted.append(Checklist.about == About(filters.about))
    for column, asked in (
        (Checklist.procedure_id, filters.procedure),
        (Checklist.assigned_to, filters.assigned),
    ):
        if asked:
            wanted.append(column == asked_id(asked))
    if filters.q:
        wanted.append(
            or_(containing(Checklist.label, filters.q), containing(Checklist.key, filters.q))
        )
    statement = (
        select(Checklist, Procedure.name, *_progress(), late.label("late"))
        .join(Procedure, Procedure.id == Checklist.procedure_id)
        .where(*wanted)
    )
    sorts = {"started_at": Checklist.started_at, "ended_at": Checklist.ended_at}
    return await found(session, statement, paging, sorts=sorts, tie=Checklist.id, row=_list)


async def procedure_list(
    session: AsyncSession, _filters: NoFilters, paging: Paging
) -> Found[ProcedureRow]:
    steps = (
        select(func.count())
        .where(Step.procedure_id == Procedure.id, Step.version == Procedure.version)
        .correlate(Procedure)
        .scalar_subquery()
    )
    running = (
        select(func.count())
        .where(Checklist.procedure_id == Procedure.id, Checklist.ended_at.is_(None))
        .correlate(Procedure)
        .scalar_subquery()
    )
    return await found(
        session,
        select(Procedure, steps.label("steps"), running.label("running")),
        paging,
        sorts={"edited_at": Procedure.edited_at},
        tie=Procedure.id,
        row=_procedure,
    )


def _in_state(state: str | None, late: ColumnElement[int]) -> list[ColumnElement[bool]]:
    running = Checklist.ended_at.is_(None)
    known: dict[str, list[ColumnElement[bool]]] = {
        "under_way": [running],
        "late": [running, late > 0],
        "done": [Checklist.done_at.is_not(None)],
        "called_off": [Checklist.called_off_at.is_not(None)],
    }
    return known.get(state or "", [])


def asked_id(asked: str) -> UUID | None:
    """None finds nothing: what is no id is nobody's."""
    try:
        return UUID(asked)
    except ValueError:
        return None


def _progress() -> tuple[ColumnElement[int], ColumnElement[int]]:
    of_list = select(func.count()).where(Task.checklist_id == Checklist.id).correlate(Checklist)
    return (
        of_list.where(Task.done_at.is_not(None)).scalar_subquery().label("done"),
        of_list.scalar_subquery().label("total"),
    )


def _late_of_list(at: datetime) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(Task.checklist_id == Checklist.id, Task.done_at.is_(None), Task.due_at < at)
        .correlate(Checklist)
        .scalar_subquery()
    )


def _list(row: Row[Any]) -> ListRow:
    kept: Checklist = row.Checklist
    return ListRow(
        id=kept.id,
        name=row.name,
        about=kept.about,
        key=kept.key,
        label=kept.label,
        day=kept.day,
        target_at=kept.target_at,
        assigned_name=kept.assigned_name,
        started_at=kept.started_at,
        started_by=kept.started_by,
        ended_at=kept.ended_at,
        called_off_at=kept.called_off_at,
        done=row.done,
        total=row.total,
        late=row.late,
    )


def _procedure(row: Row[Any]) -> ProcedureRow:
    kept: Procedure = row.Procedure
    return ProcedureRow(
        id=kept.id,
        name=kept.name,
        about=kept.about,
        starts=kept.starts,
        day=kept.day,
        hour=kept.hour,
        version=kept.version,
        active=kept.active,
        edited_at=kept.edited_at,
        edited_by=kept.edited_by,
        steps=row.steps,
        running=row.running,
    )
