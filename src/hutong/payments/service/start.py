"""Sending the shopper to the provider, once."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.payments import queries
from hutong.payments.errors import NoSuchProvider, PaymentClosed
from hutong.payments.gateway import ChargeAsked, ChargeStarted, Gateway, Gateways
from hutong.payments.models import Attempt, Intent
from hutong.payments.states import AttemptState, IntentState

FIRST_QUERY = timedelta(seconds=15)


async def start(
    db: Database,
    gateways: Gateways,
    intent_id: UUID,
    *,
    return_url: str,
    provider: str | None = None,
) -> str:
    """The address where the shopper pays. The same one as long as that attempt is alive.

    A double click, a second tab or a time-out makes no second payment: the attempt is written
    down before the provider hears of it, and its id is the key there. Raises PaymentClosed,
    NoSuchProvider, ProviderUnreachable.
    """
    gateway = _chosen(gateways, provider)
    async with db.transaction() as session:
        intent = await queries.locked(session, intent_id)
        attempt = await _alive_or_new(session, intent, gateway)
    if attempt.url is not None:
        return attempt.url

    started = await gateways[attempt.provider].start(
        ChargeAsked(
            reference=attempt.id,
            number=intent.number,
            amount=intent.amount,
            expires_at=attempt.expires_at,
            return_url=return_url,
        )
    )

    async with db.transaction() as session:
        await _opened(session, attempt, started)
    return started.url


def _chosen(gateways: Gateways, provider: str | None) -> Gateway:
    name = provider or next(iter(gateways), "")
    if name not in gateways:
        raise NoSuchProvider(name)
    return gateways[name]


async def _alive_or_new(session: AsyncSession, intent: Intent, gateway: Gateway) -> Attempt:
    at = clock.now()
    if intent.state is not IntentState.PENDING or intent.expires_at <= at:
        raise PaymentClosed(intent.reference)
    attempt = await queries.alive_attempt(session, intent.id)
    if attempt is None:
        attempt = Attempt(
            intent_id=intent.id,
            provider=gateway.name,
            started_at=at,
            moved_at=at,
            expires_at=intent.expires_at,
            query_at=at + FIRST_QUERY,
        )
        session.add(attempt)
        await session.flush()
    return attempt


async def _opened(session: AsyncSession, attempt: Attempt, started: ChargeStarted) -> None:
    found = await queries.locked_attempt(session, attempt.id, provider=attempt.provider)
    if found is None:
        return
    _, current = found
    current.provider_reference = started.provider_reference
    current.url = started.url
    if current.state is AttemptState.STARTING:  # else the callback was faster than the answer
        current.enter(AttemptState.OPEN, clock.now())
