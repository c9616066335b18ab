from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.checklists.models import Checklist, Evidence, Mark, Procedure, Step, Task
from hutong.checklists.states import REPEATS, About, Starts
from hutong.kernel.errors import NotFound
from hutong.kernel.texts import Texts

PROCEDURES_MAX = 200
MARKS_MAX = 500
PLANTING_LOCK = text("select pg_advisory_xact_lock(hashtext('checklists.plant'))")


@dataclass(eq=False)
class NoSuchProcedure(NotFound):
    message = "There is no such procedure."
    procedure: str


@dataclass(eq=False)
class NoSuchChecklist(NotFound):
    message = "There is no such checklist."
    checklist: str


@dataclass(eq=False)
class NoSuchTask(NotFound):
    message = "There is no such step."
    task: str


@dataclass(eq=False)
class NoSuchFile(NotFound):
    message = "No file was left at this step."
    task: str


@dataclass(frozen=True, slots=True)
class Open:
    """A step that is not done yet, of a list that is under way."""

    key: str
    starts: Starts
    fact: str
    title: Texts


async def procedures(session: AsyncSession) -> Sequence[Procedure]:
    found = await session.scalars(
        select(Procedure).order_by(Procedure.edited_at.desc(), Procedure.id).limit(PROCEDURES_MAX)
    )
    return found.all()


async def hold_planting(session: AsyncSession) -> None:
    await session.execute(PLANTING_LOCK)


async def any_procedure(session: AsyncSession) -> bool:
    return await session.scalar(select(func.count()).select_from(Procedure)) != 0


async def find_procedure(session: AsyncSession, procedure_id: UUID) -> Procedure:
    found = await session.get(Procedure, procedure_id)
    if found is None:
        raise NoSuchProcedure(str(procedure_id))
    return found


