"""What a killed worker had in hand is done by another one."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from procrastinate import App
from procrastinate.jobs import Job
from procrastinate.periodic import PeriodicDeferrer
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hutong.kernel import jobs
from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic

ONCE: Any = {"wait": False, "install_signal_handlers": False}


async def done(db: Database, *, number: int) -> None:
    """A job that only has to be known."""


async def in_hand_of_a_dead_worker(db: Database) -> None:
    async with db.transaction() as session:
        await jobs.defer(session, "done", number=1)
    await everything_in_a_dead_hand(db)


async def everything_in_a_dead_hand(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(
            text(
                "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 h')"
            )
        )
        await session.execute(
            text("""
                update procrastinate_jobs set status = 'doing',
                worker_id = (select id from procrastinate_workers)
            """)
        )


async def states(db: Database) -> list[tuple[str, int]]:
    async with db.reading() as session:
        rows = await session.execute(text("select status::text, attempts from procrastinate_jobs"))
        return [(row.status, row.attempts) for row in rows]


def queue_of(db: Database) -> App:
    url = db.engine.url.render_as_string(hide_password=False)
    return jobs.build(db, url.replace("+asyncpg", ""), {"done": done})


async def test_a_worker_that_sleeps_in_a_transaction_loses_it(committed: Database) -> None:
    """Else nobody would hear of anything for as long as it sleeps."""
    asked = "select current_setting('idle_in_transaction_session_timeout') as timeout"
    app = queue_of(committed)

    async with app.open_async():
        found = await app.connector.execute_query_one_async(asked)

    assert found["timeout"] == "15s"


async def test_a_worker_that_sleeps_in_the_middle_of_a_statement_loses_its_transaction(
    committed: Database,
) -> None:
    """Between the question how a statement is called and the call it does not count as idle."""
    app = queue_of(committed)
    async with committed.engine.connect() as connection:
        await connection.execute(text("select pg_current_xact_id()"))
        sleeper = (await connection.get_raw_connection()).driver_connection
        assert sleeper is not None
        await sleeper.prepare("select 1")

        async with app.open_async():
            await jobs.end_standing_still(app, seconds=0)

        with pytest.raises(DBAPIError):
            await connection.execute(text("select 2"))
        await connection.invalidate()


async def test_a_job_of_a_dead_worker_goes_back_to_the_queue(committed: Database) -> None:
    await in_hand_of_a_dead_worker(committed)
    app = queue_of(committed)

    async with app.open_async():
        await jobs.rescue(app)

    assert await states(committed) == [("todo", 1)]


async def test_a_job_that_its_worker_ended_meanwhile_is_left_as_it_is(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had only been asleep. The worker that looks after the others goes on."""
    await in_hand_of_a_dead_worker(committed)
    app = queue_of(committed)
    look = app.job_manager.get_stalled_jobs

    async def looked_and_then_it_ended(**asked: Any) -> Iterable[Job]:
        found = await look(**asked)
        async with committed.transaction() as session:
            await session.execute(text("update procrastinate_jobs set status = 'succeeded'"))
        return found

    monkeypatch.setattr(app.job_manager, "get_stalled_jobs", looked_and_then_it_ended)

    async with app.open_async():
        await jobs.rescue(app)

    assert [status for status, _ in await states(committed)] == ["succeeded"]


async def meet_trouble(db: Database) -> None:
    raise ConnectionError


async def test_what_runs_by_itself_and_meets_trouble_is_tried_again(committed: Database) -> None:
    leap_day = Periodic("0 0 29 2 *", "meet_trouble")
    url = committed.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    app = jobs.build(committed, url, {"meet_trouble": meet_trouble}, [leap_day])

    async with app.open_async():
        await app.configure_task("meet_trouble:tick").defer_async(timestamp=0)
        await app.run_worker_async(**ONCE)

    assert await states(committed) == [("todo", 1)]


async def test_what_runs_by_itself_runs_once_at_a_time(committed: Database) -> None:
    """A worker that starts just before a minute ends makes up for the last and begins the next."""
    begun, at_once = asyncio.Event(), []
    running = 0

    async def look_around(db: Database) -> None:
        nonlocal running
        running += 1
        at_once.append(running)
        begun.set()
        await asyncio.sleep(0.2)
        running -= 1

    leap_day = Periodic("0 0 29 2 *", "look_around")
    url = committed.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    app = jobs.build(committed, url, {"look_around": look_around}, [leap_day])
    (turn,) = app.periodic_registry.periodic_tasks.values()
    deferrer = PeriodicDeferrer(app.periodic_registry)

    async with app.open_async():
        await deferrer.defer_jobs([(turn, 60)])
        working = asyncio.create_task(app.run_worker_async(**ONCE))
        await begun.wait()
        await deferrer.defer_jobs([(turn, 120), (turn, 180)])
        await app.run_worker_async(**ONCE)
        await working
        await app.run_worker_async(**ONCE)

    assert at_once == [1, 1]


async def test_a_turn_that_died_is_taken_up_also_when_the_next_one_waits(
    committed: Database,
) -> None:
    """The next begins when it is over: if it did not come back, there would be none any more."""
    turns = 0

    async def look_around(db: Database) -> None:
        nonlocal turns
        turns += 1

    leap_day = Periodic("0 0 29 2 *", "look_around")
    url = committed.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    app = jobs.build(committed, url, {"look_around": look_around}, [leap_day])
    (turn,) = app.periodic_registry.periodic_tasks.values()
    deferrer = PeriodicDeferrer(app.periodic_registry)

    async with app.open_async():
        await deferrer.defer_jobs([(turn, 60)])
        await everything_in_a_dead_hand(committed)
        await deferrer.defer_jobs([(turn, 120)])
        await jobs.rescue(app)
        await app.run_worker_async(**ONCE)

    assert turns == 1
    assert [status for status, _ in await states(committed)] == ["succeeded", "succeeded"]


async def test_what_was_done_meanwhile_is_withdrawn_and_nothing_else(committed: Database) -> None:
    await in_hand_of_a_dead_worker(committed)
    async with committed.transaction() as session:
        await jobs.defer(session, "done", number=2)
        await jobs.defer(session, "other")

    async with committed.transaction() as session:
        await jobs.withdraw(session, "done")

    assert sorted(await states(committed)) == [("doing", 0), ("todo", 0)]
