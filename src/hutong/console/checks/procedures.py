"""How things are done here: staff write procedures down as steps, and put them in use."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import checklists
from hutong.checklists import About, Procedure, ProcedureDraft, Starts
from hutong.console.checks import typed
from hutong.console.checks.words import ABOUT, EDIT, STARTS, VIEW
from hutong.console.kit import (
    Answers,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    HiddenField,
    ListScreen,
    Phone,
    Show,
    Subject,
    SwitchField,
    TextsField,
    WholeField,
)
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.checklists.lists import ProcedureRow, procedure_list
from hutong.views.lists import NoFilters

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


async def _find(session: AsyncSession, key: str) -> Procedure:
    return await checklists.find_procedure(session, as_id(key))


async def _begin(session: AsyncSession, kept: Procedure | None) -> Answers:
    if kept is None:
        return {
            "about": About.NOTHING,
            "starts": Starts.BY_HAND,
            "active": True,
            "steps": typed.of_steps(()),
        }
    steps = await checklists.steps_of(session, kept.id, kept.version)
    return {
        "name": kept.name,
        "purpose": kept.purpose,
        "about": kept.about,
        "starts": kept.starts,
        "day": kept.day,
        "hour": kept.hour,
        "active": kept.active,
        "version": str(kept.version),
        "steps": typed.of_steps(steps),
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Procedure | None = deed.subject
    version = answers["version"]
    draft = ProcedureDraft(
        id=kept.id if kept else None,
        version=int(version) if version.isdecimal() and version.isascii() else None,
        name=answers["name"],
        purpose=answers["purpose"],
        about=About(answers["about"]),
        starts=Starts(answers["starts"]),
        day=answers["day"],
        hour=answers["hour"] or 0,
        active=answers["active"],
        steps=answers["steps"],
    )
    return Done(created=await checklists.save_procedure(deed.session, draft, by=deed.by))


def _when(row: ProcedureRow) -> str:
    match row.starts:
        case Starts.DAILY:
            return gettext("Every day at {hour}:00").format(hour=row.hour)
        case Starts.WEEKLY:
            day = gettext(WEEKDAYS[(row.day or 1) - 1])
            return gettext("Every {day} at {hour}:00").format(day=day, hour=row.hour)
        case Starts.MONTHLY:
            words = gettext("On day {day} of each month at {hour}:00")
            return words.format(day=row.day, hour=row.hour)
        case Starts.NEW | Starts.BY_HAND:
            return gettext(STARTS[row.starts].title)


def _running(row: ProcedureRow) -> str:
    return f"/console/checklists?state=under_way&procedure={row.id}"


PROCEDURE = Subject(
    kind="procedure", find=_find, label=lambda procedure: texts.pick(procedure.name)
)
PROCEDURE_FORM = FormScreen(
    slug="procedures",
    title=lambda kept: texts.pick(kept.name) if kept else gettext("A new procedure"),
    permission=EDIT,
    subject=PROCEDURE,
    groups=(
        Group(
            "",
            (
                HiddenField(name="version", title=""),
                TextsField(name="name", title=N_("What it is called"), required=True, most=60),
                TextsField(name="purpose", title=N_("Purpose of the procedure"), most=300, lines=2),
                ChoiceField(
                    name="about", title=N_("What its lists are about"), labels=ABOUT, required=True
                ),
                ChoiceField(
                    name="starts", title=N_("When a list begins"), labels=STARTS, required=True
                ),
                WholeField(
                    name="day",
                    title=N_("On which day"),
                    hint=N_("Of the week from 1 (Monday) to 7, of the month from 1 to 28."),
                    least=1,
                    most=28,
                ),
                WholeField(
                    name="hour", title=N_("At what hour"), hint=N_("From 0 to 23."), most=23
                ),
                SwitchField(
                    name="active",
                    title=N_("In use"),
                    hint=N_("Out of use nothing new begins; what is under way goes on."),
                ),
            ),
        ),
        Group("", (typed.FIELD,)),
    ),
    begin=_begin,
    save=_save,
)
PROCEDURES = ListScreen(
    slug="procedures",
    title=N_("Procedures (SOP)"),
    permission=VIEW,
    query=procedure_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/procedures/{row.id}/edit",
    sort="-edited_at",
    columns=(
        Column(name="name", title=N_("Procedure"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="about", title=N_("Attached to"), show=Show.LABEL, labels=ABOUT),
        Column(name="when", title=N_("Begins"), value=_when),
        Column(name="steps", title=N_("Steps"), show=Show.NUMBER),
        Column(name="running", title=N_("Under way"), show=Show.NUMBER, link=_running),
        Column(name="version", title=N_("Version"), show=Show.NUMBER),
        Column(name="active", title=N_("In use"), show=Show.YES),
    ),
    create=PROCEDURE_FORM,
    hint=N_("Write down how something is done here; each time it is done, a list shows how far."),
    empty=Empty(
        N_("No procedures yet."),
        N_("Write down how something is done here; it then becomes a list to tick off."),
    ),
)