async def locked_procedure(session: AsyncSession, procedure_id: UUID) -> Procedure:
    found = await session.scalar(
        select(Procedure)
        .where(Procedure.id == procedure_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchProcedure(str(procedure_id))
    return found


async def steps_of(session: AsyncSession, procedure_id: UUID, version: int) -> Sequence[Step]:
    found = await session.scalars(
        select(Step)
        .where(Step.procedure_id == procedure_id, Step.version == version)
        .order_by(Step.position)
    )
    return found.all()


async def that_start_with(session: AsyncSession, about: About) -> Sequence[Procedure]:
    found = await session.scalars(
        select(Procedure)
        .where(Procedure.active, Procedure.starts == Starts.NEW, Procedure.about == about)
        .order_by(Procedure.id)
    )
    return found.all()


async def that_repeat(session: AsyncSession) -> Sequence[Procedure]:
    found = await session.scalars(
        select(Procedure)
        .where(Procedure.active, Procedure.starts.in_(REPEATS))
        .order_by(Procedure.id)
    )
    return found.all()


async def had_it(session: AsyncSession, procedure_id: UUID, keys: Collection[str]) -> set[str]:
    """Which of these records have, or had, a list of that procedure."""
    found = await session.scalars(
        select(Checklist.key).where(Checklist.procedure_id == procedure_id, Checklist.key.in_(keys))
    )
    return set(found)


async def find_checklist(session: AsyncSession, checklist_id: UUID) -> Checklist:
    found = await session.get(Checklist, checklist_id)
    if found is None:
        raise NoSuchChecklist(str(checklist_id))
    return found


async def locked_checklist(session: AsyncSession, checklist_id: UUID) -> Checklist:
    """Whoever does something to one of its steps holds the list: its end depends on all."""
    found = await session.scalar(
        select(Checklist)
        .where(Checklist.id == checklist_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchChecklist(str(checklist_id))
    return found


async def find_task(session: AsyncSession, task_id: UUID) -> Task:
    found = await session.get(Task, task_id)
    if found is None:
        raise NoSuchTask(str(task_id))
    return found


async def locked_task(session: AsyncSession, task_id: UUID) -> tuple[Checklist, Task, Step]:
    task = await find_task(session, task_id)
    checklist = await locked_checklist(session, task.checklist_id)
    await session.refresh(task)
    return checklist, task, await session.get_one(Step, task.step_id)


async def open_tasks_left(session: AsyncSession, checklist_id: UUID) -> int:
    left = select(func.count()).where(Task.checklist_id == checklist_id, Task.done_at.is_(None))
    return await session.scalar(left) or 0


async def locked_running(
    session: AsyncSession, about: About, keys: Collection[str]
) -> Sequence[Checklist]:
    found = await session.scalars(
        select(Checklist)
        .where(Checklist.about == about, Checklist.key.in_(keys), Checklist.ended_at.is_(None))
        .order_by(Checklist.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


async def tasks_of(session: AsyncSession, ids: Collection[UUID]) -> Sequence[tuple[Task, Step]]:
    found = await session.execute(
        select(Task, Step)
        .join(Step, Step.id == Task.step_id)
        .where(Task.checklist_id.in_(ids))
        .order_by(Task.checklist_id, Task.position)
        .execution_options(populate_existing=True)
    )
    return [(task, step) for task, step in found]


async def under_way(
    session: AsyncSession, about: About, keys: Collection[str]
) -> Sequence[Checklist]:
    found = await session.scalars(
        select(Checklist)
        .where(Checklist.about == about, Checklist.key.in_(keys), Checklist.ended_at.is_(None))
        .order_by(Checklist.started_at, Checklist.id)
    )
    return found.all()


async def lists_of(session: AsyncSession, about: About, key: str) -> Sequence[Checklist]:
    """All that were ever attached to a record, the newest first."""
    found = await session.scalars(
        select(Checklist)
        .where(Checklist.about == about, Checklist.key == key)
        .order_by(Checklist.started_at.desc(), Checklist.id.desc())
        .limit(PROCEDURES_MAX)
    )
    return found.all()


async def still_open(session: AsyncSession, about: About, keys: Collection[str]) -> list[Open]:
    """In the order in which they are to be done. One statement."""
    found = await session.execute(
        select(Checklist.key, Procedure.starts, Step.fact, Step.title)
        .join(Task, Task.checklist_id == Checklist.id)
        .join(Step, Step.id == Task.step_id)
        .join(Procedure, Procedure.id == Checklist.procedure_id)
        .where(
            Checklist.about == about,
            Checklist.key.in_(keys),
            Checklist.ended_at.is_(None),
            Task.done_at.is_(None),
        )
        .order_by(Checklist.key, Checklist.started_at, Task.position)
    )
    return [Open(row.key, row.starts, row.fact, row.title) for row in found]


async def awaiting_facts(
    session: AsyncSession, about: About, facts: Collection[str], keys: Collection[str]
) -> set[str]:
    """Which of these records have a list under way with such a step, done or not."""
    found = await session.scalars(
        select(Checklist.key)
        .join(Task, Task.checklist_id == Checklist.id)
        .join(Step, Step.id == Task.step_id)
        .where(
            Checklist.about == about,
            Checklist.key.in_(keys),
            Checklist.ended_at.is_(None),
            Step.fact.in_(facts),
        )
        .distinct()
    )
    return set(found)


async def marks_of(session: AsyncSession, checklist_id: UUID) -> Sequence[tuple[Mark, Step]]:
    """The newest first."""
    found = await session.execute(
        select(Mark, Step)
        .join(Task, Task.id == Mark.task_id)
        .join(Step, Step.id == Task.step_id)
        .where(Task.checklist_id == checklist_id)
        .order_by(Mark.at.desc(), Mark.id.desc())
        .limit(MARKS_MAX)
    )
    return [(mark, step) for mark, step in found]


async def has_file(session: AsyncSession, key: str) -> bool:
    return await session.scalar(select(Evidence.key).where(Evidence.key == key)) is not None


async def file_of(session: AsyncSession, task_id: UUID) -> Evidence:
    found = await session.scalar(
        select(Evidence).join(Task, Task.file_key == Evidence.key).where(Task.id == task_id)
    )
    if found is None:
        raise NoSuchFile(str(task_id))
    return found
