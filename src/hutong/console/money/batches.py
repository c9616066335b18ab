"""Many refunds together: from a list of numbers or from orders that are ticked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.console.kit import (
    Action,
    Answers,
    Column,
    Deed,
    DetailScreen,
    Done,
    Empty,
    Fact,
    Facts,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    MoneyField,
    Phone,
    Rows,
    Show,
    Subject,
    TextField,
    Tone,
)
from hutong.console.orders.actions import ORDER
from hutong.console.orders.words import REFUND_STATES
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.money import CNY, Money
from hutong.payments import LineProblem, RefundBatch
from hutong.views.lists import NoFilters
from hutong.views.refund_batches import (
    BatchLineRow,
    BatchPage,
    BatchRow,
    BatchState,
    batch_list,
    batch_page,
)

PERMISSION = "payments.refund"
BETWEEN = re.compile(r"[\s,;，；、]+")
NUMBERS_MAX = 8000
READY, PROBLEM = "ready", "problem"
PROBLEMS: Mapping[str, str] = {
    LineProblem.UNKNOWN: N_("There is no such order."),
    LineProblem.NOTHING_LEFT: N_("There is nothing left to give back."),
    LineProblem.TOO_MUCH: N_("More than what is left of it."),
}
STATES: Labels = {
    BatchState.DRAFT: Label(N_("Draft"), Tone.WARN),
    BatchState.UNDER_WAY: Label(N_("Under way"), Tone.INFO),
    BatchState.DONE: Label(N_("Finished"), Tone.GOOD),
    BatchState.DISCARDED: Label(N_("Discarded")),
}
LINE_STATES: Labels = {
    READY: Label(N_("Can be refunded"), Tone.GOOD),
    PROBLEM: Label(N_("Cannot be refunded"), Tone.BAD),
    **REFUND_STATES,
}


@dataclass(frozen=True)
class BatchShown:
    page: BatchPage

    @property
    def batch(self) -> BatchRow:
        return self.page.batch

    @property
    def lines(self) -> Sequence[BatchLineRow]:
        return self.page.lines

    @property
    def reason(self) -> str:
        return self.batch.reason

    @property
    def made_by(self) -> str:
        return self.batch.made_by

    @property
    def made_at(self) -> Any:
        return self.batch.made_at

    @property
    def total(self) -> Money:
        fitting = [line.amount for line in self.lines if not line.problem]
        return sum(fitting[1:], fitting[0]) if fitting else Money(0, CNY)

    @property
    def progress(self) -> str:
        words = gettext("{finished} of {refunds} finished")
        return words.format(finished=self.batch.finished, refunds=self.batch.refunds)

    @property
    def left_out(self) -> int:
        return sum(bool(line.problem) for line in self.lines)

    @property
    def is_draft(self) -> bool:
        return self.batch.is_draft


def _line_state(line: BatchLineRow) -> str:
    if line.problem:
        return PROBLEM
    return line.refund or READY


def _says(line: BatchLineRow) -> str:
    if line.problem in PROBLEMS:
        return gettext(PROBLEMS[line.problem])
    return payments.in_words(line.note)


async def _load(session: AsyncSession, key: str) -> BatchShown:
    return BatchShown(await batch_page(session, as_id(key)))


async def _find(session: AsyncSession, key: str) -> RefundBatch:
    return await payments.find_batch(session, as_id(key))


async def _send(deed: Deed, _answers: Answers) -> None:
    await payments.send_batch(deed.session, deed.subject.id, by=deed.by)


async def _discard(deed: Deed, _answers: Answers) -> None:
    await payments.discard_batch(deed.session, deed.subject.id)


async def _nothing(_session: AsyncSession, _batch: Any) -> Answers:
    return {}


async def _draft(deed: Deed, answers: Answers) -> Done:
    numbers = [each.upper() for each in BETWEEN.split(answers["numbers"]) if each]
    return await _into_draft(deed, numbers, answers)


async def _add_order(deed: Deed, answers: Answers) -> Done:
    return await _into_draft(deed, [deed.subject.number], answers)


async def _into_draft(deed: Deed, numbers: Sequence[str], answers: Answers) -> Done:
    batch = await payments.draft_batch(
        deed.session, numbers, answers["amount"], answers["reason"], by=deed.by
    )
    return Done(
        message=gettext("Look it over, then ask for the refunds."),
        go_to=f"/console/refund-batches/{batch.id}",
        created=batch,
    )


BATCH = Subject(kind="refund_batch", find=_find, label=lambda batch: str(batch.reason))
SEND = Action(
    slug="sending",
    title=N_("Ask for these refunds"),
    permission=PERMISSION,
    subject=BATCH,
    run=_send,
    done=N_("The refunds are asked for."),
    question=N_("What may not pass by itself waits for somebody's approval."),
    applies=lambda shown: bool(shown.is_draft),
    primary=True,
)
DISCARD = Action(
    slug="discarding",
    title=N_("Discard"),
    permission=PERMISSION,
    subject=BATCH,
    run=_discard,
    done=N_("Discarded."),
    applies=lambda shown: bool(shown.is_draft),
)
WHY_AND_HOW_MUCH = (
    MoneyField(name="amount", title=N_("Amount each"), hint=N_("Empty: all that is left of each.")),
    TextField(name="reason", title=N_("Reason"), required=True, most=200),
)
REFUND_ORDERS = Action(
    slug="refunds",
    title=N_("Refund together"),
    permission=PERMISSION,
    subject=ORDER,
    run=_add_order,
    done=N_("Look it over, then ask for the refunds."),
    fields=WHY_AND_HOW_MUCH,
)
NEW_BATCH = FormScreen(
    slug="refund-batches",
    title=lambda _batch: gettext("Refund many orders"),
    permission=PERMISSION,
    subject=BATCH,
    groups=(
        Group(
            N_("Orders"),
            (
                TextField(
                    name="numbers",
                    title=N_("Order numbers"),
                    hint=N_("One per line, or with commas or spaces between."),
                    required=True,
                    lines=8,
                    most=NUMBERS_MAX,
                    wide=True,
                ),
                *WHY_AND_HOW_MUCH,
            ),
            N_("Nothing is refunded yet: the next page shows what would be."),
        ),
    ),
    begin=_nothing,
    save=_draft,
    saves=N_("See it first"),
    edits=False,
)
BATCHES = ListScreen(
    slug="refund-batches",
    title=N_("Batch refunds"),
    permission=PERMISSION,
    query=batch_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/refund-batches/{row.id}",
    sort="-made_at",
    columns=(
        Column(name="reason", title=N_("Reason"), phone=Phone.TITLE, wide=True),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="lines", title=N_("Orders"), show=Show.NUMBER),
        Column(name="progress", title=N_("Finished refunds")),
        Column(name="made_by", title=N_("Asked by")),
        Column(name="made_at", title=N_("Drawn up"), show=Show.TIME, sort=True),
    ),
    create=NEW_BATCH,
    export="refund-batches",
    empty=Empty(
        N_("No batch of refunds."),
        N_("Tick orders in their list, or paste their numbers here."),
    ),
)
BATCH_PAGE = DetailScreen(
    slug="refund-batches",
    history=("refund_batch",),
    title=lambda shown: str(shown.reason),
    permission=PERMISSION,
    load=_load,
    badges=lambda shown: [STATES[shown.batch.state]],
    sections=(
        Rows(
            title=N_("Orders"),
            name="lines",
            columns=(
                Column(
                    name="number",
                    title=N_("Order number"),
                    show=Show.CODE,
                    link=lambda line: f"/console/orders/{line.number}",
                    phone=Phone.TITLE,
                ),
                Column(name="amount", title=N_("Amount"), show=Show.MONEY),
                Column(
                    name="state",
                    title=N_("State"),
                    value=_line_state,
                    show=Show.LABEL,
                    labels=LINE_STATES,
                    phone=Phone.BADGE,
                ),
                Column(name="says", title=N_("Note"), value=_says),
            ),
            empty=N_("No orders."),
        ),
        Facts(
            title=N_("Batch refund"),
            facts=(
                Fact("total", N_("Sum of the refunds"), Show.MONEY),
                Fact("progress", N_("Progress")),
                Fact("left_out", N_("Left out"), Show.NUMBER, optional=True),
                Fact("reason", N_("Reason")),
                Fact("made_by", N_("Asked by")),
                Fact("made_at", N_("Drawn up"), Show.TIME),
            ),
            aside=True,
        ),
    ),
    actions=(SEND, DISCARD),
)
