"""One order's money: in the shop's books, and in those of the provider."""

import secrets
from datetime import datetime
from typing import Any

import msgspec

from hutong.demo.bulk.pile import Pile
from hutong.demo.strangers import MERCHANT, UNDERSTOOD
from hutong.kernel import events
from hutong.payments import (
    Attempt,
    AttemptState,
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
from hutong.sandbox import charges
from hutong.sandbox.models import Charge, ChargeState, Delivery, Message, Refund

PROVIDER = "sandbox"
CHARGE_ID_BYTES = 18


class Money:
    def __init__(self, pile: Pile, intent: Intent, *, public_url: str) -> None:
        self._pile = pile
        self._intent = intent
        self._public_url = public_url
        self._attempt = Attempt()
        self._charge = Charge()
        self._refund = RefundRequest()

    def start(self, at: datetime) -> None:
        """The buyer goes to the cashier."""
        intent = self._intent
        self._attempt = attempt = Attempt(
            intent_id=intent.id,
            provider=PROVIDER,
            started_at=at,
            moved_at=at,
            expires_at=intent.expires_at,
            query_at=at + FIRST_QUERY,
        )
        self._pile.add(attempt)
        self._charge = charge = Charge(
            id=secrets.token_urlsafe(CHARGE_ID_BYTES),
            merchant=MERCHANT,
            reference=attempt.id,
            subject=intent.number,
            created_at=at,
            expires_at=attempt.expires_at,
            return_url=f"{self._public_url}/pay/{intent.number}/result",
            notify_url=f"{self._public_url}/notify/{PROVIDER}",
            amount_minor=intent.amount_minor,
            currency=intent.currency,
        )
        self._pile.add(charge)
        attempt.provider_reference = charge.id
        attempt.url = f"/sandbox/cashier/{charge.id}"
        attempt.enter(AttemptState.OPEN, at)

    def pay(self, at: datetime) -> None:
        charge = self._charge
        charge.state, charge.paid_at, charge.paid_minor = ChargeState.PAID, at, charge.amount_minor
        self._tell(charges.told_of_charge(charge), Outcome.APPLIED, at)
        self._attempt.enter(AttemptState.CAPTURED, at)
        self._pile.add(settle.entry(self._intent, self._attempt, at))
        settle.captured(self._pile, self._intent, self._attempt, at)

    def close(self, at: datetime) -> None:
        self._intent.close(at)

    def owe(self, reason: str, *, key: str, at: datetime) -> None:
        self._refund = refund = RefundRequest(
            intent_id=self._intent.id,
            attempt_id=self._attempt.id,
            key=f"{key}:{self._attempt.id}",
            amount=self._intent.amount,
            reason=reason,
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
        made = Refund(
            charge_id=self._charge.id,
            key=refund.id,
            currency=refund.currency,
            amount_minor=refund.amount_minor,
            reason=refund.reason,
            made_at=at,
        )
        self._pile.add(made)
        refund.enter(RefundState.DONE)
        refund.done_at, refund.provider_reference = at, str(made.id)
        self._pile.add(refunds.entry(self._intent, self._attempt, refund, at))
        self._intent.enter(IntentState.REFUNDED)
        told = {"refund": charges.refund_told(self._charge, made)}
        self._tell(told, Outcome.NO_EFFECT, at)
        events.emit(
            self._pile,
            PaymentRefunded(
                intent_id=self._intent.id,
                reference=self._intent.reference,
                amount=refund.amount,
                full=True,
            ),
        )

    def _tell(self, told: dict[str, Any], outcome: Outcome, at: datetime) -> None:
        message = Message(charge_id=self._charge.id, forged=False, made_at=at)
        self._pile.add(message)
        message.body = msgspec.json.encode({"event_id": str(message.id), **told})
        self._pile.add(Delivery(message_id=message.id, sent_at=at, answer=UNDERSTOOD))
        notification = Notification(
            provider=PROVIDER,
            event_id=str(message.id),
            attempt_id=self._attempt.id,
            body=message.body,
            signature_ok=True,
            outcome=outcome,
            received_at=at,
        )
        self._pile.add(notification)
