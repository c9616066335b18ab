"""What staff must look at, one row for as long as it lasts however often it is seen."""

from collections.abc import Mapping
from uuid import UUID

import structlog
from sqlalchemy import literal_column, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import queries
from hutong.access.models import Alarm
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.ids import new_id

Facts = Mapping[str, str | int]
"""What the words of the alarm are filled with; nothing personal."""

log = structlog.get_logger()


async def raise_alarm(
    session: AsyncSession, kind: str, key: str = "", facts: Facts | None = None
) -> bool:
    """Whether it is new. The kind's words stand in console/alarms; the key tells two apart.

    It is part of the caller's transaction: in one that is rolled back nobody is alarmed.
    """
    at = clock.now()
    told = dict(facts or {})
    row = {"id": new_id(), "kind": kind, "key": key, "facts": told, "raised_at": at, "seen_at": at}
    adding = insert(Alarm).values(times=1, **row)
    times = await session.scalar(
        adding.on_conflict_do_update(
            index_elements=["kind", "key"],
            index_where=text("cleared_at is null"),
            set_={"facts": told, "seen_at": at, "times": Alarm.times + 1},
        ).returning(literal_column("times"))
    )
    new: bool = times == 1
    if new:
        log.error("alarm.raised", kind=kind, key=key, **told)
    return new


async def clear_alarm(session: AsyncSession, kind: str, key: str = "") -> bool:
    """It is over. Whether it was on."""
    alarm = await queries.alarm_that_is_on(session, kind, key)
    if alarm is None:
        return False
    alarm.clear(clock.now())
    log.info("alarm.cleared", kind=kind, key=key)
    return True


async def set_alarms(session: AsyncSession, kind: str, now: Mapping[str, Facts]) -> None:
    """These keys of the kind are in trouble and no others: the rest of the kind is over."""
    for key, facts in now.items():
        await raise_alarm(session, kind, key, facts)
    for alarm in await queries.alarms_that_are_on(session, kind):
        if alarm.key not in now:
            alarm.clear(clock.now())
            log.info("alarm.cleared", kind=kind, key=alarm.key)


async def acknowledge_alarm(
    session: AsyncSession, alarm_id: UUID, note: str, *, by: Actor
) -> Alarm:
    """Somebody sees to it. It stays until it is over. Raises NoSuchAlarm, AlarmOver."""
    alarm = await queries.locked_alarm(session, alarm_id)
    alarm.acknowledge(note, by=by, at=clock.now())
    return alarm


async def close_alarm(session: AsyncSession, alarm_id: UUID, note: str, *, by: Actor) -> Alarm:
    """Somebody says that it is over; it comes again when it is not. Raises as above."""
    alarm = await queries.locked_alarm(session, alarm_id)
    alarm.acknowledge(note, by=by, at=clock.now())
    alarm.clear(clock.now())
    return alarm
