"""Steps of lists: tick, tick with what shows it, confirm, open again; and how long they take."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import checklists
from hutong.checklists import Task
from hutong.console.checks.words import (
    STEP_STATES,
    STEP_TABS,
    VIEW,
    WORK,
    place,
    procedures,
    role_told,
    roles,
    who_told,
)
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Days,
    Deed,
    Document,
    Done,
    Empty,
    File,
    FormScreen,
    Group,
    ListScreen,
    PartField,
    Phone,
    Posted,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
)
from hutong.console.kit.viewer import Viewer
from hutong.kernel import texts
from hutong.kernel.errors import DomainError, Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.checklists.steps import StepFilters, StepRow, step_list
from hutong.views.checklists.times import TimeFilters, TimeRow, step_times

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
NOTE = TextField(name="note", title=N_("What was found, or done"), lines=3, most=500)


async def _find(session: AsyncSession, key: str) -> Task:
    return await checklists.find_task(session, as_id(key))


async def _tick(deed: Deed, answers: Answers) -> None:
    await checklists.tick(deed.session, deed.subject.id, note=answers.get("note", ""), by=deed.by)


async def _confirm(deed: Deed, _answers: Answers) -> None:
    await checklists.confirm(deed.session, deed.subject.id, by=deed.by)


async def _undo(deed: Deed, answers: Answers) -> None:
    await checklists.undo(deed.session, deed.subject.id, reason=answers["reason"], by=deed.by)


async def _receive(deed: Deed, posted: Posted) -> None:
    """The file is kept first: it is still there if the form comes back."""
    for each in posted.files("evidence")[:1]:
        try:
            key = await checklists.put_file(deed.session, each.file.read())
        except DomainError as refusal:
            raise Invalid([Problem("file_key", str(refusal))]) from refusal
        posted.add("file_key", key)


async def _begin(_session: AsyncSession, _task: Task) -> Answers:
    return {}


async def _show(deed: Deed, answers: Answers) -> Done:
    task: Task = deed.subject
    await checklists.tick(
        deed.session, task.id, note=answers["note"], file_key=answers["file_key"], by=deed.by
    )
    return Done(go_to=f"/console/checklists/{task.checklist_id}", message=gettext("Ticked."))


async def _file(deed: Deed, keys: Sequence[str]) -> File:
    if len(keys) != 1:
        raise Invalid([Problem("row", gettext("Look at one file at a time."))])
    file = await checklists.file_of(deed.session, as_id(keys[0]))
    return File(
        name=f"{keys[0]}.{ENDINGS[file.media_type]}",
        media_type=file.media_type,
        content=file.content,
        inline=True,
    )


def is_theirs(row: StepRow, viewer: Viewer) -> bool:
    return checklists.is_theirs(row.role, row.assigned_to, viewer.id, viewer.roles)


def _about(row: StepRow) -> str:
    return row.label or texts.pick(row.name)


TASK = Subject(kind="checklist_step", find=_find, label=lambda task: str(task.position))
TICK = Action(
    slug="tick",
    title=N_("Tick off"),
    permission=WORK,
    subject=TASK,
    run=_tick,
    done=N_("Ticked."),
    applies=lambda row: bool(row.at_once),
    is_for=is_theirs,
    primary=True,
)
TICK_WITH_NOTE = Action(
    slug="note",
    title=N_("Tick with a note"),
    permission=WORK,
    subject=TASK,
    run=_tick,
    done=N_("Ticked."),
    fields=(NOTE,),
    applies=lambda row: bool(row.with_note),
    is_for=is_theirs,
    primary=True,
)
CONFIRM = Action(
    slug="confirmation",
    title=N_("Confirm the step"),
    permission=WORK,
    subject=TASK,
    run=_confirm,
    done=N_("Confirmed."),
    applies=lambda row: bool(row.can_confirm),
    is_for=lambda row, viewer: row.ticked_by_id != viewer.id,
    primary=True,
)
UNDO = Action(
    slug="opening",
    title=N_("Open again"),
    permission=WORK,
    subject=TASK,
    run=_undo,
    done=N_("The step is open again."),
    fields=(TextField(name="reason", title=N_("Why"), most=300),),
    applies=lambda row: bool(row.can_undo),
    is_for=is_theirs,
)
TICK_FORM = FormScreen(
    slug="checklist-steps",
    title=lambda _task: gettext("Tick with a file"),
    permission=WORK,
    subject=TASK,
    groups=(
        Group(
            "",
            (
                PartField(
                    name="file_key",
                    title=N_("A file that shows it"),
                    template="console/checks/_file.html",
                    parse=lambda posted: posted.one("file_key"),
                    echo=lambda posted: posted.one("file_key"),
                    wide=True,
                ),
                NOTE,
            ),
        ),
    ),
    begin=_begin,
    save=_show,
    saves=N_("Tick off"),
    creates=False,
    receive=_receive,
)
STEPS = ListScreen(
    slug="checklist-steps",
    title=N_("Steps to do"),
    permission=VIEW,
    query=step_list,
    filters_as=StepFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/checklists/{row.checklist_id}",
    sort="due_at",
    columns=(
        Column(name="title", title=N_("Step"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(
            name="about",
            title=N_("For"),
            value=_about,
            show=Show.WRITTEN,
            link=lambda row: place(row.about, row.key),
        ),
        Column(name="role", title=N_("Whose step"), value=lambda row: role_told(row.role_title)),
        Column(name="due_at", title=N_("Due"), show=Show.TIME, sort=True),
        Column(
            name="state", title=N_("State"), show=Show.LABEL, labels=STEP_STATES, phone=Phone.BADGE
        ),
        Column(
            name="ticked_by",
            title=N_("Ticked by"),
            value=lambda row: who_told(row.ticked_by),
            show=Show.WRITTEN,
        ),
        Column(name="done_at", title=N_("Done at"), show=Show.TIME, sort=True, extra=True),
    ),
    filters=(
        Search(title=N_("Search steps"), placeholder=N_("What it is for, or the step")),
        Choice(name="state", title=N_("State"), labels=STEP_STATES, in_tabs=True),
        Choice(name="role", title=N_("Whose step"), options=roles),
        Choice(name="procedure", title=N_("Procedure"), options=procedures),
    ),
    tabs=(
        *(Tab(STEP_STATES[name].title, {"state": name}) for name in STEP_TABS),
        Tab(N_("All")),
    ),
    actions=(TICK, TICK_WITH_NOTE, CONFIRM, UNDO),
    documents=(Document(slug="file", title=N_("Open the file"), permission=VIEW, make=_file),),
    export="checklist-steps",
    empty=Empty(N_("No steps."), N_("They come with the lists that are under way.")),
)


def _hours(value: Decimal) -> str:
    return gettext("{hours} h").format(hours=f"{value:,.1f}")


def _late(row: TimeRow) -> str:
    return f"{row.late_percent}%"


TIMES = ListScreen(
    slug="checklist-times",
    title=N_("How long steps take"),
    permission=VIEW,
    query=step_times,
    filters_as=TimeFilters,
    key=lambda row: f"{row.name}{row.title}",
    sort="-hours",
    columns=(
        Column(name="title", title=N_("Step"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="name", title=N_("Procedure"), show=Show.TEXTS),
        Column(name="role", title=N_("Whose step"), value=lambda row: role_told(row.role_title)),
        Column(name="done", title=N_("Times done"), show=Show.NUMBER, sort=True),
        Column(
            name="hours",
            title=N_("After the step before"),
            value=lambda row: _hours(row.hours),
            sort=True,
            right=True,
        ),
        Column(
            name="since_start",
            title=N_("After the list began"),
            value=lambda row: _hours(row.since_start),
            sort=True,
            right=True,
        ),
        Column(name="late", title=N_("Done late"), value=_late, right=True),
    ),
    filters=(
        Choice(name="procedure", title=N_("Procedure"), options=procedures),
        Days(name="done", title=N_("Done at")),
    ),
    export="checklist-times",
    hint=N_("Half of the times it was done within these hours. Called-off lists do not count."),
    empty=Empty(N_("Nothing was done yet.")),
)
