"""What a provider's word about a charge does to our books. Callbacks and answers come here."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import events
from hutong.kernel.db import Rows
from hutong.kernel.money import Money
from hutong.payments.events import PaymentCaptured, PaymentHeld
from hutong.payments.gateway import ChargeFacts, ChargeState
from hutong.payments.models import Attempt, Intent, LedgerEntry
from hutong.payments.service.owe import owe_surplus
from hutong.payments.states import AttemptState, IntentState, LedgerKind, Outcome
from hutong.payments.why import Why, because


async def apply_charge(
    session: AsyncSession, intent: Intent, attempt: Attempt, facts: ChargeFacts, *, at: datetime
) -> Outcome:
    """Both rows are locked. The same word twice, or in another order, ends in the same books."""
    match facts.state:
        case ChargeState.OPEN:
            return Outcome.NO_EFFECT
        case ChargeState.FAILED | ChargeState.CLOSED:
            return _ended(attempt, facts, at)
        case ChargeState.PAID:
            return await _paid(session, intent, attempt, facts, at=at)


def _ended(attempt: Attempt, facts: ChargeFacts, at: datetime) -> Outcome:
    if not attempt.alive:
        return Outcome.NO_EFFECT
    failed = facts.state is ChargeState.FAILED
    attempt.enter(AttemptState.FAILED if failed else AttemptState.CLOSED, at, note=facts.reason)
    return Outcome.APPLIED


async def _paid(
    session: AsyncSession, intent: Intent, attempt: Attempt, facts: ChargeFacts, *, at: datetime
) -> Outcome:
    if attempt.state in {AttemptState.CAPTURED, AttemptState.HELD, AttemptState.RETURNED}:
        return Outcome.NO_EFFECT
    if why := _disagreement(intent, attempt, facts):
        _hold(session, intent, attempt, facts, why=why, at=at)
        return Outcome.HELD
    attempt.provider_reference = facts.provider_reference
    attempt.enter(AttemptState.CAPTURED, at)
    session.add(entry(intent, attempt, at))
    await session.flush()
    await take(session, intent, attempt, intent.amount, at=at)
    return Outcome.APPLIED


async def take(
    session: AsyncSession, intent: Intent, attempt: Attempt, paid: Money, *, at: datetime
) -> None:
    """The money is in the ledger: it pays the intent, and what is too much goes back."""
    if intent.state not in {IntentState.PENDING, IntentState.CLOSED}:
        await owe_surplus(session, intent, attempt, paid)  # paid by two attempts
        return
    captured(session, intent, attempt, at)
    if intent.amount < paid:
        await owe_surplus(session, intent, attempt, paid - intent.amount)


def _hold(
    session: AsyncSession,
    intent: Intent,
    attempt: Attempt,
    facts: ChargeFacts,
    *,
    why: str,
    at: datetime,
) -> None:
    """A person decides. Money that is with our provider stands in the books meanwhile."""
    attempt.enter(AttemptState.HELD, at, note=why)
    if facts.merchant_ok and facts.paid is not None and facts.paid.minor > 0:
        held = LedgerEntry(
            intent_id=intent.id,
            attempt_id=attempt.id,
            kind=LedgerKind.HELD,
            provider=attempt.provider,
            provider_event=f"charge:{facts.provider_reference}",
            amount=facts.paid,
            at=at,
        )
        session.add(held)
    happened = PaymentHeld(intent_id=intent.id, reference=intent.reference, why=why)
    events.emit(session, happened)


def _disagreement(intent: Intent, attempt: Attempt, facts: ChargeFacts) -> str:
    if not facts.merchant_ok:
        return because(Why.MERCHANT)
    if attempt.provider_reference not in {None, facts.provider_reference}:
        return because(Why.CHARGE, number=facts.provider_reference)
    if facts.paid is None or facts.paid.currency != intent.currency:
        return because(Why.CURRENCY, paid=facts.paid.currency if facts.paid else "-")
    if facts.paid != intent.amount:
        return because(Why.AMOUNT, paid=facts.paid, asked=intent.amount)
    return ""


def captured(session: Rows, intent: Intent, attempt: Attempt, at: datetime) -> None:
    intent.capture(attempt.provider, at)
    captured = PaymentCaptured(
        intent_id=intent.id, reference=intent.reference, amount=intent.amount, at=at
    )
    events.emit(session, captured)


def entry(intent: Intent, attempt: Attempt, at: datetime) -> LedgerEntry:
    return LedgerEntry(
        intent_id=intent.id,
        attempt_id=attempt.id,
        kind=LedgerKind.CAPTURE,
        provider=attempt.provider,
        provider_event=f"charge:{attempt.provider_reference}",
        amount=intent.amount,
        at=at,
    )
