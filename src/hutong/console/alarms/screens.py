"""What is wrong now and what was: somebody sees to it, and says so."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Alarm
from hutong.console.alarms import words
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
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.views.alarms import AlarmFilters, AlarmState, alarm_list

STATES: Labels = {
    AlarmState.NEW: Label(N_("Nobody sees to it yet"), Tone.BAD),
    AlarmState.SEEN_TO: Label(N_("Seen to"), Tone.WARN),
    AlarmState.OVER: Label(N_("Over"), Tone.GOOD),
}
NOTE = TextField(name="note", title=N_("Note"), hint=N_("What you found, what you do."), lines=3)


async def _find(session: AsyncSession, key: str) -> Alarm:
    return await access.find_alarm(session, as_id(key))


async def _acknowledge(deed: Deed, answers: Answers) -> None:
    await access.acknowledge_alarm(deed.session, deed.subject.id, answers["note"], by=deed.by)


async def _close(deed: Deed, answers: Answers) -> None:
    await access.close_alarm(deed.session, deed.subject.id, answers["note"], by=deed.by)


ALARM = Subject(
    kind="alarm", find=_find, label=lambda alarm: f"{words.title(alarm)} {alarm.key}".strip()
)
ACKNOWLEDGE = Action(
    slug="acknowledgement",
    title=N_("See to it"),
    permission="alarms.handle",
    subject=ALARM,
    run=_acknowledge,
    done=N_("Everybody sees that you see to it."),
    fields=(NOTE,),
    applies=lambda row: bool(row.is_on),
    primary=True,
)
CLOSE = Action(
    slug="closure",
    title=N_("It is over"),
    permission="alarms.handle",
    subject=ALARM,
    run=_close,
    done=N_("The alarm is closed."),
    fields=(NOTE,),
    question=N_("If it is not over, the alarm comes again by itself."),
    applies=lambda row: bool(row.is_on),
)
ALARMS = ListScreen(
    slug="alarms",
    title=N_("Alarms"),
    permission="alarms.view",
    query=alarm_list,
    filters_as=AlarmFilters,
    key=lambda row: str(row.id),
    link=words.url,
    sort="-raised_at",
    columns=(
        Column(name="kind", title=N_("Alarm"), value=words.title, phone=Phone.TITLE),
        Column(name="says", title=N_("What is wrong"), value=words.says, wide=True),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="raised_at", title=N_("Since"), show=Show.TIME, sort=True),
        Column(name="seen_at", title=N_("Seen last"), show=Show.TIME, sort=True),
        Column(name="times", title=N_("Times seen"), show=Show.NUMBER, phone=Phone.HIDDEN),
        Column(name="acknowledged_by", title=N_("Who sees to it")),
        Column(name="note", title=N_("Note")),
    ),
    filters=(
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
        Choice(name="kind", title=N_("Alarm"), labels=words.KINDS),
        Days(name="raised", title=N_("Since")),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    actions=(ACKNOWLEDGE, CLOSE),
    export="alarms",
    empty=Empty(N_("No alarm."), N_("What the shop finds wrong with itself is reported here.")),
)
