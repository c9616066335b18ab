"""Steps are ticked: by whoever does them, confirmed by a second person, or by the system."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.checklists import queries
from hutong.checklists.models import Checklist, Evidence, Mark, Step, Task
from hutong.checklists.running import IsOver
from hutong.checklists.states import About, Deed
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.errors import Conflict, Forbidden, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _

NOTE_MAX = 500
BYTES_MAX = 10 * 1024 * 1024
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


@dataclass(eq=False)
class NotEvidence(Refused):
    message = "A PDF, JPEG or PNG file of at most 10 MB is needed."


@dataclass(eq=False)
class TickedAlready(Conflict):
    message = "{who} has ticked this step already."
    who: str


@dataclass(eq=False)
class NotTicked(Conflict):
    message = "This step is not ticked."


@dataclass(eq=False)
class BySystem(Refused):
    message = "The system ticks this step as soon as it is true."


@dataclass(eq=False)
class NotYours(Forbidden):
    message = "This step belongs to another role: {role}. Or have the list assigned to you."
    role: str


@dataclass(eq=False)
class OwnTick(Forbidden):
    message = "You ticked this step yourself. Somebody else has to confirm it."


@dataclass(eq=False)
class RunsAlreadySince(Conflict):
    message = "Another list of this procedure was begun here since: work on that one."


async def put_file(session: AsyncSession, content: bytes) -> str:
    """Its key. The same bytes are kept once. Raises NotEvidence."""
    media_type = next((kind for start, kind in BEGINNINGS.items() if content.startswith(start)), "")
    if not media_type or len(content) > BYTES_MAX:
        raise NotEvidence
    key = hashlib.sha256(content).hexdigest()
    row = {"key": key, "media_type": media_type, "content": content}
    await session.execute(insert(Evidence).values(row).on_conflict_do_nothing())
    return key


async def tick(
    session: AsyncSession,
    task_id: UUID,
    *,
    note: str = "",
    file_key: str | None = None,
    by: Actor,
) -> Task:
    """With what the step asks for. Raises Invalid, IsOver, BySystem, TickedAlready, NotYours."""
    checklist, task, step = await queries.locked_task(session, task_id)
    await _may(session, checklist, step, by)
    if task.ticked_at is not None:
        raise TickedAlready(task.ticked_by)
    problems = list(_lacking(step, note, file_key))
    if file_key and not await queries.has_file(session, file_key):
        problems.append(Problem("file_key", _("Please choose the file again.")))
    if problems:
        raise Invalid(problems)
    at = clock.now()
    task.tick(at, by, note=note.strip(), file_key=file_key or None)
    _mark(session, task, Deed.TICKED, at, by=by, note=note.strip())
    if not step.wants_second:
        task.done_at = at
        await _finish(session, checklist, at)
    await session.flush()
    return task


async def confirm(session: AsyncSession, task_id: UUID, *, by: Actor) -> Task:
    """The second person has looked too. Raises OwnTick, NotTicked, IsOver, NotYours."""
    checklist, task, step = await queries.locked_task(session, task_id)
    if checklist.ended_at is not None:
        raise IsOver
    if task.ticked_at is None or not step.wants_second:
        raise NotTicked
    if task.done_at is not None:
        raise TickedAlready(task.confirmed_by)
    if task.ticked_by_id == by.id:
        raise OwnTick
    at = clock.now()
    task.confirm(at, by)
    _mark(session, task, Deed.CONFIRMED, at, by=by)
    await _finish(session, checklist, at)
    await session.flush()
    return task


async def undo(session: AsyncSession, task_id: UUID, *, reason: str = "", by: Actor) -> Task:
    """A list that was done is under way again. Raises NotTicked, BySystem, NotYours, IsOver when
    it was called off, RunsAlreadySince when another one was begun."""
    checklist, task, step = await queries.locked_task(session, task_id)
    await _may(session, checklist, step, by, over=True)
    if task.ticked_at is None:
        raise NotTicked
    at = clock.now()
    task.open_again()
    _mark(session, task, Deed.UNDONE, at, by=by, note=reason.strip()[:NOTE_MAX])
    if checklist.done_at is not None:
        await _resume(session, checklist)
    await session.flush()
    return task


async def observe(
    session: AsyncSession, about: About, seen: Mapping[str, Mapping[str, bool]]
) -> None:
    """What is true of these records: their steps of the system follow it as long as the list is
    under way. A fact of which nothing is said stays as it was."""
    lists = {each.id: each for each in await queries.locked_running(session, about, seen)}
    if not lists:
        return
    at = clock.now()
    tasks = await queries.tasks_of(session, lists)
    for checklist_id, of_list in groupby(tasks, key=lambda pair: pair[0].checklist_id):
        checklist, pairs = lists[checklist_id], list(of_list)
        for task, step in pairs:
            _follow(session, task, at, seen[checklist.key].get(step.fact) if step.fact else None)
        if all(task.done_at for task, _step in pairs):
            checklist.finish(at)
    await session.flush()


def _follow(session: AsyncSession, task: Task, at: datetime, true: bool | None) -> None:  # noqa: FBT001 - the fact itself
    if true and task.done_at is None:
        task.tick(at, SYSTEM)
        task.done_at = at
        _mark(session, task, Deed.CAME_TRUE, at, by=SYSTEM)
    elif true is False and task.done_at is not None:
        task.open_again()
        _mark(session, task, Deed.NO_LONGER_TRUE, at, by=SYSTEM)


async def _may(
    session: AsyncSession, checklist: Checklist, step: Step, by: Actor, *, over: bool = False
) -> None:
    if checklist.called_off_at is not None or (checklist.done_at is not None and not over):
        raise IsOver
    if step.fact:
        raise BySystem
    if by.id is None or is_theirs(step.role, checklist.assigned_to, by.id):
        return
    roles = (await access.find_staff(session, by.id)).roles
    if not is_theirs(step.role, checklist.assigned_to, by.id, roles):
        raise NotYours(step.role)


def is_theirs(
    role: str, assigned_to: UUID | None, staff_id: UUID, roles: Collection[str] = ()
) -> bool:
    """Whose step it is: anybody's, of the one who has the list, of the role, or the owner's."""
    return not role or assigned_to == staff_id or role in roles or access.OWNER in roles


def _lacking(step: Step, note: str, file_key: str | None) -> Iterator[Problem]:
    if step.wants_note and not note.strip():
        yield Problem("note", _("This step needs a note: what was found, or done."))
    if len(note) > NOTE_MAX:
        yield Problem("note", _("At most {max} characters.").format(max=NOTE_MAX))
    if step.wants_file and not file_key:
        yield Problem("file_key", _("This step needs a file that shows it."))


async def _finish(session: AsyncSession, checklist: Checklist, at: datetime) -> None:
    await session.flush()
    if not await queries.open_tasks_left(session, checklist.id):
        checklist.finish(at)


async def _resume(session: AsyncSession, checklist: Checklist) -> None:
    others: Sequence[Checklist] = ()
    if checklist.key:
        others = await queries.under_way(session, checklist.about, [checklist.key])
    if any(each.procedure_id == checklist.procedure_id for each in others):
        raise RunsAlreadySince
    checklist.resume()


def _mark(
    session: AsyncSession, task: Task, deed: Deed, at: datetime, *, by: Actor, note: str = ""
) -> None:
    session.add(Mark(task_id=task.id, deed=deed, at=at, by=by.name, note=note))
