"""What scenes are good for: product pages that were opened from them, beside all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, cast, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.analytics import STEP, View, ViewDay
from hutong.decoration import Page, PageKind
from hutong.kernel import clock
from hutong.kernel.texts import Texts

DAYS = 28
STAY_WANTED = 90
"""Seconds in view that the median reading from a scene should reach."""
MORE_WANTED = Decimal("1.25")
"""How often a product goes into the cart from a scene, against the rest."""
READINGS_MIN = 100
"""A median of fewer readings moves by many seconds with one shopper more."""
ADDED_MIN = 25
"""A count of 25 sways by a fifth by chance alone: a quarter more is just more than that."""
HUNDRED, TENTH, HUNDREDTH = Decimal(100), Decimal("0.1"), Decimal("0.01")
SCENES_MAX = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """The median and the time that three quarters stayed at most, in steps of five seconds; the
    rate is in a hundred readings. None where nobody read anything."""

    views: int = 0
    added: int = 0
    median: int | None = None
    p75: int | None = None

    @property
    def rate(self) -> Decimal | None:
        return (HUNDRED * self.added / self.views).quantize(HUNDREDTH) if self.views else None

    @property
    def enough(self) -> bool:
        return self.views >= READINGS_MIN

    @property
    def stays(self) -> bool:
        return self.enough and self.median is not None and self.median >= STAY_WANTED

    def more_than(self, rest: "Readings") -> Decimal | None:
        """By how many per cent it goes into the cart more often."""
        if not rest.added or not self.views:
            return None
        share = Decimal(self.added * rest.views) / (self.views * rest.added)
        return ((share - 1) * HUNDRED).quantize(TENTH)


NOBODY = Readings()


@dataclass(frozen=True, kw_only=True, slots=True)
class SceneRow:
    path: str
    title: Texts
    readings: Readings
    rest: Readings

    @property
    def more(self) -> Decimal | None:
        return self.readings.more_than(self.rest)

    @property
    def comparable(self) -> bool:
        return all(each.enough and each.added >= ADDED_MIN for each in (self.readings, self.rest))

    @property
    def sells(self) -> bool:
        wanted = (MORE_WANTED - 1) * HUNDRED
        return self.comparable and self.more is not None and self.more >= wanted


@dataclass(frozen=True, kw_only=True, slots=True)
class SceneDay:
    day: date
    scenes: Readings
    rest: Readings

    @property
    def scenes_stay(self) -> int | None:
        return self.scenes.median

    @property
    def rest_stay(self) -> int | None:
        return self.rest.median

    @property
    def stay_wanted(self) -> int:
        return STAY_WANTED

    @property
    def scenes_rate(self) -> Decimal | None:
        return self.scenes.rate

    @property
    def rest_rate(self) -> Decimal | None:
        return self.rest.rate

    @property
    def rate_wanted(self) -> Decimal | None:
        rate = self.rest.rate
        return (rate * MORE_WANTED).quantize(TENTH) if rate is not None else None


@dataclass(frozen=True, kw_only=True, slots=True)
class SceneFigures:
    rows: Sequence[SceneRow]
    days: Sequence[SceneDay]
    scenes: Readings
    rest: Readings

    @property
    def rates(self) -> Sequence[SceneDay]:
        return self.days


_ALL = union_all(
    select(ViewDay.day, ViewDay.scene, ViewDay.seconds, ViewDay.views, ViewDay.added),
    select(
        View.day,
        View.scene,
        View.seconds - View.seconds % STEP,
        literal(1),
        cast(View.added, Integer),
    ),
).subquery()
_FROM_SCENE = (_ALL.c.scene != "").label("from_scene")


async def scene_figures(session: AsyncSession) -> SceneFigures:
    """The last four weeks with today, what is not summed up yet too."""
    today = clock.local_day(clock.now())
    first = today - timedelta(days=DAYS - 1)
    whole = {row.from_scene: _readings(row) for row in await _spread(session, first, _FROM_SCENE)}
    scenes, rest = whole.get(True, NOBODY), whole.get(False, NOBODY)
    return SceneFigures(
        rows=await _rows(session, first, rest),
        days=await _days(session, first, today),
        scenes=scenes,
        rest=rest,
    )


async def _rows(session: AsyncSession, first: date, rest: Readings) -> Sequence[SceneRow]:
    """The most read first, those that nobody came from too."""
    known = {row.scene: _readings(row) for row in await _spread(session, first, _ALL.c.scene)}
    titles = await session.execute(
        select(Page.path, Page.title)
        .where(Page.kind == PageKind.SCENE)
        .order_by(Page.path)
        .limit(SCENES_MAX)
    )
    rows = [
        SceneRow(
            path=path,
            title=title,
            readings=known.get(path, NOBODY),
            rest=rest,
        )
        for path, title in titles
    ]
    return sorted(rows, key=lambda row: -row.readings.views)


async def _days(session: AsyncSession, first: date, last: date) -> Sequence[SceneDay]:
    spread = await _spread(session, first, _ALL.c.day, _FROM_SCENE)
    known: Mapping[tuple[date, bool], Readings] = {
        (row.day, row.from_scene): _readings(row) for row in spread
    }
    every = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    return [
        SceneDay(
            day=day,
            scenes=known.get((day, True), NOBODY),
            rest=known.get((day, False), NOBODY),
        )
        for day in every
    ]


async def _spread(session: AsyncSession, first: date, *groups: ColumnElement[Any]) -> list[Any]:
    """How long readings lasted, for each group: those that stayed at most so long, added up."""
    steps = (
        select(
            *groups,
            _ALL.c.seconds,
            func.sum(_ALL.c.views).label("views"),
            func.sum(_ALL.c.added).label("added"),
        )
        .where(_ALL.c.day >= first)
        .group_by(*groups, _ALL.c.seconds)
        .subquery()
    )
    keys = [str(group.key) for group in groups]
    names = [steps.c[key] for key in keys]
    up = func.sum(steps.c.views).over(partition_by=names, order_by=steps.c.seconds)
    whole = func.sum(steps.c.views).over(partition_by=names)
    summed = select(steps, up.label("up"), whole.label("whole")).subquery()
    of = [summed.c[key] for key in keys]
    seconds = func.min(summed.c.seconds)
    found = await session.execute(
        select(
            *of,
            func.max(summed.c.whole).label("views"),
            func.sum(summed.c.added).label("added"),
            seconds.filter(summed.c.up * 2 >= summed.c.whole).label("median"),
            seconds.filter(summed.c.up * 4 >= summed.c.whole * 3).label("p75"),
        ).group_by(*of)
    )
    return list(found)


def _readings(row: Row[Any]) -> Readings:
    return Readings(views=int(row.views), added=int(row.added), median=row.median, p75=row.p75)
