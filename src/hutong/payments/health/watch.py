"""Alarms about paying: what shoppers feel before anybody calls."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.payments.health import queries
from hutong.payments.health.queries import Health, Stuck

CONVERSION_LEAST = Decimal(80)
FAILURE_MOST = Decimal("0.5")
SILENCE_MOST = Decimal(20)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
UNCLEAR_AFTER = timedelta(minutes=10)
AWAY_WITHIN = timedelta(minutes=15)
ANSWER_WITHIN = timedelta(minutes=1)
AWAY_STARTS = 3
ENOUGH = 50  # below that many a share says nothing
ENOUGH_CAPTURED = 5

Facts = dict[str, str | int]


async def watch(db: Database) -> None:
    """Each minute: what is beyond its threshold is an alarm, and what is back within it is not."""
    at = clock.now()
    async with db.transaction() as session:
        day = await queries.health(session, at - DAY, at)
        hour = await queries.health(session, at - HOUR, at)
        stuck = await _stuck(session, at)
        await access.set_alarms(session, "payments.conversion", _of(day, _low_conversion))
        await access.set_alarms(session, "payments.failures", _of(hour, _many_failures))
        await access.set_alarms(session, "payments.silence", _of(hour, _silent))
        await access.set_alarms(session, "payments.unclear", _of(stuck, _unclear))
        await access.set_alarms(session, "payments.provider_away", _of(stuck, _away))


async def stuck_now(session: AsyncSession) -> Sequence[Stuck]:
    return await _stuck(session, clock.now())


async def _stuck(session: AsyncSession, at: datetime) -> Sequence[Stuck]:
    return await queries.stuck(
        session, overdue=at - UNCLEAR_AFTER, recent=at - AWAY_WITHIN, waited=at - ANSWER_WITHIN
    )


def _of(
    found: Sequence[Health] | Sequence[Stuck], rule: Callable[..., Facts | None]
) -> Mapping[str, Facts]:
    facts = {each.provider: rule(each) for each in found}
    return {provider: {"provider": provider, **told} for provider, told in facts.items() if told}


def _low_conversion(health: Health) -> Facts | None:
    share = health.conversion
    if health.tried < ENOUGH or share is None or share >= CONVERSION_LEAST:
        return None
    return {"share": str(share), "least": str(CONVERSION_LEAST), "tried": health.tried}


def _many_failures(health: Health) -> Facts | None:
    share = health.failure
    if health.attempts < ENOUGH or share is None or share <= FAILURE_MOST:
        return None
    return {"share": str(share), "most": str(FAILURE_MOST), "failed": health.failed}


def _silent(health: Health) -> Facts | None:
    share = health.silence
    if health.captured < ENOUGH_CAPTURED or share is None or share <= SILENCE_MOST:
        return None
    return {"share": str(share), "silent": health.silent}


def _unclear(stuck: Stuck) -> Facts | None:
    return {"count": stuck.unclear} if stuck.unclear else None


def _away(stuck: Stuck) -> Facts | None:
    away = stuck.unanswered >= AWAY_STARTS and not stuck.answered
    return {"count": stuck.unanswered} if away else None
