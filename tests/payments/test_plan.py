"""How the database takes callbacks in: nothing that grows is read from one end to the other."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import text

from hutong import payments
from hutong.kernel.db import Database
from hutong.kernel.wire import Run, Wire
from hutong.payments import Captures, Outcome
from tests.growing import grow, reads, too_much
from tests.payments.conftest import begin, open_intent
from tests.payments.provider import Provider, signed
from tests.postgres import fresh_database

CALLBACKS = 5
FEW = 5 * CALLBACKS  # rows of each table, by its keys
GROWN = {
    "payments_intent": "'id', md5('m' || n)::uuid, 'reference', md5('r' || n)::uuid",
    "payments_attempt": (
        "'id', md5('m' || n)::uuid, 'intent_id', md5('m' || n)::uuid,"
        " 'provider_reference', 'p' || n, 'state', 'captured', 'query_at', null"
    ),
    "payments_notification": "'id', md5('m' || n)::uuid, 'event_id', 'e' || n",
    "payments_ledger": (
        "'id', md5('m' || n)::uuid, 'provider_event', 'charge:p' || n,"
        " 'attempt_id', md5('m' || n)::uuid, 'intent_id', md5('m' || n)::uuid"
    ),
}


@pytest.fixture
async def url() -> AsyncIterator[str]:
    with fresh_database() as url:
        yield url


async def test_a_shop_that_began_empty_goes_through_its_indexes(url: str) -> None:
    """The plan is made with the first callbacks, when a scan of everything costs nothing."""
    db, provider, captures = Database(url), Provider(), Captures.of(url)
    wire = Wire(url, name="hutong test", statement_ms=5000, lock_ms=1000)
    async with db.transaction() as session:
        await session.execute(text("analyze"))
        intents = [await open_intent(session) for _ in range(CALLBACKS)]
    waiting = [await begin(db, provider, intent) for intent in intents]
    for attempt in waiting[:3]:
        await _tell(db, provider, captures, attempt)
    await grow(db, GROWN)
    await db.close()
    await _gone(wire, but=1)
    before = await reads(wire)

    for attempt in waiting[3:]:
        await _tell(db, provider, captures, attempt)

    await captures.close()
    await db.close()
    await _gone(wire, but=0)
    assert too_much(before, await reads(wire), few=FEW) == {}
    await wire.close()


async def _tell(db: Database, provider: Provider, captures: Captures, attempt: UUID) -> None:
    provider.pay(attempt)
    heard = await payments.handle_notification(
        db, provider, *signed(attempt, event=str(attempt)), captures=captures
    )
    assert heard is Outcome.APPLIED


async def _gone(wire: Run, *, but: int) -> None:
    """What a connection has read is known for sure when it has ended."""
    others = "select count(*) as n from pg_stat_activity where datname = current_database()"
    async with asyncio.timeout(10):
        while (await wire(f"{others} and pid <> pg_backend_pid()"))[0]["n"] > but:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
