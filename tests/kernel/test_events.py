import asyncio
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, events, jobs, partitions
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.events import Event, Parked, Wiring
from hutong.kernel.ids import new_id
from tests.working import work


@dataclass(frozen=True, kw_only=True)
class BellRang(Event):
    name = "test.bell_rang"
    bell_id: UUID
    times: int = 1

    @property
    def key(self) -> UUID:
        return self.bell_id


heard: list[int] = []


async def hear(_session: AsyncSession, event: BellRang) -> None:
    if event.times == 13:
        raise ValueError("no bell rings thirteen")
    heard.append(event.times)


async def ring_again(session: AsyncSession, event: BellRang) -> None:
    if event.times == 1:
        events.emit(session, BellRang(bell_id=event.bell_id, times=2))


async def find_no_room(session: AsyncSession, _: BellRang) -> None:
    await session.execute(
        text("do $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$")
    )


HEARING = Wiring(reactions={BellRang: [hear]})


def ring(session: AsyncSession, times: int) -> None:
    events.emit(session, BellRang(bell_id=new_id(), times=times))


async def test_what_happened_is_heard_once_and_in_order(
    session: AsyncSession, db: Database
) -> None:
    heard.clear()
    for times in (1, 2, 3):
        ring(session, times)
    await session.flush()

    await work(db, HEARING, {})
    await work(db, HEARING, {})

    assert heard == [1, 2, 3]


async def test_an_event_that_cannot_be_handled_is_parked_and_the_others_go_on(
    session: AsyncSession, db: Database
) -> None:
    heard.clear()
    for times in (1, 13, 3):
        ring(session, times)
        await session.flush()

    await work(db, HEARING, {})

    parked = (await session.scalars(select(Parked))).one()
    assert heard[-2:] == [1, 3]
    assert "no bell rings thirteen" in parked.error


async def test_an_event_that_finds_the_disk_full_waits_for_room_and_is_not_parked(
    session: AsyncSession, db: Database
) -> None:
    ring(session, 1)
    await session.flush()

    with pytest.raises(DBAPIError, match="no room"):
        await work(db, Wiring(reactions={BellRang: [find_no_room]}), {})

    assert (await session.scalars(select(Parked))).all() == []


async def test_an_effect_may_be_another_event(session: AsyncSession, db: Database) -> None:
    heard.clear()
    ring(session, 1)
    await session.flush()

    await work(db, Wiring(reactions={BellRang: [ring_again, hear]}), {})

    assert heard == [1, 2]


async def test_nothing_is_heard_of_what_was_rolled_back(committed: Database) -> None:
    heard.clear()
    await events.enrol(committed, HEARING)

    with pytest.raises(ZeroDivisionError):
        async with committed.transaction() as session:
            ring(session, 1)
            await session.flush()
            _ = 1 / 0
    await events.consume(committed, HEARING)

    assert heard == []


async def test_a_slow_writer_is_not_stepped_over(committed: Database) -> None:
    heard.clear()
    await events.enrol(committed, HEARING)

    async with committed.transaction() as slow:
        ring(slow, 1)
        await slow.flush()
        async with committed.transaction() as quick:
            ring(quick, 2)
        await events.consume(committed, HEARING)
        assert heard == []
    await events.consume(committed, HEARING)

    assert heard == [1, 2]


async def test_two_workers_do_not_hear_the_same_event_twice(committed: Database) -> None:
    heard.clear()
    await events.enrol(committed, HEARING)
    async with committed.transaction() as session:
        for times in range(20, 40):
            ring(session, times)

    await asyncio.gather(*(events.consume(committed, HEARING) for _ in range(5)))

    assert sorted(heard) == list(range(20, 40))


async def test_a_shop_that_was_filled_before_its_worker_ran_still_gets_its_partitions(
    committed: Database,
) -> None:
    async with committed.transaction() as session:
        events.emit(session, BellRang(bell_id=new_id()))

    await partitions.prepare(committed)
    await partitions.prepare(committed)

    async with committed.transaction() as session:
        events.emit(session, BellRang(bell_id=new_id()))
        await session.flush()
        count = await session.execute(text("select count(*) from event"))
        assert count.scalar_one() == 2


async def test_the_log_has_a_partition_for_today_and_the_days_ahead(committed: Database) -> None:
    await partitions.prepare(committed)
    await partitions.prepare(committed)

    async with committed.transaction() as session:
        ring(session, 1)
        await session.flush()
        landed = (await session.execute(text("select tableoid::regclass::text from event"))).all()

    assert landed != [("event_rest",)]


async def test_a_job_is_deferred_with_the_data_that_wants_it(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    done: list[str] = []

    async def greet(_db: Database, *, name: str) -> None:
        done.append(name)

    await jobs.defer(session, "test.greet", name="Li")
    await jobs.defer(session, "test.greet", name="Wang", at=clock.now().replace(year=2030))
    await work(db, Wiring(), {"test.greet": greet})

    assert done == ["Li"]
    time.move_to(clock.now().replace(year=2031))
    await work(db, Wiring(), {"test.greet": greet})
    assert done == ["Li", "Wang"]
