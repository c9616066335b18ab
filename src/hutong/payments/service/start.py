"""Sending the shopper to the provider, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, jobs
from hutong.kernel.db import Database
from hutong.payments import queries
from hutong.payments.errors import NoSuchProvider, PaymentClosed
from hutong.payments.gateway import ChargeAsked, ChargeStarted, Gateways, Method, Onward
from hutong.payments.models import Attempt, Intent
from hutong.payments.states import AttemptState, IntentState

FIRST_QUERY = timedelta(seconds=15)
LEFT = "left for another way of paying"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How the shopper wants to pay, and what that needs to know of them."""

    provider: str
    method: Method
    payer: str = ""
    client_ip: str = ""


async def start(
    db: Database,
    gateways: Gateways,
    intent_id: UUID,
    *,
    return_url: str,
    choice: Choice | None = None,
) -> Onward:
    """How the shopper goes on to pay. The same as long as that attempt is alive.

    A double click, a second tab or a time-out makes no second payment: the attempt is written
    down before the provider hears of it, and its id is the key there. Whoever chooses another
    way leaves the first attempt: it is closed, and what is still paid there goes back. Raises
    PaymentClosed, NoSuchProvider, ProviderUnreachable, ProviderRefused.
    """
    wanted = choice or _usual(gateways)
    _check(gateways, wanted)
    at = clock.now()
    async with db.transaction() as session:
        intent = await queries.locked(session, intent_id)
        attempt = await _alive_or_new(session, intent, wanted, keep=choice is None, at=at)
    if (known := attempt.onward(at)) is not None:
        return known

    started = await gateways[attempt.provider].start(
        ChargeAsked(
            reference=attempt.id,
            number=intent.number,
            amount=intent.amount,
            expires_at=attempt.expires_at,
            return_url=return_url,
            method=attempt.method,
            payer=wanted.payer,
            client_ip=wanted.client_ip,
        )
    )

    async with db.transaction() as session:
        await _opened(session, attempt, started)
    return started.onward


def _usual(gateways: Gateways) -> Choice:
    for gateway in gateways.values():
        return Choice(provider=gateway.name, method=gateway.methods[0])
    raise NoSuchProvider("")


def _check(gateways: Gateways, choice: Choice) -> None:
    gateway = gateways.get(choice.provider)
    if gateway is None or choice.method not in gateway.methods:
        raise NoSuchProvider(choice.provider)


async def _alive_or_new(
    session: AsyncSession, intent: Intent, choice: Choice, *, keep: bool, at: datetime
) -> Attempt:
    if intent.state is not IntentState.PENDING or intent.expires_at <= at:
        raise PaymentClosed(intent.reference)
    attempt = await queries.alive_attempt(session, intent.id)
    if attempt is not None:
        if keep or (attempt.provider, attempt.method) == (choice.provider, choice.method):
            return attempt
        await _leave(session, attempt, at)
    attempt = Attempt(
        intent_id=intent.id,
        provider=choice.provider,
        method=choice.method,
        started_at=at,
        moved_at=at,
        expires_at=intent.expires_at,
        query_at=at + FIRST_QUERY,
    )
    session.add(attempt)
    await session.flush()
    return attempt


async def _leave(session: AsyncSession, attempt: Attempt, at: datetime) -> None:
    """Given up here at once; the provider hears of it from the worker, even one that is away."""
    attempt.enter(AttemptState.CLOSED, at, note=LEFT)
    await session.flush()
    await jobs.defer(session, "payments.close_charge", attempt_id=str(attempt.id))


async def _opened(session: AsyncSession, attempt: Attempt, started: ChargeStarted) -> None:
    found = await queries.locked_attempt(session, attempt.id, provider=attempt.provider)
    if found is None:
        return
    _, current = found
    current.go_on(started)
    if current.state is AttemptState.STARTING:  # else the callback was faster than the answer
        current.enter(AttemptState.OPEN, clock.now())
