"""Lists under way: begin one, give it to somebody, go through its steps, call it off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import checklists
from hutong.checklists import About, Checklist, Mark, Start, Step
from hutong.console.checks import steps
from hutong.console.checks.words import (
    ABOUT,
    DEEDS,
    LIST_STATES,
    STEP_STATES,
    VIEW,
    WORK,
    place,
    procedures,
    procedures_of,
    role_told,
    staff,
    who_told,
)
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
    Column,
    Days,
    Deed,
    DetailScreen,
    Done,
    Empty,
    Fact,
    Facts,
    FormScreen,
    Group,
    Label,
    ListScreen,
    Part,
    Phone,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
    Timeline,
    Tone,
)
from hutong.console.kit.viewer import Viewer
from hutong.kernel import clock, texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.checklists.lists import ListFilters, ListRow, checklist_list
from hutong.views.checklists.steps import StepRow, steps_of_list


@dataclass(frozen=True, slots=True)
class Moment:
    text: str
    at: datetime
    who: str
    note: str = ""


@dataclass(frozen=True)
class ListShown:
    kept: Checklist
    steps: Sequence[StepRow]
    marks: Sequence[tuple[Mark, Step]]

    @property
    def id(self) -> UUID:
        return self.kept.id

    @property
    def title(self) -> str:
        name = texts.pick(self.steps[0].name) if self.steps else ""
        return f"{name} · {self.kept.label}" if self.kept.label else name

    @property
    def done(self) -> int:
        return sum(step.done_at is not None for step in self.steps)

    @property
    def running(self) -> bool:
        return self.kept.ended_at is None

    @property
    def state(self) -> str:
        if self.kept.called_off_at:
            return "called_off"
        if self.kept.done_at:
            return "done"
        return "late" if any(step.state == "late" for step in self.steps) else "under_way"

    @property
    def actions(self) -> Sequence[Action]:
        return (steps.TICK, steps.TICK_WITH_NOTE, steps.CONFIRM, steps.UNDO)

    @property
    def labels(self) -> object:
        return STEP_STATES

    def is_theirs(self, step: StepRow, viewer: Viewer) -> bool:
        return steps.is_theirs(step, viewer)

    def whose(self, step: StepRow) -> str:
        return role_told(step.role_title)

    @property
    def about_told(self) -> str:
        kept = self.kept
        if kept.about is About.NOTHING:
            return ""
        return f"{gettext(ABOUT[kept.about].title)}{gettext(': ')}{kept.label or kept.key}"

    @property
    def about_url(self) -> str | None:
        return place(self.kept.about, self.kept.key)

    @property
    def assigned_name(self) -> str:
        return self.kept.assigned_name

    @property
    def started_at(self) -> datetime:
        return self.kept.started_at

    @property
    def started_by(self) -> str:
        return who_told(self.kept.started_by)

    @property
    def target_at(self) -> datetime | None:
        return self.kept.target_at

    @property
    def ended_at(self) -> datetime | None:
        return self.kept.ended_at

    @property
    def reason(self) -> str:
        return self.kept.reason

    @property
    def version(self) -> int:
        return self.kept.version

    @property
    def moments(self) -> Sequence[Moment]:
        return [
            Moment(
                gettext(DEEDS[mark.deed]).format(step=texts.pick(step.title)),
                mark.at,
                who_told(mark.by),
                mark.note,
            )
            for mark, step in self.marks
        ]


async def _load(session: AsyncSession, key: str) -> ListShown:
    kept = await checklists.find_checklist(session, as_id(key))
    rows = await steps_of_list(session, kept.id)
    return ListShown(kept, rows, await checklists.marks_of(session, kept.id))


async def _find(session: AsyncSession, key: str) -> Checklist:
    return await checklists.find_checklist(session, as_id(key))


async def _assign(deed: Deed, answers: Answers) -> None:
    await checklists.assign(
        deed.session, deed.subject.id, asked_id(answers["staff"], "staff"), by=deed.by
    )


async def _begin_assign(_session: AsyncSession, kept: Checklist) -> Answers:
    return {"staff": kept.assigned_to}


async def _call_off(deed: Deed, answers: Answers) -> None:
    await checklists.call_off(deed.session, deed.subject.id, answers["reason"], by=deed.by)


async def _blank(_session: AsyncSession, _kept: None) -> Answers:
    return {}


async def _start(deed: Deed, answers: Answers) -> Done:
    procedure = asked_id(answers["procedure"], "procedure")
    assert procedure is not None  # noqa: S101 - the field is required
    wanted = Start(
        procedure_id=procedure,
        label=answers["label"],
        target_at=asked_day(answers["target_at"]),
        assigned_to=asked_id(answers["staff"], "staff"),
    )
    made = await checklists.start(deed.session, wanted, by=deed.by)
    return Done(created=made, go_to=f"/console/checklists/{made.id}")


def asked_id(answer: str | None, field: str) -> UUID | None:
    try:
        return UUID(answer) if answer else None
    except ValueError:
        raise Invalid([Problem(field, gettext("Please choose one of these."))]) from None


def asked_day(typed: str) -> datetime | None:
    """Midnight of that day in the shop."""
    if not typed:
        return None
    try:
        return clock.day_start(datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC).date())
    except ValueError:
        words = gettext("A day such as 2026-11-22 is needed.")
        raise Invalid([Problem("target_at", words)]) from None


def _progress(row: ListRow) -> str:
    return f"{row.done}/{row.total}"


def _about(row: ListRow) -> str:
    return row.label or row.key


DAY = TextField(
    name="target_at",
    title=N_("The day it is for"),
    type="date",
    hint=N_("Steps that are due before a day are counted back from it."),
)
CHECKLIST = Subject(
    kind="checklist",
    find=_find,
    label=lambda kept: str(kept.label or kept.key or kept.id),
    written=True,
)
ASSIGN = Action(
    slug="assignment",
    title=N_("Give to"),
    permission=WORK,
    subject=CHECKLIST,
    run=_assign,
    done=N_("Given."),
    fields=(
        ChoiceField(
            name="staff",
            title=N_("To whom"),
            options=staff,
            hint=N_("They may tick all of its steps. Nobody: each step waits for its role."),
        ),
    ),
    begin=_begin_assign,
    applies=lambda shown: shown.ended_at is None,
)
CALL_OFF = Action(
    slug="cancellation",
    title=N_("Call off the list"),
    permission=WORK,
    subject=CHECKLIST,
    run=_call_off,
    done=N_("The list is called off."),
    question=N_("Nobody waits for its steps any more. What was done stays on record."),
    fields=(TextField(name="reason", title=N_("Why"), required=True, most=300),),
    applies=lambda shown: shown.ended_at is None,
    tone=Tone.BAD,
)
LIST_FORM = FormScreen(
    slug="checklists",
    title=lambda _kept: gettext("Begin a list"),
    permission=WORK,
    subject=CHECKLIST,
    groups=(
        Group(
            "",
            (
                ChoiceField(
                    name="procedure",
                    title=N_("Procedure"),
                    options=procedures_of(About.NOTHING),
                    required=True,
                    hint=N_("Lists of a product or an order are begun on its own page."),
                ),
                TextField(
                    name="label",
                    title=N_("What the list is for"),
                    required=True,
                    most=80,
                    hint=N_("Such as: the eleventh of November."),
                ),
                DAY,
                ChoiceField(name="staff", title=N_("To whom"), options=staff),
            ),
        ),
    ),
    begin=_blank,
    save=_start,
    opens=N_("Begin a list"),
    saves=N_("Begin"),
    edits=False,
)
LISTS = ListScreen(
    slug="checklists",
    title=N_("Checklists"),
    permission=VIEW,
    query=checklist_list,
    filters_as=ListFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/checklists/{row.id}",
    sort="-started_at",
    columns=(
        Column(
            name="label",
            title=N_("What the list is for"),
            value=_about,
            show=Show.WRITTEN,
            phone=Phone.TITLE,
            wide=True,
        ),
        Column(name="name", title=N_("Procedure"), show=Show.TEXTS),
        Column(name="progress", title=N_("Done"), value=_progress, right=True),
        Column(name="late", title=N_("Late steps"), show=Show.NUMBER),
        Column(
            name="state", title=N_("State"), show=Show.LABEL, labels=LIST_STATES, phone=Phone.BADGE
        ),
        Column(name="assigned_name", title=N_("Given to"), show=Show.WRITTEN),
        Column(name="started_at", title=N_("Begun"), show=Show.TIME, sort=True),
        Column(name="ended_at", title=N_("Ended"), show=Show.TIME, sort=True, extra=True),
    ),
    filters=(
        Search(title=N_("Search lists"), placeholder=N_("What the list is for")),
        Choice(name="state", title=N_("State"), labels=LIST_STATES, in_tabs=True),
        Choice(name="procedure", title=N_("Procedure"), options=procedures),
        Choice(name="about", title=N_("Attached to"), labels=ABOUT),
        Choice(name="assigned", title=N_("Given to"), options=staff),
        Days(name="started", title=N_("Begun")),
    ),
    tabs=(
        *(Tab(label.title, {"state": state}) for state, label in LIST_STATES.items()),
        Tab(N_("All")),
    ),
    actions=(ASSIGN, CALL_OFF),
    bulk=(ASSIGN, CALL_OFF),
    create=LIST_FORM,
    export="checklists",
    empty=Empty(
        N_("No lists."),
        N_("They begin by hand, with each new product, or by the calendar."),
    ),
    jump="c",
)
LIST_PAGE = DetailScreen(
    slug="checklists",
    title=lambda shown: str(shown.title),
    permission=VIEW,
    load=_load,
    badges=lambda shown: [_badge(shown)],
    sections=(
        Part(title=N_("Steps"), template="console/checks/_tasks.html"),
        Facts(
            title=N_("The list"),
            facts=(
                Fact(
                    "about_told",
                    N_("Attached to"),
                    link=lambda shown: shown.about_url,
                    optional=True,
                ),
                Fact("assigned_name", N_("Given to"), Show.WRITTEN, optional=True),
                Fact("target_at", N_("The day it is for"), Show.DAY, optional=True),
                Fact("started_at", N_("Begun"), Show.TIME),
                Fact("started_by", N_("By"), Show.WRITTEN),
                Fact("ended_at", N_("Ended"), Show.TIME, optional=True),
                Fact("reason", N_("Why"), Show.WRITTEN, optional=True),
                Fact("version", N_("Version of the procedure"), Show.NUMBER),
            ),
            aside=True,
        ),
        Timeline(title=N_("What was done"), name="moments", empty=N_("Nothing was ticked yet.")),
    ),
    actions=(ASSIGN, CALL_OFF),
)


def _badge(shown: ListShown) -> Label:
    return LIST_STATES[shown.state]
