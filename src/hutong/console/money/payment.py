"""One payment: all that happened to its money, and what staff can do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, payments, vouchers
from hutong.console.kit import (
    Action,
    Answers,
    Column,
    Deed,
    DetailScreen,
    Done,
    Fact,
    Facts,
    Label,
    MoneyField,
    Rows,
    Show,
    Subject,
    TextField,
    Timeline,
)
from hutong.console.money.shown import PaymentShown
from hutong.console.money.words import ACCOUNTS, ENTRY_KINDS, refund_reason
from hutong.console.orders.words import ATTEMPT_STATES, OUTCOMES, REFUND_STATES
from hutong.kernel import jobs
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id, new_id
from hutong.payments import Attempt, AttemptState, Intent, RefundState, RefundWish
from hutong.views.payment_page import payment_page
from hutong.vouchers import VoucherState
from hutong.web.templating import money

REFUNDABLE = (AttemptState.CAPTURED,)


async def _load(session: AsyncSession, key: str) -> PaymentShown:
    return PaymentShown(await payment_page(session, as_id(key)))


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt to pay, and for which order. `codes`: so many services wait to be redeemed."""

    attempt: Attempt
    intent: Intent
    codes: int

    @property
    def id(self) -> UUID:
        return self.attempt.id

    @property
    def label(self) -> str:
        return f"{self.intent.number} · {money(self.intent.amount)}"


async def _find(session: AsyncSession, key: str) -> Tried:
    attempt = await payments.find_attempt(session, as_id(key))
    intent = await payments.intent_of(session, attempt)
    standing = await vouchers.standing(session, intent.reference)
    return Tried(attempt, intent, standing.get(VoucherState.READY, 0))


async def _facts(_session: AsyncSession, tried: Tried) -> Mapping[str, Any]:
    return access.snapshot(tried.attempt)


async def _begin_refund(session: AsyncSession, tried: Tried) -> Answers:
    balance = await payments.balance(session, tried.intent)
    return {"amount": balance.free}


async def _refund(deed: Deed, answers: Answers) -> Done:
    wish = RefundWish(
        reference=deed.subject.intent.reference,
        amount=answers["amount"],
        reason=answers["reason"],
        key=f"staff:{new_id()}",
    )
    refund = await payments.ask_refund(deed.session, wish, by=deed.by)
    if refund.state is RefundState.ASKED:
        return Done(message=gettext("Somebody has to approve it first."))
    return Done(message=gettext("The refund is on its way."))


async def _accept(deed: Deed, answers: Answers) -> None:
    await payments.accept_held(deed.session, deed.subject.id, answers["reason"])


async def _return(deed: Deed, answers: Answers) -> None:
    await payments.return_held(deed.session, deed.subject.id, answers["reason"])


async def _dismiss(deed: Deed, answers: Answers) -> None:
    await payments.dismiss_held(deed.session, deed.subject.id, answers["reason"])


async def _ask_now(deed: Deed, _answers: Answers) -> None:
    await jobs.defer(deed.session, "payments.query_attempt", attempt_id=str(deed.subject.id))


PAYMENT = Subject(kind="payment", find=_find, label=lambda tried: tried.label, facts=_facts)
REASON = TextField(name="reason", title=N_("Reason"), required=True, most=200)
REFUND = Action(
    slug="refund",
    title=N_("Refund"),
    permission="payments.refund",
    subject=PAYMENT,
    run=_refund,
    done="",
    fields=(
        MoneyField(
            name="amount",
            title=N_("Amount"),
            hint=N_("At most what is left of the payment."),
            required=True,
        ),
        REASON,
    ),
    question=N_(
        "Codes of services stay good until all the money is back."
        " To give back single services, use the order's own page."
    ),
    question_for=lambda tried: bool(tried.codes),
    begin=_begin_refund,
    applies=lambda shown: bool(shown.can_refund),
)
ACCEPT = Action(
    slug="acceptance",
    title=N_("Take it for the order"),
    permission="payments.settle",
    subject=PAYMENT,
    run=_accept,
    done=N_("The order is paid."),
    fields=(REASON,),
    question=N_("Too little counts as enough; what is too much goes back by itself."),
    applies=lambda shown: bool(shown.is_held and shown.has_held_money),
    primary=True,
)
RETURN = Action(
    slug="return",
    title=N_("Give it back"),
    permission="payments.settle",
    subject=PAYMENT,
    run=_return,
    done=N_("The money is on its way back."),
    fields=(REASON,),
    question=N_("The order stays as it is: the buyer can still pay for it."),
    applies=lambda shown: bool(shown.is_held and shown.has_held_money),
)
DISMISS = Action(
    slug="dismissal",
    title=N_("Close: no money of ours"),
    permission="payments.settle",
    subject=PAYMENT,
    run=_dismiss,
    done=N_("It is closed."),
    fields=(REASON,),
    applies=lambda shown: bool(shown.is_held and not shown.has_held_money),
)
ASK_NOW = Action(
    slug="question",
    title=N_("Ask the provider now"),
    permission="orders.view",
    subject=PAYMENT,
    run=_ask_now,
    done=N_("The provider is asked; look again in a moment."),
    applies=lambda shown: bool(shown.attempt.alive),
)


