from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.payments import AttemptState, Intent, IntentState
from tests.books import books_agree
from tests.payments.conftest import begin
from tests.payments.provider import Provider


async def test_a_dropped_callback_is_healed_by_asking(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    provider.pay(await begin(db, provider, intent))

    time.advance(timedelta(seconds=20))
    news = await payments.query_pending(db, {"fake": provider})

    assert (news, intent.state) == (1, IntentState.CAPTURED)
    await books_agree(session)


async def test_asking_and_being_told_take_effect_once(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)

    await payments.query_one(db, {"fake": provider}, intent.id)
    await payments.query_attempt(db, {"fake": provider}, attempt_id=str(attempt))

    assert len(await payments.ledger(session, intent.id)) == 1


async def test_the_result_page_does_not_ask_more_than_every_two_seconds(
    db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    await begin(db, provider, intent)
    provider.asked.clear()

    for _ in range(5):
        await payments.query_one(db, {"fake": provider}, intent.id)
    time.advance(timedelta(seconds=3))
    await payments.query_one(db, {"fake": provider}, intent.id)

    assert len(provider.asked) == 2


async def test_a_payment_that_is_not_made_is_asked_for_ever_more_rarely(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    await begin(db, provider, intent)
    provider.asked.clear()

    for _ in range(6 * 30):
        time.advance(timedelta(seconds=10))
        await payments.query_pending(db, {"fake": provider})

    assert 5 <= len(provider.asked) <= 12


async def test_no_payment_stays_open_for_ever(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    await begin(db, provider, intent)

    time.advance(timedelta(days=2))
    await payments.query_pending(db, {"fake": provider})

    (attempt,) = await payments.attempts(session, intent.id)
    assert attempt.state is AttemptState.CLOSED


async def test_a_payment_that_the_provider_never_heard_of_ends_when_it_is_too_late(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt_id = await begin(db, provider, intent)
    del provider.charges[attempt_id]

    time.advance(timedelta(minutes=10))
    await payments.query_pending(db, {"fake": provider})
    (attempt,) = await payments.attempts(session, intent.id)
    assert attempt.alive
    time.advance(timedelta(minutes=30))
    await payments.query_pending(db, {"fake": provider})

    assert attempt.state is AttemptState.CLOSED


async def test_a_provider_that_is_away_keeps_nothing_from_the_others(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    provider.away = 1

    time.advance(timedelta(seconds=20))
    assert await payments.query_pending(db, {"fake": provider}) == 0
    time.advance(timedelta(seconds=20))
    assert await payments.query_pending(db, {"fake": provider}) == 1


async def test_a_provider_that_was_away_when_it_was_asked_last_is_asked_again(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    await begin(db, provider, intent)
    time.advance(timedelta(days=2))
    provider.away = 1
    await payments.query_pending(db, {"fake": provider})
    (attempt,) = await payments.attempts(session, intent.id)
    assert attempt.alive

    time.advance(timedelta(minutes=15))
    await payments.query_pending(db, {"fake": provider})

    assert attempt.state is AttemptState.CLOSED
