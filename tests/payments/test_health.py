"""How paying goes is counted from what happened, and what is beyond its threshold is an alarm."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, payments
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.payments import Attempt, AttemptState, Intent, PaymentHealth
from tests.payments.conftest import begin, open_intent
from tests.payments.provider import Provider, signed


async def _attempts(session: AsyncSession, intent: Intent, **counts: int) -> None:
    """So many of each state, all of the last minutes."""
    at = clock.now() - timedelta(minutes=5)
    for state, count in counts.items():
        for _ in range(count):
            other = await open_intent(session)
            session.add(
                Attempt(
                    id=new_id(),
                    intent_id=other.id,
                    provider="fake",
                    provider_reference=str(uuid4()),
                    state=AttemptState(state),
                    started_at=at,
                    moved_at=at,
                    expires_at=at + timedelta(minutes=30),
                )
            )
    await session.flush()
    assert intent.amount


async def _health(session: AsyncSession) -> PaymentHealth:
    now = clock.now()
    (found,) = await payments.payment_health(session, now - timedelta(hours=1), now)
    return found


async def _alarms(session: AsyncSession, db: Database) -> set[str]:
    await payments.watch(db)
    await session.flush()
    return set(await access.alarms_by_kind(session))


async def test_a_payment_that_was_tried_twice_and_paid_is_one_that_was_paid(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    first = await begin(db, provider, intent)
    await payments.handle_notification(db, provider, *signed(first, event="f", state="failed"))
    second = await begin(db, provider, intent)
    provider.pay(second)
    await payments.handle_notification(db, provider, *signed(second, event="p"))
    time.advance(timedelta(minutes=1))

    health = await _health(session)

    assert (health.tried, health.paid, health.attempts, health.failed) == (1, 1, 2, 1)
    assert (health.conversion, health.failure) == (Decimal("100.0"), Decimal("50.0"))
    assert health.silence == Decimal("0.0")


async def test_money_that_had_to_be_asked_for_counts_as_silent(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    await payments.query_attempt(db, {"fake": provider}, attempt_id=str(attempt))
    time.advance(timedelta(minutes=1))

    assert (await _health(session)).silence == Decimal("100.0")


async def test_a_shop_without_payments_has_no_shares_and_no_alarms(
    session: AsyncSession, db: Database
) -> None:
    nothing = payments.together([])

    assert (nothing.conversion, nothing.failure, nothing.silence) == (None, None, None)
    assert await _alarms(session, db) == set()


@pytest.mark.breaks_books
@pytest.mark.parametrize(
    ("captured", "closed", "alarmed"), [(80, 20, False), (79, 21, True), (1, 9, False)]
)
async def test_fewer_than_eighty_of_a_hundred_paid_is_an_alarm(
    session: AsyncSession,
    db: Database,
    intent: Intent,
    captured: int,
    closed: int,
    alarmed: bool,  # noqa: FBT001 - what is expected
) -> None:
    await _attempts(session, intent, captured=captured, closed=closed)

    assert ("payments.conversion" in await _alarms(session, db)) is alarmed


@pytest.mark.breaks_books
@pytest.mark.parametrize(("failed", "alarmed"), [(0, False), (1, True)])
async def test_more_than_half_a_per_cent_refused_is_an_alarm_until_it_is_over(
    session: AsyncSession,
    db: Database,
    intent: Intent,
    time: Simulated,
    failed: int,
    alarmed: bool,  # noqa: FBT001 - what is expected
) -> None:
    await _attempts(session, intent, captured=100, failed=failed)

    before = "payments.failures" in await _alarms(session, db)
    time.advance(timedelta(hours=2))

    assert before is alarmed
    assert "payments.failures" not in await _alarms(session, db)


@pytest.mark.breaks_books
async def test_messages_that_stay_away_are_an_alarm(
    session: AsyncSession, db: Database, intent: Intent, time: Simulated
) -> None:
    await _attempts(session, intent, captured=5)

    assert "payments.silence" in await _alarms(session, db)


async def test_a_payment_without_a_fate_is_an_alarm_ten_minutes_after_its_time(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    await begin(db, provider, intent)
    time.advance(timedelta(minutes=39))
    early = await _alarms(session, db)

    time.advance(timedelta(minutes=2))

    assert "payments.unclear" not in early
    assert "payments.unclear" in await _alarms(session, db)


@pytest.mark.breaks_books
async def test_a_provider_that_answers_nobody_is_away(
    session: AsyncSession, db: Database, intent: Intent, time: Simulated
) -> None:
    await _attempts(session, intent, starting=3)
    away = await _alarms(session, db)

    await _attempts(session, intent, open=1)

    assert "payments.provider_away" in away
    assert "payments.provider_away" not in await _alarms(session, db)
