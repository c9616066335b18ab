"""Bills of the providers held against our ledger, and what differs worked off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
    Column,
    Days,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    Option,
    Phone,
    Show,
    Subject,
    Tab,
    TextField,
    Tone,
)
from hutong.kernel import clock, jobs
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.payments import (
    BillKind,
    Difference,
    DifferenceKind,
    DifferenceState,
    Mending,
    RunState,
    UnclaimedState,
)
from hutong.views.reconciling import (
    DifferenceFilters,
    DifferenceRow,
    RunFilters,
    RunRow,
    difference_list,
    providers,
    run_list,
)

PERMISSION = "payments.settle"
DAY_LENGTH = len("2026-11-02")
RUNS: Labels = {
    RunState.DONE: Label(N_("Reconciled"), Tone.GOOD),
    RunState.UNDER_WAY: Label(N_("Under way"), Tone.INFO),
    RunState.NOT_READY: Label(N_("Bill not ready"), Tone.WARN),
    RunState.UNREACHABLE: Label(N_("Provider did not answer"), Tone.BAD),
}
KINDS: Labels = {
    DifferenceKind.LONG: Label(N_("Only with them"), Tone.WARN),
    DifferenceKind.SHORT: Label(N_("Only with us"), Tone.BAD),
    DifferenceKind.AMOUNT: Label(N_("Another amount"), Tone.BAD),
}
MOVES: Labels = {
    BillKind.CAPTURE: Label(N_("Payment")),
    BillKind.REFUND: Label(N_("Refund")),
}
STATES: Labels = {
    DifferenceState.OPEN: Label(N_("To settle"), Tone.BAD),
    DifferenceState.MENDED: Label(N_("Mended by itself"), Tone.GOOD),
    DifferenceState.ACCEPTED: Label(N_("Accepted")),
    DifferenceState.BOOKED: Label(N_("Booked as unclaimed"), Tone.INFO),
}
UNCLAIMED = {
    UnclaimedState.ASKED: N_("Waits for approval"),
    UnclaimedState.DECLINED: N_("Declined"),
    UnclaimedState.KEPT: N_("Kept as unclaimed"),
    UnclaimedState.OWED: N_("To be sent back"),
    UnclaimedState.SENT: N_("Sent back, not confirmed yet"),
    UnclaimedState.RETURNED: N_("Sent back"),
    UnclaimedState.FAILED: N_("The provider refused to send it back"),
}
MENDINGS = {
    Mending.ASKED: N_("Their message never came; the provider was asked and the books follow."),
    Mending.NEIGHBOUR: N_("It stood in the bill of the next day."),
}


@dataclass(frozen=True)
class Bill:
    """One provider's bill of one day, as somebody asks for it."""

    provider: str
    day: date

    @property
    def id(self) -> str:
        return f"{self.provider}/{self.day}"


def _says(row: DifferenceRow) -> str:
    if row.how:
        return gettext(MENDINGS[row.how])
    said = f"{row.settled_by}: {row.note}" if row.settled_by else row.note
    if row.unclaimed is None:
        return said
    became = gettext(UNCLAIMED[row.unclaimed])
    return " · ".join(filter(None, (became, said, payments.in_words(row.unclaimed_note))))


def _about(row: DifferenceRow) -> str | None:
    return row.number or row.provider_reference


def _link(row: DifferenceRow) -> str:
    return f"/console/payments/{row.attempt_id}" if row.attempt_id else "/console/differences"


def _provider(row: RunRow | DifferenceRow) -> str:
    return payments.provider_name(row.provider)


def _who(row: RunRow) -> str:
    return row.asked_by or gettext("System")


async def _find(session: AsyncSession, key: str) -> Difference:
    return await payments.find_difference(session, as_id(key))


async def _accept(deed: Deed, answers: Answers) -> None:
    difference: Difference = deed.subject
    reason = answers["reason"]
    await payments.accept_difference(deed.session, difference.id, reason, by=deed.by.name)


async def _keep(deed: Deed, answers: Answers) -> Done:
    return await _unclaimed(deed, answers, give_back=False)


