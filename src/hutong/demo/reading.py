"""How product pages were read in the last weeks, from the tea table and from elsewhere: told as
browsers tell it, summed up as every night."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import analytics
from hutong.analytics import SECONDS_MAX, Viewed, Views
from hutong.demo.whole import Whole

DAYS = 28
SCENE = "/pages/tea-table"
FROM_SCENE, FROM_ELSEWHERE = (9, 16), (45, 80)
LONG, SHORT = (4.5, 0.7), (3.8, 0.9)
"""Of the logarithm of seconds: where it lies, and how far it spreads."""
CART = {SCENE: 0.12, "": 0.08}


async def read_pages(session: AsyncSession, chance: Random, now: datetime) -> int:
    """How many readings that were."""
    db, views, count = Whole(session), Views(), 0
    for viewed in _readings(chance, now):
        views.note(viewed)
        count += 1
    await views.write_down(db)
    await analytics.sum_up(db)
    return count


def _readings(chance: Random, now: datetime) -> Iterator[Viewed]:
    for back in range(DAYS):
        at = now - timedelta(days=back)
        for scene, times, spread in ((SCENE, FROM_SCENE, LONG), ("", FROM_ELSEWHERE, SHORT)):
            for _each in range(chance.randint(*times)):
                seconds = min(SECONDS_MAX, int(chance.lognormvariate(*spread)))
                added = chance.random() < CART[scene]
                yield Viewed(scene=scene, seconds=seconds, added=added, at=at)
