"""From single searches to figures of a day, and what is forgotten when it is old."""

from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.db import Database

LATE = timedelta(hours=1)
"""What happened so long ago is summed up again: the job may have been away for a while."""
FEW = 3
FORGET_MAX = 5_000
ROUNDS_MAX = 200

SUM_UP = text("""
    with days as (
        select day from search_asked where at >= :since group by day
        union
        select asked.day from search_deed deed join search_asked asked on asked.id = deed.asked_id
        where deed.at >= :since
    ),
    single as (
        select asked.id, asked.day, asked.words, asked.total,
            coalesce(bool_or(deed.kind = 'clicked'), false) as clicked,
            coalesce(bool_or(deed.kind = 'added'), false) as added,
            coalesce(bool_or(deed.kind = 'bought'), false) as bought
        from search_asked asked left join search_deed deed on deed.asked_id = asked.id
        where asked.day in (select day from days) and asked.times > 0
        group by asked.id
    )
    insert into search_words_day (day, words, searches, empty, clicked, added, bought, found)
    select day, words, count(*), count(*) filter (where total = 0), count(*) filter (where clicked),
        count(*) filter (where added), count(*) filter (where bought),
        (array_agg(total order by id desc))[1]
    from single group by day, words order by day, words
    on conflict (day, words) do update set
        searches = excluded.searches, empty = excluded.empty, clicked = excluded.clicked,
        added = excluded.added, bought = excluded.bought, found = excluded.found
""")
FORGET = text("""
    delete from search_asked where id in (
        select id from search_asked where day < :before limit :most)
""")
BLUR = text("""
    with few as (
        delete from search_words_day where day < :before and searches < :few and words <> ''
        returning *
    )
    insert into search_words_day as kept
        (day, words, searches, empty, clicked, added, bought, found)
    select day, '', sum(searches), sum(empty), sum(clicked), sum(added), sum(bought), 0
    from few group by day
    on conflict (day, words) do update set
        searches = kept.searches + excluded.searches, empty = kept.empty + excluded.empty,
        clicked = kept.clicked + excluded.clicked, added = kept.added + excluded.added,
        bought = kept.bought + excluded.bought
""")


async def sum_up(db: Database) -> None:
    """The figures of every day to which something was added lately. Again gives the same."""
    async with db.transaction() as session:
        await sum_up_since(session, clock.now() - LATE)


async def sum_up_since(session: AsyncSession, since: datetime) -> None:
    await session.execute(SUM_UP, {"since": since})


async def forget(db: Database, *, days: int) -> None:
    """Who asked for what is kept for so many days. After that only figures stay, with the words
    where several shoppers used them."""
    before = clock.local_day(clock.now()) - timedelta(days=days)
    for _ in range(ROUNDS_MAX):
        if await _forget(db, before) < FORGET_MAX:
            break
    async with db.transaction() as session:
        await session.execute(BLUR, {"before": before, "few": FEW})


async def _forget(db: Database, before: date) -> int:
    async with db.transaction() as session:
        done = await session.execute(FORGET, {"before": before, "most": FORGET_MAX})
        return int(done.rowcount)  # type: ignore[attr-defined]
