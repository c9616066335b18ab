"""Hearing from a provider. Every message is kept; only what is signed, fresh and ours counts."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, jobs
from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.db import Database
from hutong.kernel.money import Money
from hutong.payments import queries
from hutong.payments.captures import Captures, Told
from hutong.payments.gateway import (
    ChargeFacts,
    ChargeState,
    Forged,
    Gateway,
    Notice,
    RefundFacts,
    Stale,
    Unreadable,
)
from hutong.payments.models import Attempt, Intent, Notification
from hutong.payments.service.refunds import apply_refund
from hutong.payments.service.settle import apply_charge
from hutong.payments.states import Outcome

KEPT_BYTES_MAX = 16 * 1024
NOISE_PERIOD = timedelta(minutes=10)
NOISE_MAX = 200
NOISE_KEPT = timedelta(days=90)

REJECTED = {Forged: Outcome.FORGED, Stale: Outcome.STALE, Unreadable: Outcome.UNREADABLE}


async def handle_notification(
    db: Database,
    gateway: Gateway,
    headers: Mapping[str, str],
    body: bytes,
    *,
    captures: Captures | None = None,
) -> Outcome:
    """Take one message in, in one transaction with its effect: together with others where
    `captures` can. Never raises for a bad message."""
    at = clock.now()
    try:
        notice = await gateway.verify(headers, body)
    except (Forged, Stale, Unreadable) as rejected:
        outcome = REJECTED[type(rejected)]
        await _keep_rejected(db, gateway, body, outcome, at=at)
        return outcome
    told = _told_paid(gateway.name, notice, body, at)
    if captures is not None and told is not None and await captures.take_in(told):
        return Outcome.APPLIED
    async with db.transaction() as session:
        outcome = await _take_in(session, gateway.name, notice, body=body, at=at)
        crashpoint("notice.applied")
    crashpoint("notice.committed")
    return outcome


async def forget_noise(db: Database) -> int:
    """Messages that nobody could have signed are kept for a season; what is signed, for good."""
    async with db.transaction() as session:
        gone = await session.execute(
            delete(Notification)
            .where(
                Notification.signature_ok.is_(False),
                Notification.received_at < clock.now() - NOISE_KEPT,
            )
            .returning(Notification.id)
        )
        return len(gone.all())


def _told_paid(provider: str, notice: Notice, body: bytes, at: datetime) -> Told | None:
    """The message, when all it says is that we were paid."""
    match notice.about:
        case ChargeFacts(merchant_ok=True, state=ChargeState.PAID, paid=Money() as paid) as facts:
            return Told(
                attempt_id=facts.reference,
                provider=provider,
                event_id=notice.event_id,
                provider_reference=facts.provider_reference,
                paid=paid,
                body=body[:KEPT_BYTES_MAX],
                at=at,
            )
        case _:
            return None


async def _take_in(
    session: AsyncSession, provider: str, notice: Notice, *, body: bytes, at: datetime
) -> Outcome:
    found = await queries.locked_attempt(session, notice.about.reference, provider=provider)
    if found is None:
        outcome = Outcome.UNKNOWN
    elif await queries.heard(session, provider, notice.event_id):
        outcome = Outcome.DUPLICATE
    else:
        outcome = await _apply(session, *found, notice=notice, at=at)
    session.add(
        Notification(
            provider=provider,
            event_id=notice.event_id,
            attempt_id=found and found[1].id,
            body=body[:KEPT_BYTES_MAX],
            signature_ok=True,
            outcome=outcome,
            note=found[1].note if found and outcome is Outcome.HELD else "",
            received_at=at,
        )
    )
    return outcome


async def _apply(
    session: AsyncSession, intent: Intent, attempt: Attempt, *, notice: Notice, at: datetime
) -> Outcome:
    match notice.about:
        case ChargeFacts() as facts:
            return await apply_charge(session, intent, attempt, facts, at=at)
        case RefundFacts() as facts:
            outcome = await apply_refund(session, intent, attempt, facts, at=at)
            if outcome is Outcome.EARLY:  # we missed the payment itself: ask for it
                await jobs.defer(session, "payments.query_attempt", attempt_id=str(attempt.id))
            return outcome


async def _keep_rejected(
    db: Database, gateway: Gateway, body: bytes, outcome: Outcome, *, at: datetime
) -> None:
    """One row and nothing else; a flood of forgeries does not fill the disk."""
    async with db.transaction() as session:
        if await queries.noise(session, gateway.name, since=at - NOISE_PERIOD) >= NOISE_MAX:
            return
        session.add(
            Notification(
                provider=gateway.name,
                body=body[:KEPT_BYTES_MAX],
                signature_ok=outcome is not Outcome.FORGED,
                outcome=outcome,
                received_at=at,
            )
        )
