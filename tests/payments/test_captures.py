"""Callbacks taken in together end in the rows that they end in one by one."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.kernel.wire import NotReached, Run, Unsure
from hutong.kernel.within import Within
from hutong.payments import Captures, Intent, Outcome
from tests.counting import statements
from tests.payments.conftest import begin, open_intent
from tests.payments.provider import Provider, signed

OF_INTENT = (
    "select to_jsonb(i) from payments_intent i where id = :id",
    "select to_jsonb(a) from payments_attempt a where intent_id = :id",
    "select to_jsonb(l) from payments_ledger l where intent_id = :id",
    "select to_jsonb(j) from payments_journal j where intent_id = :id",
    (
        "select to_jsonb(leg) from payments_leg leg join payments_ledger l on l.id = leg.entry_id"
        " where l.intent_id = :id order by leg.position"
    ),
    (
        "select to_jsonb(n) from payments_notification n"
        " join payments_attempt a on a.id = n.attempt_id where a.intent_id = :id"
    ),
    (
        "select to_jsonb(e) - 'position' from event e join payments_intent i on i.reference = e.key"
        " where i.id = :id"
    ),
)
OWN = {
    *("id", "reference", "member_id", "intent_id", "attempt_id", "entry_id", "key", "body"),
    *("provider_reference", "provider_event", "event_id", "url", "recorded_at", "xid"),
}


class Broken(Run):
    """A connection on which everything ends like this."""

    def __init__(self, how: Exception) -> None:
        self._how = how

    async def __call__(self, statement: str, *arguments: object) -> Sequence[Any]:
        del statement, arguments
        raise self._how

    async def close(self) -> None: ...


@pytest.fixture
def captures(db: Database) -> Captures:
    return Captures(Within(db))


async def rows(session: AsyncSession, intent: Intent) -> list[list[Any]]:
    """All that is written of an intent, less what is its own."""
    found = []
    for sql in OF_INTENT:
        result = await session.execute(text(sql), {"id": intent.id})
        found.append([_alike(row) for row in result.scalars()])
    return found


def _alike(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _alike(each) for key, each in value.items() if key not in OWN}
    return value


async def test_together_and_one_by_one_write_the_same_rows(
    session: AsyncSession, db: Database, provider: Provider, captures: Captures, time: Simulated
) -> None:
    alone, together = await open_intent(session), await open_intent(session)
    attempts = [await begin(db, provider, intent) for intent in (alone, together)]
    time.advance(timedelta(seconds=90))
    for attempt in attempts:
        provider.pay(attempt)

    first = await _hear(db, provider, attempts[0])
    with statements() as sent:
        second = await _hear(db, provider, attempts[1], captures)

    assert first is second is Outcome.APPLIED
    assert len(sent) == 1
    written = await rows(session, alone)
    assert [len(each) for each in written] == [1, 1, 1, 1, 2, 1, 1]
    assert await rows(session, together) == written


@pytest.mark.parametrize("why", ["too little", "dollars", "another charge", "another merchant"])
async def test_what_does_not_fit_is_held_as_ever(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    captures: Captures,
    intent: Intent,
    why: str,
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt, paid={"too little": yuan("1"), "dollars": Money(9900, "USD")}.get(why))
    provider.charges[attempt].merchant_ok = why != "another merchant"
    told = {"charge": "c-other"} if why == "another charge" else {}

    outcome = await payments.handle_notification(
        db, provider, *signed(attempt, event="e-1", **told), captures=captures
    )

    assert outcome is Outcome.HELD


async def test_what_is_closed_late_or_unknown_takes_the_long_way(
    session: AsyncSession, db: Database, provider: Provider, captures: Captures, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    await payments.close_intent(session, intent.reference)

    late = await _hear(db, provider, attempt, captures)
    again = await _hear(db, provider, attempt, captures)
    unknown = await _hear(db, provider, uuid4(), captures)

    assert (late, again, unknown) == (Outcome.APPLIED, Outcome.DUPLICATE, Outcome.UNKNOWN)
    assert len(await payments.ledger(session, intent.id)) == 1


async def test_an_event_that_was_heard_before_captures_nothing(
    session: AsyncSession, db: Database, provider: Provider, captures: Captures, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    still_open = signed(attempt, event="e-7", state="open")
    assert await payments.handle_notification(db, provider, *still_open) is Outcome.NO_EFFECT

    outcome = await payments.handle_notification(
        db, provider, *signed(attempt, event="e-7"), captures=captures
    )

    assert outcome is Outcome.DUPLICATE
    assert await payments.ledger(session, intent.id) == []


async def test_many_callbacks_at_once_and_some_of_them_twice(committed: Database) -> None:
    provider = Provider()
    captures = Captures.of(
        committed.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    )
    attempts = []
    for _ in range(20):
        async with committed.transaction() as session:
            intent = await open_intent(session)
        attempts.append(await begin(committed, provider, intent))
    for attempt in attempts:
        provider.pay(attempt)

    with statements() as sent:
        outcomes = await asyncio.gather(
            *(_hear(committed, provider, attempt, captures) for attempt in attempts * 2)
        )

    await captures.close()
    assert sorted(outcomes) == sorted([Outcome.APPLIED] * 20 + [Outcome.DUPLICATE] * 20)
    assert len([sql for sql in sent if "insert into payments_ledger" in sql]) < len(attempts)
    async with committed.reading() as session:
        count = text("select count(*) from payments_ledger")
        assert await session.scalar(count) == len(attempts)


@pytest.mark.parametrize("how", [NotReached(), Unsure()])
async def test_when_the_quick_way_is_down_the_long_one_is_taken(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, how: Exception
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)

    assert await _hear(db, provider, attempt, Captures(Broken(how))) is Outcome.APPLIED

    assert len(await payments.ledger(session, intent.id)) == 1


async def test_a_process_that_ends_takes_in_what_waits_and_nothing_more(
    db: Database, provider: Provider, captures: Captures, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    hearing = asyncio.create_task(_hear(db, provider, attempt, captures))
    await asyncio.sleep(0)

    await captures.close()

    assert await hearing is Outcome.APPLIED
    told = payments.captures.Told(
        attempt_id=attempt,
        provider="fake",
        event_id="e-2",
        provider_reference="c",
        paid=intent.amount,
        body=b"",
        at=clock.now(),
    )
    assert not await captures.take_in(told)


async def _hear(
    db: Database, provider: Provider, attempt: UUID, captures: Captures | None = None
) -> Outcome:
    message = signed(attempt, event=f"e-{attempt}")
    return await payments.handle_notification(db, provider, *message, captures=captures)
