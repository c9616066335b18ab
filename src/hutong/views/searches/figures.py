"""How search serves: the searches of each day, and how many of them led to something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.search import WordsDay

DAYS = 30
WEEK = 7
HUNDRED = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Searches:
    """Of a day or several. A rate is in a hundred searches; None where there were none."""

    day: date
    count: int = 0
    empty: int = 0
    clicked: int = 0
    added: int = 0
    bought: int = 0

    @property
    def click_rate(self) -> Decimal | None:
        return _rate(self.clicked, self.count)

    @property
    def empty_rate(self) -> Decimal | None:
        return _rate(self.empty, self.count)

    @property
    def added_rate(self) -> Decimal | None:
        return _rate(self.added, self.count)

    @property
    def bought_rate(self) -> Decimal | None:
        return _rate(self.bought, self.count)


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchFigures:
    days: Sequence[Searches]
    now: Searches
    before: Searches

    @property
    def rates(self) -> Sequence[Searches]:
        return self.days


async def search_figures(session: AsyncSession) -> SearchFigures:
    """The last thirty days; the last seven whole ones beside the seven before them."""
    today = clock.local_day(clock.now())
    days = await _days(session, today - timedelta(days=DAYS - 1), today)
    return SearchFigures(
        days=days,
        now=_together(days[-1 - WEEK : -1]),
        before=_together(days[-1 - 2 * WEEK : -1 - WEEK]),
    )


async def _days(session: AsyncSession, first: date, last: date) -> list[Searches]:
    """Every day, those without a search too."""
    rows = await session.execute(
        select(
            WordsDay.day,
            *(
                func.sum(column)
                for column in (
                    WordsDay.searches,
                    WordsDay.empty,
                    WordsDay.clicked,
                    WordsDay.added,
                    WordsDay.bought,
                )
            ),
        )
        .where(WordsDay.day.between(first, last))
        .group_by(WordsDay.day)
    )
    known = {day: [int(count) for count in counts] for day, *counts in rows}
    every = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    return [_searches(day, known.get(day, [0] * 5)) for day in every]


def _together(days: Sequence[Searches]) -> Searches:
    sums = [
        sum(getattr(day, name) for day in days)
        for name in ("count", "empty", "clicked", "added", "bought")
    ]
    return _searches(days[-1].day, sums)


def _searches(day: date, counts: Sequence[int]) -> Searches:
    count, empty, clicked, added, bought = counts
    return Searches(day=day, count=count, empty=empty, clicked=clicked, added=added, bought=bought)


def _rate(part: int, whole: int) -> Decimal | None:
    return (HUNDRED * part / whole).quantize(TENTH) if whole else None
