"""Lists of payments and refunds."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
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
    Search,
    Show,
    Subject,
    Tab,
    Tone,
)
from hutong.console.money.words import refund_reason
from hutong.console.orders.words import ATTEMPT_STATES, REFUND_STATES
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import NoSuchId, as_id
from hutong.views.money import (
    OPEN,
    PaymentFilters,
    PaymentRow,
    RefundFilters,
    RefundRow,
    payment_list,
    refund_list,
)

REFUND_TABS: Labels = {OPEN: Label(N_("Unfinished"), Tone.WARN), **REFUND_STATES}


def _provider(row: PaymentRow) -> str:
    return payments.provider_name(row.provider)


def _note(row: PaymentRow | RefundRow) -> str:
    return payments.in_words(row.note)


def _to_payment(row: RefundRow) -> str:
    return f"/console/payments/{row.attempt_id}"


async def _find_refund(session: AsyncSession, key: str) -> Any:
    found = await payments.find_refund(session, as_id(key))
    if found is None:
        raise NoSuchId(key)
    return found


async def _ask_again(deed: Deed, _answers: Answers) -> None:
    await payments.retry_refund(deed.session, deed.subject.id)


ASK_AGAIN = Action(
    slug="asking",
    title=N_("Ask the provider again"),
    permission="payments.refund",
    subject=Subject(
        kind="refund", find=_find_refund, label=lambda refund: str(refund.amount.major)
    ),
    run=_ask_again,
    done=N_("The provider is asked again."),
    applies=lambda row: bool(row.failed),
)

REFUNDS = ListScreen(
    slug="refunds",
    title=N_("Refunds"),
    permission="orders.view",
    query=refund_list,
    filters_as=RefundFilters,
    key=lambda row: str(row.id),
    link=_to_payment,
    sort="-owed_at",
    columns=(
        Column(name="number", title=N_("Order number"), show=Show.CODE, phone=Phone.TITLE),
        Column(name="amount", title=N_("Amount"), show=Show.MONEY, sort=True),
        Column(
            name="state",
            title=N_("State"),
            show=Show.LABEL,
            labels=REFUND_STATES,
            phone=Phone.BADGE,
        ),
        Column(
            name="reason",
            title=N_("Reason"),
            value=lambda row: refund_reason(row.reason),
            wide=True,
        ),
        Column(
            name="asked_by",
            title=N_("Asked by"),
            value=lambda row: row.asked_by or gettext("System"),
        ),
        Column(name="owed_at", title=N_("Owed since"), show=Show.TIME, sort=True),
        Column(name="done_at", title=N_("Given back on"), show=Show.TIME),
        Column(name="note", title=N_("What the provider said"), value=_note),
    ),
    filters=(
        Search(title=N_("Search refunds"), placeholder=N_("Order number")),
        Choice(name="state", title=N_("State"), labels=REFUND_TABS, in_tabs=True),
        Days(name="owed", title=N_("Owed since")),
    ),
    tabs=(Tab(N_("All")), *(Tab(label.title, {"state": k}) for k, label in REFUND_TABS.items())),
    actions=(ASK_AGAIN,),
    export="refunds",
    empty=Empty(
        N_("No refunds."),
        N_("Refunds of orders and of payments that came too late stand here, each with its state."),
    ),
)

PAYMENTS = ListScreen(
    slug="payments",
    title=N_("Payments"),
    permission="orders.view",
    query=payment_list,
    filters_as=PaymentFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/payments/{row.id}",
    sort="-started_at",
    columns=(
        Column(name="number", title=N_("Order number"), show=Show.CODE, phone=Phone.TITLE),
        Column(name="amount", title=N_("Amount"), show=Show.MONEY, sort=True),
        Column(
            name="state",
            title=N_("State"),
            show=Show.LABEL,
            labels=ATTEMPT_STATES,
            phone=Phone.BADGE,
        ),
        Column(name="provider", title=N_("Provider"), value=_provider),
        Column(name="provider_reference", title=N_("Provider's number"), show=Show.CODE),
        Column(name="started_at", title=N_("Begun"), show=Show.TIME, sort=True),
        Column(name="note", title=N_("What the provider said"), value=_note),
    ),
    filters=(
        Search(title=N_("Search payments"), placeholder=N_("Order or provider's number")),
        Choice(name="state", title=N_("State"), labels=ATTEMPT_STATES, in_tabs=True),
        Days(name="started", title=N_("Begun")),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in ATTEMPT_STATES.items()),
    ),
    export="payments",
    empty=Empty(
        N_("No payments yet."), N_("Each try to pay stands here as soon as a shopper begins it.")
    ),
)
