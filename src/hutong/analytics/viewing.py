"""Readings of product pages: noted by the page that is left, summed up by day, then forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prometheus_client import Counter
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.analytics.models import View
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.kernel.journal import Journal

SECONDS_MAX, STEP = 1800, 5
AT_ONCE, ROUNDS_MAX = 5_000, 200
LOST = Counter("hutong_product_views_lost", "Readings of product pages that were not written down")

SUM_UP = text("""
    with gone as (
        delete from analytics_view where id in (select id from analytics_view limit :most)
        returning day, scene, seconds - seconds % :step as seconds, added
    ),
    summed as (
        insert into analytics_view_day as kept (day, scene, seconds, views, added)
        select day, scene, seconds, count(*), count(*) filter (where added)
        from gone group by day, scene, seconds order by day, scene, seconds
        on conflict (day, scene, seconds) do update set
            views = kept.views + excluded.views, added = kept.added + excluded.added
        returning 1
    )
    select count(*) from gone
""")
FORGET = text("""
    with gone as (
        delete from analytics_view_day where (day, scene, seconds) in (
            select day, scene, seconds from analytics_view_day where day < :before limit :most)
        returning 1
    )
    select count(*) from gone
""")


@dataclass(frozen=True, slots=True)
class Viewed:
    """`scene` is the path of the page that led there, empty for everywhere else."""

    scene: str
    seconds: int
    added: bool
    at: datetime

    @property
    def day(self) -> date:
        return clock.local_day(self.at)


class Views(Journal[Viewed]):
    def __init__(self) -> None:
        super().__init__(write, LOST)


async def write(session: AsyncSession, batch: Sequence[Viewed]) -> None:
    rows = [
        {
            "id": new_id(),
            "day": each.day,
            "scene": each.scene,
            "seconds": max(0, min(each.seconds, SECONDS_MAX)),
            "added": each.added,
        }
        for each in batch
    ]
    await session.execute(insert(View), rows)


async def sum_up(db: Database) -> None:
    """Single readings become figures of their day; the rows are gone then."""
    for _round in range(ROUNDS_MAX):
        async with db.transaction() as session:
            moved = await session.scalar(SUM_UP, {"most": AT_ONCE, "step": STEP})
        if (moved or 0) < AT_ONCE:
            return


async def forget(db: Database, *, days: int) -> None:
    before = clock.local_day(clock.now()) - timedelta(days=days)
    for _round in range(ROUNDS_MAX):
        async with db.transaction() as session:
            gone = await session.scalar(FORGET, {"before": before, "most": AT_ONCE})
        if (gone or 0) < AT_ONCE:
            return
