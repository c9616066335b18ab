"""The steps of lists: what is to be done, by whom, until when, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Role
from hutong.checklists import About, Checklist, Procedure, Step, Task
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.views.checklists.lists import asked_id
from hutong.views.lists import Found, Paging, containing, found

LISTS_MAX, STEPS_MAX = 20, 800


@dataclass(frozen=True, kw_only=True)
class StepFilters:
    q: str | None = None
    state: str | None = None
    role: str | None = None
    procedure: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRow:
    """One step of one list. What a list no longer waits for is over."""

    id: UUID
    checklist_id: UUID
    name: Texts
    about: About
    key: str
    label: str
    assigned_to: UUID | None
    assigned_name: str
    running: bool
    called_off: bool
    position: int
    title: Texts
    hint: Texts
    role: str
    role_title: Texts | None
    fact: str
    wants_note: bool
    wants_file: bool
    wants_second: bool
    due_at: datetime | None
    ticked_at: datetime | None
    ticked_by_id: UUID | None
    ticked_by: str
    note: str
    file_key: str | None
    confirmed_by: str
    done_at: datetime | None
    at: datetime
    """When it was looked at."""

    @property
    def state(self) -> str:
        if self.done_at:
            return "done"
        if self.called_off:
            return "called_off"
        if self.due_at and self.due_at < self.at:
            return "late"
        return "confirm" if self.ticked_at else "open"

    @property
    def can_tick(self) -> bool:
        return self.running and not self.fact and self.ticked_at is None

    @property
    def at_once(self) -> bool:
        return self.can_tick and not self.wants_note and not self.wants_file

    @property
    def with_note(self) -> bool:
        return self.can_tick and self.wants_note and not self.wants_file

    @property
    def with_file(self) -> bool:
        return self.can_tick and self.wants_file

    @property
    def can_confirm(self) -> bool:
        return bool(self.running and self.ticked_at and not self.done_at)

    @property
    def can_undo(self) -> bool:
        return bool(self.ticked_at and not self.fact and not self.called_off)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """A list of a record with its steps."""

    id: UUID
    name: Texts
    steps: Sequence[StepRow]

    @property
    def done(self) -> int:
        return sum(step.done_at is not None for step in self.steps)

    @property
    def state(self) -> str:
        if any(step.called_off for step in self.steps):
            return "called_off"
        if not any(step.running for step in self.steps):
            return "done"
        return "late" if any(step.state == "late" for step in self.steps) else "under_way"


_STEPS: Select[*tuple[Any, ...]] = (
    select(Task, Step, Checklist, Procedure.name, Role.title.label("role_title"))
    .join(Step, Step.id == Task.step_id)
    .join(Checklist, Checklist.id == Task.checklist_id)
    .join(Procedure, Procedure.id == Checklist.procedure_id)
    .outerjoin(Role, Role.name == Step.role)
)


async def step_list(session: AsyncSession, filters: StepFilters, paging: Paging) -> Found[StepRow]:
    at = clock.now()
    wanted = _in_state(filters.state, at)
    if filters.role:
        wanted.append(Step.role == filters.role)
    if filters.procedure:
        wanted.append(Checklist.procedure_id == asked_id(filters.procedure))
    if filters.q:
        wanted.append(
            or_(
                containing(Checklist.label, filters.q),
                containing(Step.title["zh"].astext, filters.q),
            )
        )
    return await found(
        session,
        _STEPS.where(*wanted),
        paging,
        sorts={"due_at": Task.due_at, "done_at": Task.done_at},
        tie=Task.id,
        row=lambda row: _step(row, at),
    )


async def steps_of_list(session: AsyncSession, checklist_id: UUID) -> Sequence[StepRow]:
    at = clock.now()
    rows = await session.execute(
        _STEPS.where(Task.checklist_id == checklist_id).order_by(Task.position)
    )
    return [_step(row, at) for row in rows]


async def attached(session: AsyncSession, about: About, key: str) -> Sequence[Attached]:
    """The newest first. One statement."""
    at = clock.now()
    rows = await session.execute(
        _STEPS.where(Checklist.about == about, Checklist.key == key)
        .order_by(Checklist.started_at.desc(), Checklist.id, Task.position)
        .limit(STEPS_MAX)
    )
    lists: dict[UUID, list[StepRow]] = {}
    for row in rows:
        lists.setdefault(row.Checklist.id, []).append(_step(row, at))
    return [
        Attached(id=checklist_id, name=steps[0].name, steps=steps)
        for checklist_id, steps in list(lists.items())[:LISTS_MAX]
    ]


def _in_state(state: str | None, at: datetime) -> list[ColumnElement[bool]]:
    tomorrow = clock.day_start(clock.local_day(at) + timedelta(days=1))
    waits: list[ColumnElement[bool]] = [Checklist.ended_at.is_(None), Task.done_at.is_(None)]
    known: dict[str, list[ColumnElement[bool]]] = {
        "late": [*waits, Task.due_at < at],
        "today": [*waits, Task.due_at.between(at, tomorrow)],
        "open": waits,
        "confirm": [*waits, Task.ticked_at.is_not(None)],
        "done": [Task.done_at.is_not(None)],
    }
    return known.get(state or "", [])


def _step(row: Row[Any], at: datetime) -> StepRow:
    task, step, kept = row.Task, row.Step, row.Checklist
    return StepRow(
        id=task.id,
        checklist_id=kept.id,
        name=row.name,
        about=kept.about,
        key=kept.key,
        label=kept.label,
        assigned_to=kept.assigned_to,
        assigned_name=kept.assigned_name,
        running=kept.ended_at is None,
        called_off=kept.called_off_at is not None,
        position=task.position,
        title=step.title,
        hint=step.hint,
        role=step.role,
        role_title=row.role_title,
        fact=step.fact,
        wants_note=step.wants_note,
        wants_file=step.wants_file,
        wants_second=step.wants_second,
        due_at=task.due_at,
        ticked_at=task.ticked_at,
        ticked_by_id=task.ticked_by_id,
        ticked_by=task.ticked_by,
        note=task.note,
        file_key=task.file_key,
        confirmed_by=task.confirmed_by,
        done_at=task.done_at,
        at=at,
    )
