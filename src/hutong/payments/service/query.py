"""Asking the provider instead of waiting to be told (a callback may never come)."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, jobs
from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.db import Database
from hutong.payments import queries
from hutong.payments.gateway import (
    ChargeFacts,
    ChargeState,
    Gateways,
    ProviderRefused,
    ProviderUnreachable,
)
from hutong.payments.models import Attempt
from hutong.payments.service.settle import apply_charge
from hutong.payments.states import AttemptState, Outcome

SWEEP_MAX = 50
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=10)
DOUBLINGS_MAX = 6
GIVE_UP_AFTER = timedelta(days=1)
IMPATIENCE = timedelta(seconds=2)
PAID = {AttemptState.CAPTURED, AttemptState.HELD}

log = structlog.get_logger()


async def query_pending(db: Database, gateways: Gateways) -> int:
    """Ask for every payment that is due to be asked for. How many had news."""
    at = clock.now()
    async with db.transaction() as session:
        due = await queries.due_attempts(session, at, limit=SWEEP_MAX)
        for attempt in due:
            _ask_again_later(attempt, at)
    news = 0
    for attempt in due:
        news += await _settle(db, gateways, attempt)
    return news


async def query_one(db: Database, gateways: Gateways, intent_id: UUID) -> bool:
    """Ask now, for the shopper who waits on the result page; no more than every two seconds."""
    at = clock.now()
    async with db.transaction() as session:
        await queries.locked(session, intent_id)
        attempt = await queries.alive_attempt(session, intent_id)
        if attempt is None or _asked_just_now(attempt, at):
            return False
        attempt.query_at = at + FIRST_WAIT
        attempt.queried_at = at
    return await _settle(db, gateways, attempt)


async def query_attempt(db: Database, gateways: Gateways, *, attempt_id: str) -> None:
    async with db.transaction() as session:
        attempt = await session.get(Attempt, UUID(attempt_id))
    if attempt is not None:
        await _settle(db, gateways, attempt)


async def ask_soon(session: AsyncSession, intent_id: UUID) -> None:
    """Have the provider asked about the intent's unclear payment, if it has one."""
    await queries.locked(session, intent_id)
    attempt = await queries.alive_attempt(session, intent_id)
    if attempt is not None:
        attempt.query_at = clock.now()
        await jobs.defer(session, "payments.query_attempt", attempt_id=str(attempt.id))


async def close_charge(db: Database, gateways: Gateways, *, attempt_id: str) -> None:
    """Ask the provider to take no money for an attempt that we gave up."""
    async with db.transaction() as session:
        attempt = await session.get(Attempt, UUID(attempt_id))
    if attempt is None or attempt.state in PAID or attempt.provider not in gateways:
        return
    facts = await gateways[attempt.provider].close(attempt.id)
    await _take_in(db, attempt, facts)


async def _settle(db: Database, gateways: Gateways, attempt: Attempt) -> bool:
    gateway = gateways.get(attempt.provider)
    if gateway is None:
        return False
    try:
        facts = await gateway.query(attempt.id)
    except (ProviderUnreachable, ProviderRefused) as trouble:
        log.warning("payments.query_failed", attempt=str(attempt.id), trouble=repr(trouble))
        return False
    crashpoint("query.answered")
    return await _take_in(db, attempt, facts)


async def _take_in(db: Database, attempt: Attempt, facts: ChargeFacts | None) -> bool:
    at = clock.now()
    async with db.transaction() as session:
        found = await queries.locked_attempt(session, attempt.id, provider=attempt.provider)
        if found is None:
            return False
        intent, current = found
        if _given_up(current, facts, at):
            current.enter(AttemptState.CLOSED, at)
            return True
        if facts is None:
            return False
        outcome = await apply_charge(session, intent, current, facts, at=at)
        return outcome in {Outcome.APPLIED, Outcome.HELD}


def _given_up(attempt: Attempt, facts: ChargeFacts | None, at: datetime) -> bool:
    """They never heard of it and cannot any more, or they forgot to close it."""
    if not attempt.alive:
        return False
    if facts is None:
        return attempt.expires_at <= at
    return facts.state is ChargeState.OPEN and attempt.expires_at + GIVE_UP_AFTER <= at


def _asked_just_now(attempt: Attempt, at: datetime) -> bool:
    return attempt.queried_at is not None and at - attempt.queried_at < IMPATIENCE


def _ask_again_later(attempt: Attempt, at: datetime) -> None:
    wait = min(FIRST_WAIT * 2 ** min(attempt.queries, DOUBLINGS_MAX), LONGEST_WAIT)
    attempt.query_at = at + wait
    attempt.queried_at = at
    attempt.queries += 1
