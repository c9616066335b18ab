"""Sending the shopper to the provider, once."""

from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, jobs
from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.db import Database, fetch
from hutong.payments import hot
from hutong.payments.errors import NoSuchProvider, PaymentClosed
from hutong.payments.gateway import ChargeAsked, Gateways, Onward
from hutong.payments.hot import Choice, Claim
from hutong.payments.models import Attempt, Intent
from hutong.payments.states import AttemptState
from hutong.payments.why import Why, because


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
    wanted = _wanted(gateways, choice)
    claimed = await _as_wished(
        db, await hot.claim(db.write, intent_id, wanted), keep=choice is None
    )
    if claimed is None:
        async with db.reading() as session:
            raise PaymentClosed((await session.get_one(Intent, intent_id)).reference)
    return await go_on(db, gateways, claimed, return_url=return_url)


async def claim(
    db: Database,
    gateways: Gateways,
    number: str,
    *,
    member_id: UUID,
    choice: Choice | None = None,
) -> Claim | None:
    """The first half of `start`, for what a member pays under that number; None when there is
    nothing to be paid now. Raises NoSuchProvider."""
    wanted = _wanted(gateways, choice)
    found = await hot.claim_own(db.write, number, wanted, member_id=member_id)
    return await _as_wished(db, found, keep=choice is None)


async def go_on(db: Database, gateways: Gateways, claim: Claim, *, return_url: str) -> Onward:
    """The second half: no transaction is open while the provider is spoken to."""
    attempt = claim.attempt
    if (known := attempt.onward(clock.now())) is not None:
        return known
    crashpoint("payment.claimed")
    started = await gateways[attempt.provider].start(
        ChargeAsked(
            reference=attempt.id,
            number=claim.number,
            amount=claim.amount,
            expires_at=attempt.expires_at,
            return_url=return_url,
            method=attempt.method,
            payer=claim.choice.payer,
            client_ip=claim.choice.client_ip,
        )
    )
    crashpoint("payment.opened")
    await hot.opened(db.write, attempt, started)
    return started.onward


def _wanted(gateways: Gateways, choice: Choice | None) -> Choice:
    wanted = choice or _usual(gateways)
    gateway = gateways.get(wanted.provider)
    if gateway is None or wanted.method not in gateway.methods:
        raise NoSuchProvider(wanted.provider)
    return wanted


def _usual(gateways: Gateways) -> Choice:
    for gateway in gateways.values():
        return Choice(provider=gateway.name, method=gateway.methods[0])
    raise NoSuchProvider("")


async def _as_wished(db: Database, found: Claim | None, *, keep: bool) -> Claim | None:
    """Another attempt where the alive one was made for another way."""
    if found is None or keep or found.as_chosen:
        return found
    async with db.transaction() as session:
        ask = partial(fetch, session)
        held = await hot.claim(ask, found.attempt.intent_id, found.choice)
        if held is None or held.as_chosen:  # somebody was faster
            return held
        await _leave(session, held.attempt.id)
        return await hot.claim(ask, held.attempt.intent_id, held.choice)


async def _leave(session: AsyncSession, attempt_id: UUID) -> None:
    """Given up here at once; the provider hears of it from the worker, even one that is away."""
    attempt = await session.get_one(
        Attempt, attempt_id, with_for_update=True, populate_existing=True
    )
    attempt.enter(AttemptState.CLOSED, clock.now(), note=because(Why.LEFT))
    await session.flush()
    await jobs.defer(session, "payments.close_charge", attempt_id=str(attempt.id))
