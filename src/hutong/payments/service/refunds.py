"""Sending money back, and believing it only when the provider says so."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, events, i18n
from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.db import Database
from hutong.payments import queries
from hutong.payments.events import PaymentHeld, PaymentRefunded
from hutong.payments.gateway import (
    Gateways,
    ProviderRefused,
    ProviderUnreachable,
    RefundAnswer,
    RefundAsked,
    RefundFacts,
)
from hutong.payments.models import Attempt, Intent, LedgerEntry, RefundRequest
from hutong.payments.states import AttemptState, IntentState, LedgerKind, Outcome, RefundState
from hutong.payments.why import Why, because, in_words

SWEEP_MAX = 50
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
DOUBLINGS_MAX = 8

log = structlog.get_logger()


async def send_refunds(db: Database, gateways: Gateways) -> int:
    """Ask for every refund that is due, the unanswered ones again with the same key."""
    async with db.transaction() as session:
        due = await queries.due_refunds(session, clock.now(), limit=SWEEP_MAX)
    for refund_id in due:
        await send_refund(db, gateways, refund_id=str(refund_id))
    return len(due)


async def send_refund(db: Database, gateways: Gateways, *, refund_id: str) -> None:
    """One refund. No answer leaves it sent: nobody knows, so the sweep asks again."""
    async with db.transaction() as session:
        asked = await _ask(session, UUID(refund_id))
    if asked is None:
        return
    crashpoint("refund.promised")
    refund, provider = asked
    gateway = gateways.get(provider)
    if gateway is None:  # no longer offered here: it stays owed where staff see it
        log.error("payments.provider_gone", provider=provider, refund=refund_id)
        return
    try:
        facts = await gateway.refund(
            RefundAsked(
                key=refund.id,
                reference=refund.attempt_id,
                amount=refund.amount,
                reason=_told(refund),
            )
        )
    except ProviderUnreachable:
        log.warning("payments.refund_unanswered", refund=refund_id, tries=refund.tries)
        return
    except ProviderRefused as refused:
        facts = _refused(refund, refused.reason)
    crashpoint("refund.answered")
    async with db.transaction() as session:
        found = await queries.locked_refund(session, refund.id)
        if found is not None:
            await _apply(session, *found, facts=facts, at=clock.now())


async def apply_refund(
    session: AsyncSession, intent: Intent, attempt: Attempt, facts: RefundFacts, *, at: datetime
) -> Outcome:
    """The provider's word about a refund. Intent and attempt are locked."""
    found = await queries.locked_refund(session, facts.key)
    if found is None or found[0] is not intent:
        if attempt.state is not AttemptState.CAPTURED:
            return Outcome.EARLY
        why = because(Why.UNASKED, number=facts.provider_reference)
        held = PaymentHeld(intent_id=intent.id, reference=intent.reference, why=why)
        events.emit(session, held)
        return Outcome.HELD
    return await _apply(session, *found, facts=facts, at=at)


async def _ask(session: AsyncSession, refund_id: UUID) -> tuple[RefundRequest, str] | None:
    found = await queries.locked_refund(session, refund_id)
    if found is None or found[2].finished:
        return None
    _, attempt, refund = found
    at = clock.now()
    if refund.state is RefundState.OWED:
        refund.enter(RefundState.SENT)
        refund.sent_at = at
    refund.try_at = at + min(FIRST_WAIT * 2 ** min(refund.tries, DOUBLINGS_MAX), LONGEST_WAIT)
    refund.tries += 1
    return refund, attempt.provider


def _told(refund: RefundRequest) -> str:
    """In Chinese, which the customers of the providers read; the same each time it is sent."""
    with i18n.using(i18n.DEFAULT):
        return refund.told or in_words(refund.reason)


async def _apply(
    session: AsyncSession,
    intent: Intent,
    attempt: Attempt,
    refund: RefundRequest,
    *,
    facts: RefundFacts,
    at: datetime,
) -> Outcome:
    if refund.state is RefundState.DONE or facts.answer is RefundAnswer.PROCESSING:
        return Outcome.NO_EFFECT
    if refund.state in {RefundState.ASKED, RefundState.DECLINED}:
        why = because(Why.UNAPPROVED, number=facts.provider_reference)
        events.emit(session, PaymentHeld(intent_id=intent.id, reference=intent.reference, why=why))
        return Outcome.HELD
    if facts.answer is RefundAnswer.REFUSED:
        return _fail(refund, facts.reason)
    if facts.amount != refund.amount:
        why = because(Why.REFUNDED, refunded=facts.amount, asked=refund.amount)
        events.emit(session, PaymentHeld(intent_id=intent.id, reference=intent.reference, why=why))
        return Outcome.HELD
    refund.enter(RefundState.DONE)
    refund.done_at = at
    refund.provider_reference = facts.provider_reference
    session.add(entry(intent, attempt, refund, at))
    await session.flush()
    if attempt.state is not AttemptState.RETURNED:
        await _announce(session, intent, refund)
    return Outcome.APPLIED


def _fail(refund: RefundRequest, reason: str) -> Outcome:
    if refund.state is not RefundState.SENT:
        return Outcome.NO_EFFECT
    refund.enter(RefundState.FAILED)
    refund.note = reason
    return Outcome.APPLIED


async def _announce(session: AsyncSession, intent: Intent, refund: RefundRequest) -> None:
    money = await queries.balance(session, intent)
    if not money.promised:
        full = not money.held
        intent.enter(IntentState.REFUNDED if full else IntentState.PARTLY_REFUNDED)
    events.emit(
        session,
        PaymentRefunded(
            intent_id=intent.id,
            reference=intent.reference,
            amount=refund.amount,
            full=not money.held,
        ),
    )


def _refused(refund: RefundRequest, reason: str) -> RefundFacts:
    return RefundFacts(
        key=refund.id,
        reference=refund.attempt_id,
        provider_reference="",
        answer=RefundAnswer.REFUSED,
        amount=refund.amount,
        reason=reason,
    )


def _kind(attempt: Attempt) -> LedgerKind:
    held = attempt.state is AttemptState.RETURNED
    return LedgerKind.RETURNED if held else LedgerKind.REFUND


def entry(intent: Intent, attempt: Attempt, refund: RefundRequest, at: datetime) -> LedgerEntry:
    return LedgerEntry(
        intent_id=intent.id,
        attempt_id=attempt.id,
        kind=_kind(attempt),
        provider=attempt.provider,
        provider_event=f"refund:{refund.id}",
        amount=refund.amount,
        at=at,
    )
