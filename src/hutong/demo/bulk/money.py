"""One order's money: in the shop's books, and in those of the provider."""

from datetime import datetime

from hutong.demo.bulk.cashiers import cashier
from hutong.demo.bulk.pile import Pile
from hutong.demo.wallets import Addresses
from hutong.kernel import events
from hutong.payments import (
    Attempt,
    AttemptState,
    ChargeAsked,
    ChargeState,
    Intent,
    IntentState,
    Notification,
    Outcome,
    PaymentRefunded,
    RefundRequest,
    RefundState,
)
from hutong.payments.hot import FIRST_QUERY
from hutong.payments.service import refunds, settle


class Money:
    def __init__(self, pile: Pile, intent: Intent, *, provider: str, addresses: Addresses) -> None:
        self._pile = pile
        self._intent = intent
        self._provider = provider
        self._shop = addresses.shop
        self._cashier = cashier(pile, provider, addresses)
        self._attempt = Attempt()
        self._refund = RefundRequest()

    def start(self, at: datetime) -> None:
        """The buyer goes to the cashier."""
        intent = self._intent
        self._attempt = attempt = Attempt(
            intent_id=intent.id,
            provider=self._provider,
            method=self._cashier.method,
            started_at=at,
            moved_at=at,
            expires_at=intent.expires_at,
            query_at=at + FIRST_QUERY,
        )
        self._pile.add(attempt)
        asked = ChargeAsked(
            reference=attempt.id,
            number=intent.number,
            amount=intent.amount,
            expires_at=attempt.expires_at,
            return_url=f"{self._shop}/pay/{intent.number}/result",
        )
        self._cashier.open(attempt, asked, at)
        attempt.enter(AttemptState.OPEN, at)

    def decline(self, at: datetime) -> None:
        """No message: the buyer comes back, and the shop asks."""
        self._cashier.end(ChargeState.FAILED)
        self._attempt.queried_at = at
        self._attempt.enter(AttemptState.FAILED, at)

    def pay(self, at: datetime) -> None:
        self._cashier.pay(self._attempt, at)

    def hear(self, at: datetime) -> None:
        event_id, body = self._cashier.tell(at)
        self._hear(event_id, body, Outcome.APPLIED, at)
        self._take(at)

    def ask(self, at: datetime) -> None:
        """The message never comes; the buyer waits on the result page."""
        self._cashier.keep_silent(at)
        self._attempt.queried_at = at
        self._take(at)

    def give_up(self, at: datetime) -> None:
        self._cashier.end(ChargeState.CLOSED)
        self._attempt.enter(AttemptState.CLOSED, at)

    def _take(self, at: datetime) -> None:
        self._attempt.enter(AttemptState.CAPTURED, at)
        self._pile.add(settle.entry(self._intent, self._attempt, at))
        settle.captured(self._pile, self._intent, self._attempt, at)

    def close(self, at: datetime) -> None:
        self._intent.close(at)

    def owe(self, reason: str, told: str, *, key: str, at: datetime) -> None:
        self._refund = refund = RefundRequest(
            intent_id=self._intent.id,
            attempt_id=self._attempt.id,
            key=f"{key}:{self._attempt.id}",
            amount=self._intent.amount,
            reason=reason,
            told=told,
            owed_at=at,
            try_at=at,
        )
        self._pile.add(refund)
        self._intent.enter(IntentState.REFUNDING)

    def send_back(self, at: datetime) -> None:
        """The provider does it at once, and says so a second time."""
        refund = self._refund
        refund.enter(RefundState.SENT)
        refund.sent_at, refund.try_at, refund.tries = at, at + refunds.FIRST_WAIT, 1
        event_id, body = self._cashier.give_back(refund, at)
        refund.enter(RefundState.DONE)
        refund.done_at = at
        self._pile.add(refunds.entry(self._intent, self._attempt, refund, at))
        self._intent.enter(IntentState.REFUNDED)
        self._hear(event_id, body, Outcome.NO_EFFECT, at)
        events.emit(
            self._pile,
            PaymentRefunded(
                intent_id=self._intent.id,
                reference=self._intent.reference,
                amount=refund.amount,
                full=True,
            ),
        )

    def _hear(self, event_id: str, body: bytes, outcome: Outcome, at: datetime) -> None:
        notification = Notification(
            provider=self._provider,
            event_id=event_id,
            attempt_id=self._attempt.id,
            body=body,
            signature_ok=True,
            outcome=outcome,
            received_at=at,
        )
        self._pile.add(notification)
