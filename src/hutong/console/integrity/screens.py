"""What must hold, what does not, what was mended by a rule, and what waits for a person."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import integrity
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Days,
    Deed,
    Empty,
    Label,
    Labels,
    ListScreen,
    Phone,
    Show,
    Subject,
    Tab,
    TextField,
    Tone,
)
from hutong.integrity import INVARIANTS, Finding
from hutong.kernel import jobs
from hutong.kernel.errors import NotFound
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.kernel.invariants import About, Invariant
from hutong.views.integrity import (
    FindingFilters,
    FindingRow,
    FindingState,
    InvariantRow,
    Verdict,
    finding_list,
    invariant_list,
    run_list,
)
from hutong.views.lists import NoFilters

VERDICTS: Labels = {
    Verdict.HOLDS: Label(N_("Holds"), Tone.GOOD),
    Verdict.BROKEN: Label(N_("Does not hold"), Tone.BAD),
    Verdict.NOT_ASKED: Label(N_("Not checked yet"), Tone.WARN),
}
STATES: Labels = {
    FindingState.OPEN: Label(N_("To be mended"), Tone.BAD),
    FindingState.MENDED: Label(N_("Mended by a rule"), Tone.GOOD),
    FindingState.GONE: Label(N_("Gone"), Tone.CALM),
}
NAMES: Labels = {each.id: Label(each.holds, Tone.CALM) for each in INVARIANTS}
PLACES = {
    About.ARTICLE: "/console/stock",
    About.EVENT: "/console/parked-events",
    About.JOB: "/console/failed-jobs",
    About.TRAIL: "/console/audit",
    About.ADDRESS: "/console/products",
}


@dataclass(eq=False)
class NoSuchInvariant(NotFound):
    message = "There is no such check."
    name: str


async def _invariant(_session: AsyncSession, key: str) -> Invariant:
    if key not in integrity.by_id:
        raise NoSuchInvariant(key[:40])
    return integrity.by_id[key]


async def _finding(session: AsyncSession, key: str) -> Finding:
    return await integrity.find(session, as_id(key))


async def _no_facts(_session: AsyncSession, _subject: Any) -> dict[str, Any]:
    return {}


async def _check(deed: Deed, _answers: Answers) -> None:
    name = deed.subject.id
    await jobs.defer(deed.session, "integrity.check", lock=name, name=name, by=deed.by.name)


async def _mend(deed: Deed, _answers: Answers) -> None:
    await integrity.mend(deed.session, deed.subject.id)


async def _note(deed: Deed, answers: Answers) -> None:
    await integrity.take_note(deed.session, deed.subject.id, answers["note"], by=deed.by)


def _findings_of(row: InvariantRow) -> str:
    return f"/console/findings?invariant={row.id}"


def _thing(row: FindingRow) -> str:
    if row.number:
        return f"/console/orders/{row.number}"
    place = PLACES.get(row.about) if row.about else None
    if place and row.about is About.ARTICLE:
        return f"{place}/{row.key}"
    return place or "/console/findings"


CHECK = Action(
    slug="check",
    title=N_("Check now"),
    permission="alarms.handle",
    subject=Subject(
        kind="invariant",
        find=_invariant,
        label=lambda invariant: str(invariant.id),
        facts=_no_facts,
    ),
    run=_check,
    done=N_("It is being checked; look again in a moment."),
)
FINDING = Subject(
    kind="finding", find=_finding, label=lambda finding: f"{finding.invariant} {finding.key}"
)
MEND = Action(
    slug="repair",
    title=N_("Let the rule mend it"),
    permission="alarms.handle",
    subject=FINDING,
    run=_mend,
    done=N_("The rule was tried; the next check says whether it helped."),
    applies=lambda row: bool(row.can_mend),
)
NOTE = Action(
    slug="note",
    title=N_("Write a note"),
    permission="alarms.handle",
    subject=FINDING,
    run=_note,
    done=N_("The note is kept."),
    fields=(TextField(name="note", title=N_("What you found, and what you did"), lines=3),),
)

CHECKS = ListScreen(
    slug="checks",
    title=N_("Checks"),
    permission="alarms.view",
    query=invariant_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=_findings_of,
    columns=(
        Column(name="holds", title=N_("What must hold"), phone=Phone.TITLE, wide=True),
        Column(
            name="verdict",
            title=N_("State"),
            show=Show.LABEL,
            labels=VERDICTS,
            phone=Phone.BADGE,
        ),
        Column(name="open", title=N_("To be mended"), show=Show.NUMBER),
        Column(name="mended", title=N_("Mended by a rule, 30 days"), show=Show.NUMBER),
        Column(name="gone", title=N_("Gone otherwise, 30 days"), show=Show.NUMBER),
        Column(name="rule", title=N_("What the rule does"), phone=Phone.HIDDEN),
        Column(name="checked_at", title=N_("Last checked"), show=Show.TIME),
    ),
    actions=(CHECK,),
    empty=Empty(N_("Nothing is checked.")),
    hint=N_(
        "Orders, money, stock and parcels are compared with each other every few minutes."
        " What a rule can mend is mended at once; the rest waits here for you."
    ),
)
FINDINGS = ListScreen(
    slug="findings",
    title=N_("Findings"),
    permission="alarms.view",
    query=finding_list,
    filters_as=FindingFilters,
    key=lambda row: str(row.id),
    link=_thing,
    sort="-first_seen_at",
    columns=(
        Column(name="holds", title=N_("What must hold"), phone=Phone.TITLE, wide=True),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(
            name="number",
            title=N_("About"),
            show=Show.CODE,
            value=lambda row: row.number or row.key,
            wide=True,
        ),
        Column(name="says", title=N_("What was found"), show=Show.CODE, wide=True),
        Column(name="first_seen_at", title=N_("Seen first"), show=Show.TIME, sort=True),
        Column(name="ended_at", title=N_("Over"), show=Show.TIME, sort=True),
        Column(name="rule", title=N_("What the rule does"), phone=Phone.HIDDEN),
        Column(name="trouble", title=N_("Why the rule failed"), phone=Phone.HIDDEN),
        Column(name="note", title=N_("Note")),
        Column(name="noted_by", title=N_("Who sees to it"), phone=Phone.HIDDEN),
    ),
    filters=(
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
        Choice(name="invariant", title=N_("What must hold"), labels=NAMES),
        Days(name="seen", title=N_("Seen first")),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    actions=(MEND, NOTE),
    export="findings",
    empty=Empty(
        N_("Nothing was found."),
        N_("What breaks one of the checks stands here, also after it was mended."),
    ),
)
RUNS = ListScreen(
    slug="check-runs",
    title=N_("Runs of the checks"),
    permission="alarms.view",
    query=run_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    sort="-started_at",
    columns=(
        Column(name="started_at", title=N_("Begun"), show=Show.TIME, sort=True, phone=Phone.TITLE),
        Column(name="asked", title=N_("Checked"), show=Show.NUMBER),
        Column(name="broken", title=N_("Did not hold"), show=Show.NUMBER),
        Column(name="mended", title=N_("Mended by a rule"), show=Show.NUMBER),
        Column(name="seconds", title=N_("Seconds"), right=True),
        Column(name="by", title=N_("Who asked for it")),
    ),
    empty=Empty(N_("No check has run yet."), N_("The worker runs them every few minutes.")),
)
