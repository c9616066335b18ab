"""Makers of procedures, lists under way and those who work on them."""

from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, checklists
from hutong.access import Staff
from hutong.checklists import About, Checklist, Procedure, ProcedureDraft, Start, Starts, StepDraft
from hutong.checklists import Task as Step
from hutong.kernel.actor import SYSTEM, Actor
from tests.make.goods import words

PDF = b"%PDF-1.7 what was seen"
_numbers = count(1)


async def colleague(session: AsyncSession, role: str, name: str = "孙晴") -> Staff:
    await access.ensure_roles(session)
    return await access.create_staff(
        session,
        email=f"checks{next(_numbers)}@hutong.example",
        name=name,
        password="a-long-and-quiet-lane",
        roles=[role],
        by=SYSTEM,
    )


def step(title: str = "看样品", **more: object) -> StepDraft:
    return StepDraft(title=words(title, "A step"), **more)  # type: ignore[arg-type]


async def procedure(
    session: AsyncSession,
    *steps: StepDraft,
    about: About = About.NOTHING,
    starts: Starts = Starts.BY_HAND,
    day: int | None = None,
    hour: int = 0,
) -> Procedure:
    await access.ensure_roles(session)
    draft = ProcedureDraft(
        name=words("开店检查", "Opening"),
        about=about,
        starts=starts,
        day=day,
        hour=hour,
        steps=steps or (step("开灯"), step("开收银机")),
    )
    return await checklists.save_procedure(session, draft, by=SYSTEM)


async def started(
    session: AsyncSession, *steps: StepDraft, by: Actor = SYSTEM
) -> tuple[Checklist, list[Step]]:
    """A list of these steps, and the steps as they are to be done."""
    made = await procedure(session, *steps)
    begun = await checklists.start(session, Start(procedure_id=made.id, label="11 月 2 日"), by=by)
    return begun, await tasks(session, begun)


async def tasks(session: AsyncSession, checklist: Checklist) -> list[Step]:
    return [task for task, _step in await checklists.tasks_of(session, [checklist.id])]
