"""How things are done here, as steps; a list under way keeps the steps it began with."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.checklists import queries
from hutong.checklists.models import Procedure, Step
from hutong.checklists.states import REPEATS, About, DueFrom, Starts
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK, Texts

STEPS_MAX = 40
TITLE_MAX, HINT_MAX = 80, 500
HOURS_MAX = 8784  # a year
FACT = re.compile(r"[a-z_]{0,40}")
LAST_DAY = {Starts.WEEKLY: 7, Starts.MONTHLY: 28}


@dataclass(eq=False)
class SavedMeanwhile(Conflict):
    message = "Somebody saved this procedure meanwhile. Open it again and make your change there."


@dataclass(frozen=True, kw_only=True)
class StepDraft:
    title: Texts
    hint: Texts = field(default_factory=dict)
    role: str = ""
    due_hours: int | None = None
    due_from: DueFrom | None = None
    wants_note: bool = False
    wants_file: bool = False
    wants_second: bool = False
    fact: str = ""

    def problems(self, path: str) -> Iterator[Problem]:
        if not self.title.get(FALLBACK, "").strip():
            yield Problem(path, _("A step needs its Chinese words."))
        if any(len(words) > TITLE_MAX for words in self.title.values()):
            yield Problem(path, _("At most {max} characters.").format(max=TITLE_MAX))
        if any(len(words) > HINT_MAX for words in self.hint.values()):
            yield Problem(path, _("At most {max} characters.").format(max=HINT_MAX))
        if (self.due_hours is None) is not (self.due_from is None):
            yield Problem(path, _("Say how many hours, and counted from what."))
        if self.due_hours is not None and not 0 <= self.due_hours <= HOURS_MAX:
            yield Problem(path, _("At most {max} hours.").format(max=HOURS_MAX))
        if self.fact and (self.wants_note or self.wants_file or self.wants_second):
            yield Problem(path, _("What the system ticks needs nothing from a person."))


@dataclass(frozen=True, kw_only=True)
class ProcedureDraft:
    name: Texts
    about: About
    starts: Starts
    steps: tuple[StepDraft, ...]
    purpose: Texts = field(default_factory=dict)
    day: int | None = None
    hour: int = 0
    active: bool = True
    id: UUID | None = None
    version: int | None = None
    """The one that was opened, where one was."""

    def problems(self) -> Iterator[Problem]:
        if not self.name.get(FALLBACK, "").strip():
            yield Problem("name.zh", _("Please fill this in."))
        if self.starts is Starts.NEW and self.about is About.NOTHING:
            yield Problem("starts", _("Say of what: the list begins with each new one."))
        if self.starts in REPEATS and self.about is not About.NOTHING:
            yield Problem("starts", _("What repeats by the calendar stands by itself."))
        last = LAST_DAY.get(self.starts)
        if last and not 1 <= (self.day or 0) <= last:
            yield Problem("day", _("Between {least} and {most}.").format(least=1, most=last))
        yield from self._step_problems()

    def _step_problems(self) -> Iterator[Problem]:
        if not 1 <= len(self.steps) <= STEPS_MAX:
            words = _("A procedure has one to {max} steps.").format(max=STEPS_MAX)
            yield Problem("steps", words)
        for place, step in enumerate(self.steps):
            yield from step.problems(f"steps.{place}")
            if step.fact and self.about is not About.PRODUCT:
                words = _("The system only ticks steps of products' lists.")
                yield Problem(f"steps.{place}", words)


async def save_procedure(session: AsyncSession, draft: ProcedureDraft, *, by: Actor) -> Procedure:
    """Other steps are a new version: no list under way changes. Raises Invalid, SavedMeanwhile."""
    problems = list(draft.problems())
    roles = {role.name for role in await access.roles(session)}
    for place, step in enumerate(draft.steps):
        if step.role and step.role not in roles:
            problems.append(Problem(f"steps.{place}", _("There is no such role.")))
    if problems:
        raise Invalid(problems)
    if draft.id is None:
        return await _create(session, draft, by=by)
    kept = await queries.locked_procedure(session, draft.id)
    if draft.version is not None and kept.version != draft.version:
        raise SavedMeanwhile
    before = await queries.steps_of(session, kept.id, kept.version)
    if [drafted(step) for step in before] != list(draft.steps):
        kept.version += 1
        _put_steps(session, kept, draft.steps)
    _fill(kept, draft, by)
    await session.flush()
    return kept


def drafted(step: Step) -> StepDraft:
    """As staff would hand it in again."""
    return StepDraft(
        title=step.title,
        hint=step.hint,
        role=step.role,
        due_hours=step.due_hours,
        due_from=step.due_from,
        wants_note=step.wants_note,
        wants_file=step.wants_file,
        wants_second=step.wants_second,
        fact=step.fact,
    )


async def _create(session: AsyncSession, draft: ProcedureDraft, *, by: Actor) -> Procedure:
    made = Procedure(version=1)
    _fill(made, draft, by)
    session.add(made)
    await session.flush()
    _put_steps(session, made, draft.steps)
    await session.flush()
    return made


def _fill(procedure: Procedure, draft: ProcedureDraft, by: Actor) -> None:
    procedure.name, procedure.purpose = draft.name, draft.purpose
    procedure.about, procedure.starts = draft.about, draft.starts
    procedure.day = draft.day if draft.starts in LAST_DAY else None
    procedure.hour, procedure.active = draft.hour, draft.active
    procedure.edited_at, procedure.edited_by = clock.now(), by.name


def _put_steps(session: AsyncSession, procedure: Procedure, steps: Sequence[StepDraft]) -> None:
    for position, draft in enumerate(steps, 1):
        session.add(
            Step(
                procedure_id=procedure.id,
                version=procedure.version,
                position=position,
                title=draft.title,
                hint=draft.hint,
                role=draft.role,
                due_hours=draft.due_hours,
                due_from=draft.due_from,
                wants_note=draft.wants_note,
                wants_file=draft.wants_file,
                wants_second=draft.wants_second,
                fact=draft.fact,
            )
        )
