"""What is wrong is told once, for as long as it lasts, and somebody sees to it."""

from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Alarm, AlarmOver
from hutong.kernel.clock import Simulated
from tests.make import trade

KIND = "access.trail_broken"


async def _all(session: AsyncSession) -> list[Alarm]:
    await session.flush()
    found = await session.scalars(
        select(Alarm).order_by(Alarm.raised_at).execution_options(populate_existing=True)
    )
    return list(found)


async def test_the_same_trouble_is_one_alarm_however_often_it_is_seen(
    session: AsyncSession, time: Simulated
) -> None:
    first = await access.raise_alarm(session, KIND, "a", {"broken_at": 1})
    time.advance(timedelta(minutes=1))

    again = await access.raise_alarm(session, KIND, "a", {"broken_at": 2})

    (alarm,) = await _all(session)
    assert (first, again) == (True, False)
    assert (alarm.times, alarm.facts) == (2, {"broken_at": 2})
    assert alarm.seen_at - alarm.raised_at == timedelta(minutes=1)


async def test_trouble_that_comes_back_is_a_new_alarm(session: AsyncSession) -> None:
    await access.raise_alarm(session, KIND)

    over = await access.clear_alarm(session, KIND)
    nothing = await access.clear_alarm(session, KIND)
    new = await access.raise_alarm(session, KIND)

    assert (over, nothing, new) == (True, False, True)
    assert [alarm.cleared_at is None for alarm in await _all(session)] == [False, True]


async def test_of_one_kind_only_what_is_still_wrong_stays_on(session: AsyncSession) -> None:
    await access.set_alarms(session, KIND, {"a": {}, "b": {}})

    await access.set_alarms(session, KIND, {"b": {}, "c": {}})

    on = {alarm.key for alarm in await _all(session) if alarm.cleared_at is None}
    assert on == {"b", "c"}


async def test_an_alarm_that_somebody_sees_to_stays_on_until_it_is_over(
    session: AsyncSession,
) -> None:
    await access.raise_alarm(session, KIND)
    (alarm,) = await _all(session)

    await access.acknowledge_alarm(session, alarm.id, "asking the provider", by=trade.STAFF)

    assert (alarm.acknowledged_by, alarm.note) == (trade.STAFF.name, "asking the provider")
    assert alarm.cleared_at is None
    await access.close_alarm(session, alarm.id, "", by=trade.STAFF)
    with pytest.raises(AlarmOver):
        await access.close_alarm(session, alarm.id, "", by=trade.STAFF)


async def test_machines_that_watch_the_shop_see_how_many_alarms_are_on(
    session: AsyncSession, client: AsyncClient
) -> None:
    await access.set_alarms(session, KIND, {"a": {}, "b": {}})

    page = await client.get("/metrics")

    assert f'hutong_alarms{{kind="{KIND}"}} 2' in page.text
