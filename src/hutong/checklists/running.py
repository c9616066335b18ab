"""Lists under way: begun, given to somebody, called off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.checklists import queries
from hutong.checklists.models import Checklist, Procedure, Step, Task
from hutong.checklists.states import About, DueFrom
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id

LABEL_MAX, REASON_MAX = 200, 300
AHEAD_MAX = timedelta(days=732)


@dataclass(eq=False)
class RunsAlready(Conflict):
    message = "A list of this procedure is under way here already."


@dataclass(eq=False)
class NotInUse(Refused):
    message = "This procedure is not in use. Put it in use first."


@dataclass(eq=False)
class IsOver(Conflict):
    message = "This list is over."


@dataclass(frozen=True, kw_only=True)
class Start:
    """With a `key` it belongs to that record; else the label alone says what it is for."""

    procedure_id: UUID
    key: str = ""
    label: str = ""
    target_at: datetime | None = None
    assigned_to: UUID | None = None
    day: date | None = None


async def start(session: AsyncSession, wanted: Start, *, by: Actor) -> Checklist:
    """Raises NotInUse, RunsAlready, Invalid."""
    procedure = await queries.find_procedure(session, wanted.procedure_id)
    if not procedure.active:
        raise NotInUse
    if (procedure.about is About.NOTHING) is not (wanted.key == ""):
        raise Invalid([Problem("procedure", _("This procedure is about something else."))])
    at = clock.now()
    if wanted.target_at and not at - AHEAD_MAX < wanted.target_at < at + AHEAD_MAX:
        raise Invalid([Problem("target_at", _("A day within two years is needed."))])
    steps = await queries.steps_of(session, procedure.id, procedure.version)
    if wanted.target_at is None and any(step.due_from is DueFrom.DATE for step in steps):
        raise Invalid([Problem("target_at", _("Its steps are counted from a day: which one?"))])
    made = await _begin(session, procedure, wanted, at, by=by)
    if made is None:
        raise RunsAlready
    if wanted.assigned_to:
        await _give(session, made, wanted.assigned_to)
    _put_tasks(session, made, steps)
    await session.flush()
    return made


async def start_new(session: AsyncSession, about: About, labels: Mapping[str, str]) -> None:
    """Each new record gets the lists that begin with it, once: asking again begins nothing."""
    if not labels:
        return
    at = clock.now()
    for procedure in await queries.that_start_with(session, about):
        had = await queries.had_it(session, procedure.id, labels)
        fresh = {key: label for key, label in labels.items() if key not in had}
        if not fresh:
            continue
        steps = await queries.steps_of(session, procedure.id, procedure.version)
        for key, label in sorted(fresh.items()):
            wanted = Start(procedure_id=procedure.id, key=key, label=label)
            made = await _begin(session, procedure, wanted, at, by=SYSTEM)
            if made is not None:
                _put_tasks(session, made, steps)
    await session.flush()


async def begin_for_day(session: AsyncSession, procedure: Procedure, day: date) -> Checklist | None:
    """The database lets one list of a procedure begin for a day, whoever asks."""
    wanted = Start(procedure_id=procedure.id, label=day.isoformat(), day=day)
    made = await _begin(session, procedure, wanted, clock.now(), by=SYSTEM)
    if made is None:
        return None
    made.target_at = clock.day_start(day)
    _put_tasks(session, made, await queries.steps_of(session, procedure.id, procedure.version))
    await session.flush()
    return made


async def assign(
    session: AsyncSession, checklist_id: UUID, staff_id: UUID | None, *, by: Actor
) -> Checklist:
    """To somebody who works here, or to nobody in particular. Raises IsOver, NoSuchStaff."""
    del by
    checklist = await _running(session, checklist_id)
    if staff_id is None:
        checklist.assigned_to, checklist.assigned_name = None, ""
    else:
        await _give(session, checklist, staff_id)
    return checklist


async def call_off(
    session: AsyncSession, checklist_id: UUID, reason: str, *, by: Actor
) -> Checklist:
    """Nobody waits for its steps any more. Raises IsOver."""
    if not reason.strip():
        raise Invalid([Problem("reason", _("Please fill this in."))])
    checklist = await _running(session, checklist_id)
    checklist.call_off(reason.strip()[:REASON_MAX], clock.now(), by)
    return checklist


async def _running(session: AsyncSession, checklist_id: UUID) -> Checklist:
    checklist = await queries.locked_checklist(session, checklist_id)
    if checklist.ended_at is not None:
        raise IsOver
    return checklist


async def _give(session: AsyncSession, checklist: Checklist, staff_id: UUID) -> None:
    staff = await access.find_staff(session, staff_id)
    if not staff.active:
        raise Invalid([Problem("staff", _("This person does not work here any more."))])
    checklist.assigned_to, checklist.assigned_name = staff.id, staff.name


async def _begin(
    session: AsyncSession, procedure: Procedure, wanted: Start, at: datetime, *, by: Actor
) -> Checklist | None:
    """None where one is under way, or was begun for that day."""
    row = {
        "id": new_id(),
        "procedure_id": procedure.id,
        "version": procedure.version,
        "about": procedure.about,
        "key": wanted.key,
        "label": wanted.label.strip()[:LABEL_MAX],
        "target_at": wanted.target_at,
        "day": wanted.day,
        "assigned_name": "",
        "started_at": at,
        "started_by": by.name,
        "called_off_by": "",
        "reason": "",
    }
    made = insert(Checklist).values(row).on_conflict_do_nothing().returning(Checklist)
    return await session.scalar(made)


def _put_tasks(session: AsyncSession, checklist: Checklist, steps: Sequence[Step]) -> None:
    for step in steps:
        session.add(
            Task(
                checklist_id=checklist.id,
                step_id=step.id,
                position=step.position,
                due_at=_due(checklist, step),
            )
        )


def _due(checklist: Checklist, step: Step) -> datetime | None:
    if step.due_hours is None:
        return None
    hours = timedelta(hours=step.due_hours)
    if step.due_from is DueFrom.DATE:
        return checklist.target_at - hours if checklist.target_at else None
    return checklist.started_at + hours