def _to_order(shown: Any) -> str:
    return f"/console/orders/{shown.number}"


def _label(shown: PaymentShown) -> Sequence[Label]:
    return [ATTEMPT_STATES[shown.attempt.state]]


PAYMENT_PAGE = DetailScreen(
    slug="payments",
    history=("payment",),
    title=lambda shown: gettext("Payment of {number}").format(number=shown.number),
    permission="orders.view",
    load=_load,
    badges=_label,
    sections=(
        Rows(
            title=N_("Refunds"),
            name="refunds",
            columns=(
                Column(
                    name="amount",
                    title=N_("Amount"),
                    value=lambda refund: refund.row.amount,
                    show=Show.MONEY,
                ),
                Column(
                    name="state",
                    title=N_("State"),
                    value=lambda refund: refund.row.state,
                    show=Show.LABEL,
                    labels=REFUND_STATES,
                ),
                Column(
                    name="reason",
                    title=N_("Reason"),
                    value=lambda refund: refund_reason(refund.row.reason),
                ),
                Column(
                    name="asked_by",
                    title=N_("Asked by"),
                    value=lambda refund: refund.row.asked_by or gettext("System"),
                ),
                Column(
                    name="approved_by",
                    title=N_("Decided by"),
                    value=lambda refund: refund.approval.decided_by if refund.approval else "",
                ),
                Column(
                    name="done_at",
                    title=N_("Given back on"),
                    value=lambda refund: refund.row.done_at,
                    show=Show.TIME,
                ),
            ),
            empty=N_("Nothing was given back."),
        ),
        Rows(
            title=N_("Books"),
            name="bookings",
            columns=(
                Column(name="at", title=N_("Time"), show=Show.TIME),
                Column(name="kind", title=N_("What"), show=Show.LABEL, labels=ENTRY_KINDS),
                Column(name="account", title=N_("Account"), show=Show.LABEL, labels=ACCOUNTS),
                Column(name="amount", title=N_("Amount"), show=Show.MONEY),
            ),
            empty=N_("Nothing is booked yet."),
        ),
        Rows(
            title=N_("Messages from the provider"),
            name="notices",
            columns=(
                Column(name="at", title=N_("Time"), show=Show.TIME),
                Column(name="outcome", title=N_("Outcome"), show=Show.LABEL, labels=OUTCOMES),
                Column(name="event_id", title=N_("Number"), show=Show.CODE),
                Column(
                    name="note",
                    title=N_("Note"),
                    value=lambda notice: payments.in_words(notice.note),
                ),
            ),
            empty=N_("The provider has sent no message."),
        ),
        Facts(
            title=N_("Payment"),
            facts=(
                Fact("number", N_("Order number"), Show.CODE, link=_to_order),
                Fact("amount", N_("To pay"), Show.MONEY),
                Fact("captured", N_("Arrived"), Show.MONEY),
                Fact("refunded", N_("Given back"), Show.MONEY),
                Fact("free", N_("Can be given back"), Show.MONEY),
                Fact("held", N_("In suspense"), Show.MONEY, optional=True),
                Fact("provider", N_("Provider")),
                Fact("provider_reference", N_("Provider's number"), Show.CODE, optional=True),
                Fact("note", N_("What the provider said"), optional=True),
            ),
            aside=True,
        ),
        Timeline(title=N_("What happened to the payment"), name="moments"),
    ),
    actions=(ACCEPT, RETURN, DISMISS, REFUND, ASK_NOW),
)
