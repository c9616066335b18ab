"""The partitions of the log of events, one for each day."""

from datetime import date, timedelta

from sqlalchemy import text

from hutong.kernel.db import Database

DAYS_AHEAD = 8
IN_THE_REST = text("""
    select exists (
        select from event_rest
        where (recorded_at at time zone 'utc')::date = cast(:day as date)
    )
""")


async def prepare(db: Database) -> None:
    """Make the log's partitions for today and the days ahead; what has none falls to the rest.

    A day of which the rest already holds events stays there whole: a shop that was filled before
    its worker first ran.
    """
    async with db.transaction() as session:
        # The parent first, as its readers do: the other way round they wait for each other.
        await session.execute(text("lock table event in access exclusive mode"))
        today = (
            await session.execute(text("select (now() at time zone 'utc')::date"))
        ).scalar_one()
        for ahead in range(DAYS_AHEAD):
            day = today + timedelta(days=ahead)
            if not (await session.execute(IN_THE_REST, {"day": day})).scalar_one():
                await session.execute(text(ddl(day)))


def ddl(day: date) -> str:
    after = day + timedelta(days=1)
    return (
        f"create table if not exists event_{day:%Y%m%d} partition of event"
        f" for values from ('{day} 00:00:00+00') to ('{after} 00:00:00+00')"
    )