async def _send_back(deed: Deed, answers: Answers) -> Done:
    return await _unclaimed(deed, answers, give_back=True)


async def _unclaimed(deed: Deed, answers: Answers, *, give_back: bool) -> Done:
    difference: Difference = deed.subject
    reason = answers["reason"]
    if give_back and difference.state is DifferenceState.BOOKED:
        unclaimed = await payments.send_unclaimed(deed.session, difference.id, reason, by=deed.by)
    else:
        unclaimed = await payments.ask_unclaimed(
            deed.session, difference.id, reason, give_back=give_back, by=deed.by
        )
    if unclaimed.state is UnclaimedState.ASKED:
        return Done(message=gettext("Somebody has to approve it first."))
    if give_back and unclaimed.state is UnclaimedState.KEPT:
        return Done(message=gettext("Somebody has to approve it first."))
    if give_back:
        return Done(message=gettext("The money is on its way back."))
    return Done(message=gettext("It is booked as unclaimed money."))


async def _ask(deed: Deed, _answers: Answers) -> None:
    await jobs.defer(deed.session, "payments.ask_about", difference_id=str(deed.subject.id))


async def _providers(session: AsyncSession) -> Sequence[Option]:
    return [Option(name, payments.provider_name(name)) for name in await providers(session)]


async def _begin(_session: AsyncSession, _run: Any) -> Answers:
    yesterday = clock.local_day(clock.now()) - timedelta(days=1)
    return {"day": yesterday.isoformat()}


async def _start(deed: Deed, answers: Answers) -> Done:
    day = _past_day(answers["day"])
    if answers["provider"] not in await providers(deed.session):
        raise Invalid([Problem("provider", gettext("Please choose one of these."))])
    await jobs.defer(
        deed.session,
        "payments.reconcile",
        provider=answers["provider"],
        day=day.isoformat(),
        asked_by=deed.by.name,
    )
    return Done(
        message=gettext("The bill is fetched; look again in a moment."),
        go_to="/console/reconciliations",
        created=Bill(answers["provider"], day),
    )


def _bill_label(bill: Bill | Difference) -> str:
    return f"{payments.provider_name(bill.provider)} {bill.day}"


def _past_day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Invalid([Problem("day", gettext("A day such as 2026-11-02 is needed."))]) from None
    if day >= clock.local_day(clock.now()):
        raise Invalid([Problem("day", gettext("Only a day that is over has a bill."))])
    return day


