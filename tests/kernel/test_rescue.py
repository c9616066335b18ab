"""What a killed worker had in hand is done by another one."""

from procrastinate import App
from sqlalchemy import text

from hutong.kernel import jobs
from hutong.kernel.db import Database


async def done(db: Database, *, number: int) -> None:
    """A job that only has to be known."""


async def in_hand_of_a_dead_worker(db: Database) -> None:
    async with db.transaction() as session:
        await jobs.defer(session, "done", number=1)
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


async def test_a_job_of_a_dead_worker_goes_back_to_the_queue(committed: Database) -> None:
    await in_hand_of_a_dead_worker(committed)
    app = queue_of(committed)

    async with app.open_async():
        await jobs.rescue(app)

    assert await states(committed) == [("todo", 1)]
