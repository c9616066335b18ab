"""Readings of product pages: noted, summed up by day, forgotten; and what scenes are good for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import analytics, decoration
from hutong.analytics import View, ViewDay, Viewed, Views
from hutong.decoration import PageKind
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.views.scenes import scene_figures
from tests.make import goods as make
from tests.make.trade import STAFF

TEA = "/pages/tea-table"


async def read(db: Database, *views: tuple[str, int, bool], days_ago: int = 0) -> None:
    at = clock.now() - timedelta(days=days_ago)
    journal = Views()
    for scene, seconds, added in views:
        journal.note(Viewed(scene=scene, seconds=seconds, added=added, at=at))
    await journal.write_down(db)


async def days(session: AsyncSession) -> list[tuple[str, int, int, int]]:
    found = await session.execute(
        select(ViewDay.scene, ViewDay.seconds, ViewDay.views, ViewDay.added).order_by(
            ViewDay.scene, ViewDay.seconds
        )
    )
    return [(row.scene, row.seconds, row.views, row.added) for row in found]


async def test_readings_of_a_day_are_summed_up_in_steps_and_gone(
    session: AsyncSession, db: Database
) -> None:
    await read(db, (TEA, 62, True), (TEA, 64, False), ("", 7, False), ("", 90_000, True))

    await analytics.sum_up(db)
    await read(db, (TEA, 60, False))
    await analytics.sum_up(db)

    assert await days(session) == [("", 5, 1, 0), ("", 1800, 1, 1), (TEA, 60, 3, 1)]
    assert await session.scalar(select(func.count()).select_from(View)) == 0


async def test_figures_are_forgotten_when_they_are_old(session: AsyncSession, db: Database) -> None:
    await read(db, (TEA, 60, True), days_ago=500)
    await read(db, (TEA, 60, True), days_ago=10)
    await analytics.sum_up(db)

    await analytics.forget(db, days=400)

    assert await days(session) == [(TEA, 60, 1, 1)]


@pytest.mark.parametrize("summed", [True, False])
async def test_a_scene_is_compared_with_the_rest_whether_summed_up_or_not(
    session: AsyncSession, db: Database, *, summed: bool
) -> None:
    title = make.words("一张茶桌", "A tea table")
    await decoration.create_page(session, PageKind.SCENE, "tea-table", title=title, by=STAFF)
    await read(db, *[(TEA, each, each == 95) for each in (30, 95, 120, 200)])
    await read(db, *[("", 10, each == 0) for each in range(10)])
    if summed:
        await analytics.sum_up(db)

    figures = await scene_figures(session)

    (row,) = figures.rows
    told = row.readings
    assert (row.path, told.views, told.median, told.p75) == (TEA, 4, 95, 120)
    assert (told.rate, figures.rest.rate, row.more) == (
        Decimal("25.0"),
        Decimal("10.0"),
        Decimal("150.0"),
    )
    assert figures.days[-1].scenes.median == 95
    assert figures.days[0].scenes.median is None


@pytest.mark.parametrize(
    ("views", "added", "stays", "sells"),
    [(99, 99, False, False), (100, 24, True, False), (100, 25, True, True)],
)
async def test_a_scene_has_reached_nothing_before_enough_readings(
    session: AsyncSession, db: Database, *, views: int, added: int, stays: bool, sells: bool
) -> None:
    title = make.words("一张茶桌", "A tea table")
    await decoration.create_page(session, PageKind.SCENE, "tea-table", title=title, by=STAFF)
    await read(db, *[(TEA, 120, each < added) for each in range(views)])
    await read(db, *[("", 10, each < 25) for each in range(250)])

    (row,) = (await scene_figures(session)).rows

    assert (row.readings.stays, row.sells) == (stays, sells)


async def test_a_scene_that_nobody_came_from_is_told_too(session: AsyncSession) -> None:
    title = make.words("一张茶桌", "A tea table")
    await decoration.create_page(session, PageKind.SCENE, "tea-table", title=title, by=STAFF)

    (row,) = (await scene_figures(session)).rows

    assert (row.readings.views, row.readings.median, row.more) == (0, None, None)