DIFFERENCE = Subject(kind="difference", find=_find, label=_bill_label)
REASON = TextField(name="reason", title=N_("Reason"), required=True, most=200)
ACCEPT = Action(
    slug="acceptance",
    title=N_("Accept"),
    permission=PERMISSION,
    subject=DIFFERENCE,
    run=_accept,
    done=N_("Accepted; the reason is kept."),
    fields=(REASON,),
    applies=lambda row: bool(row.is_open),
)
KEEP = Action(
    slug="keeping",
    title=N_("Book as unclaimed"),
    permission=PERMISSION,
    subject=DIFFERENCE,
    run=_keep,
    done="",
    fields=(REASON,),
    question=N_("The money stands apart until somebody claims it. Large sums need approval."),
    applies=lambda row: bool(row.is_unclaimed),
)
SEND_BACK = Action(
    slug="sending-back",
    title=N_("Send it back"),
    permission=PERMISSION,
    subject=DIFFERENCE,
    run=_send_back,
    done="",
    fields=(REASON,),
    question=N_("The provider gives it back to whoever paid. Large sums need approval."),
    applies=lambda row: bool(row.can_go_back),
)
ASK_AGAIN = Action(
    slug="question",
    title=N_("Ask again"),
    permission=PERMISSION,
    subject=DIFFERENCE,
    run=_ask,
    done=N_("The provider is asked; look again in a moment."),
    applies=lambda row: bool(row.can_be_asked),
)
START = FormScreen(
    slug="reconciliations",
    title=lambda _run: gettext("Reconcile a day"),
    permission=PERMISSION,
    subject=Subject(kind="reconciliation", find=_find, label=_bill_label),
    groups=(
        Group(
            N_("Which bill"),
            (
                ChoiceField(
                    name="provider", title=N_("Provider"), options=_providers, required=True
                ),
                TextField(name="day", title=N_("Day"), type="date", most=DAY_LENGTH, required=True),
            ),
            N_("It happens by itself each night. Doing it again changes nothing twice."),
        ),
    ),
    opens=N_("Reconcile a day"),
    saves=N_("Fetch the bill"),
    begin=_begin,
    save=_start,
    edits=False,
)
RECONCILIATIONS = ListScreen(
    slug="reconciliations",
    title=N_("Reconciliation"),
    permission="orders.view",
    query=run_list,
    filters_as=RunFilters,
    key=lambda row: str(row.id),
    sort="-at",
    columns=(
        Column(name="day", title=N_("Day"), show=Show.DAY, sort=True, phone=Phone.TITLE),
        Column(name="provider", title=N_("Provider"), value=_provider),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=RUNS, phone=Phone.BADGE),
        Column(name="lines", title=N_("In the bill"), show=Show.NUMBER),
        Column(name="matched", title=N_("Matched"), show=Show.NUMBER),
        Column(name="neighbours", title=N_("With the day beside"), show=Show.NUMBER),
        Column(name="mended", title=N_("Mended by itself"), show=Show.NUMBER),
        Column(name="differences", title=N_("To settle"), show=Show.NUMBER),
        Column(name="captured", title=N_("Paid"), show=Show.MONEY),
        Column(name="refunded", title=N_("Given back"), show=Show.MONEY),
        Column(name="fee", title=N_("Fees"), show=Show.MONEY),
        Column(name="paid_out", title=N_("Paid out to the bank"), show=Show.MONEY),
        Column(name="asked_by", title=N_("Asked by"), value=_who),
        Column(name="at", title=N_("Time"), show=Show.TIME, sort=True, phone=Phone.HIDDEN),
    ),
    filters=(
        Choice(name="state", title=N_("State"), labels=RUNS, in_tabs=True),
        Days(name="at", title=N_("Time")),
    ),
    tabs=(Tab(N_("All")), *(Tab(label.title, {"state": k}) for k, label in RUNS.items())),
    create=START,
    export="reconciliations",
    empty=Empty(
        N_("No bill yet."),
        N_("Each night the providers' bills of the day before are held against the ledger."),
    ),
)
DIFFERENCES = ListScreen(
    slug="differences",
    title=N_("Bill differences"),
    permission="orders.view",
    query=difference_list,
    filters_as=DifferenceFilters,
    key=lambda row: str(row.id),
    link=_link,
    sort="-day",
    columns=(
        Column(name="day", title=N_("Day"), show=Show.DAY, sort=True, phone=Phone.TITLE),
        Column(name="provider", title=N_("Provider"), value=_provider),
        Column(name="kind", title=N_("What differs"), show=Show.LABEL, labels=KINDS),
        Column(name="move", title=N_("What"), show=Show.LABEL, labels=MOVES),
        Column(
            name="about",
            title=N_("Order or provider's number"),
            value=_about,
            show=Show.CODE,
            wide=True,
        ),
        Column(name="theirs", title=N_("In the bill"), show=Show.MONEY),
        Column(name="ours", title=N_("With us"), show=Show.MONEY),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="says", title=N_("Note"), value=_says, wide=True),
    ),
    filters=(
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
        Choice(name="kind", title=N_("What differs"), labels=KINDS),
        Days(name="found", title=N_("Found")),
    ),
    tabs=(Tab(N_("All")), *(Tab(label.title, {"state": k}) for k, label in STATES.items())),
    actions=(ACCEPT, KEEP, SEND_BACK, ASK_AGAIN),
    export="differences",
    empty=Empty(
        N_("Nothing differs."),
        N_("What a provider's bill and our ledger do not say alike is worked off here."),
    ),
)
