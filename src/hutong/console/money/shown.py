"""One payment as its page shows it: the sums, and everything that happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hutong import payments
from hutong.console.money.words import LEDGER_KINDS, refund_reason
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import Money
from hutong.payments import Attempt, AttemptState, Booking, RefundState
from hutong.views.payment_page import Notice, PaymentPage, Refund

WRONG = N_("Not what was asked: {why}")
DECIDED = {True: N_("Refund approved"), False: N_("Refund declined")}
ENDED = {
    AttemptState.FAILED: N_("The payment failed"),
    AttemptState.CLOSED: N_("The payment was closed"),
    AttemptState.RETURNED: N_("Staff gave the held money back"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    text: str
    who: str = ""
    note: str = ""


@dataclass(frozen=True)
class PaymentShown:
    page: PaymentPage

    @property
    def attempt(self) -> Attempt:
        return self.page.attempt

    @property
    def number(self) -> str:
        return self.page.intent.number

    @property
    def amount(self) -> Money:
        return self.page.intent.amount

    @property
    def captured(self) -> Money:
        return self.page.captured

    @property
    def refunded(self) -> Money:
        return self.page.refunded

    @property
    def free(self) -> Money:
        return self.page.free

    @property
    def held(self) -> Money | None:
        return self.page.held

    @property
    def provider(self) -> str:
        return payments.provider_name(self.attempt.provider)

    @property
    def provider_reference(self) -> str | None:
        return self.attempt.provider_reference

    @property
    def note(self) -> str:
        return payments.in_words(self.attempt.note)

    @property
    def refunds(self) -> Sequence[Refund]:
        return self.page.refunds

    @property
    def notices(self) -> Sequence[Notice]:
        return self.page.notices

    @property
    def bookings(self) -> Sequence[Booking]:
        return self.page.bookings

    @property
    def can_refund(self) -> bool:
        return self.free.minor > 0

    @property
    def is_held(self) -> bool:
        return self.attempt.state is AttemptState.HELD

    @property
    def has_held_money(self) -> bool:
        return self.held is not None

    @property
    def moments(self) -> Sequence[Moment]:
        """The newest first."""
        told = [
            Moment(self.page.intent.opened_at, gettext("Payment expected")),
            *(moment for attempt in self.page.attempts for moment in _tries(attempt)),
            *(
                Moment(
                    entry.at,
                    gettext(LEDGER_KINDS[entry.kind]),
                    payments.provider_name(entry.provider),
                )
                for entry in self.page.ledger
            ),
            *(moment for refund in self.page.refunds for moment in _steps(refund)),
        ]
        told.reverse()  # what came later of one moment stands above
        return sorted(told, key=lambda moment: moment.at, reverse=True)


def _tries(attempt: Attempt) -> list[Moment]:
    told = [
        Moment(
            attempt.started_at,
            gettext("Sent to the cashier"),
            payments.provider_name(attempt.provider),
        )
    ]
    note = payments.in_words(attempt.note)
    if attempt.state in ENDED:
        words = gettext(ENDED[attempt.state])
        told.append(Moment(attempt.moved_at, words, payments.provider_name(attempt.provider), note))
    if attempt.state is AttemptState.HELD:
        words = gettext(WRONG).format(why=note)
        told.append(Moment(attempt.moved_at, words, payments.provider_name(attempt.provider)))
    return told


def _steps(refund: Refund) -> list[Moment]:
    row, approval = refund.row, refund.approval
    who = row.asked_by or gettext("System")
    why = refund_reason(row.reason)
    told = []
    if approval is not None:
        told.append(Moment(approval.asked_at, gettext("Refund asked for"), who, why))
        if approval.decided_at is not None and approval.approved is not None:
            words = gettext(DECIDED[approval.approved])
            told.append(Moment(approval.decided_at, words, approval.decided_by, approval.note))
    if row.state not in {RefundState.ASKED, RefundState.DECLINED}:
        told.append(Moment(row.owed_at, gettext("Refund owed"), who, why))
    if row.sent_at is not None:
        told.append(Moment(row.sent_at, gettext("Refund sent to the provider")))
    if row.state is RefundState.FAILED:
        note = payments.in_words(row.note)
        told.append(Moment(row.try_at, gettext("The provider refused the refund"), "", note))
    return told
