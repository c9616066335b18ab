from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.kernel.clock import Simulated, local_day
from hutong.kernel.db import Database
from hutong.kernel.journal import NOTES_MAX
from hutong.kernel.settings import Settings
from hutong.search import Asked, Clicked, Journal, Looked, Who, WordsDay

CUP, POT = uuid4(), uuid4()


def look(
    time: Simulated, device: str, words: str = "杯子", shown: Sequence[UUID] = (CUP, POT)
) -> Looked:
    return Looked(
        who=Who(device),
        words=words,
        view="1",
        first=0,
        shown=tuple(shown),
        total=len(shown),
        at=time.at,
    )


def click(time: Simulated, device: str) -> Clicked:
    return Clicked(who=Who(device), words="杯子", view="1", first=0, product_id=POT, at=time.at)


async def written(db: Database, *notes: Looked | Clicked) -> None:
    journal = Journal()
    for note in notes:
        journal.note(note)
    await journal.write_down(db)


async def figures(session: AsyncSession) -> list[tuple[str, int, int, int]]:
    rows = await session.scalars(
        select(WordsDay).order_by(WordsDay.words).execution_options(populate_existing=True)
    )
    return [(row.words, row.searches, row.empty, row.clicked) for row in rows]


async def test_the_figures_of_a_day_count_searches_and_what_came_of_them(
    session: AsyncSession, db: Database, settings: Settings, time: Simulated
) -> None:
    await written(
        db,
        *(look(time, device) for device in "abc"),
        click(time, "a"),
        look(time, "a", "杯了", ()),
    )

    for _ in range(2):  # again gives the same
        await search.tasks(settings)["search.sum_up"](db)

    assert await figures(session) == [("杯了", 1, 1, 0), ("杯子", 3, 0, 1)]


async def test_a_click_of_today_on_the_results_of_yesterday_counts_for_yesterday(
    session: AsyncSession, db: Database, settings: Settings, time: Simulated
) -> None:
    await written(db, look(time, "a"))
    await search.tasks(settings)["search.sum_up"](db)
    time.advance(timedelta(hours=13))
    await written(db, click(time, "a"))

    await search.tasks(settings)["search.sum_up"](db)

    assert await figures(session) == [("杯子", 1, 0, 1)]


async def test_after_some_weeks_nobody_can_tell_who_searched_nor_what_only_one_searched(
    session: AsyncSession, db: Database, settings: Settings, time: Simulated
) -> None:
    await written(db, *(look(time, device) for device in "abc"), look(time, "a", "给张三的礼物"))
    await search.tasks(settings)["search.sum_up"](db)
    time.advance(timedelta(days=settings.search_log_days + 1))

    await search.tasks(settings)["search.forget"](db)

    assert list(await session.scalars(select(Asked))) == []
    assert await figures(session) == [("", 1, 0, 0), ("杯子", 3, 0, 0)]


async def test_searches_within_the_time_are_kept(
    session: AsyncSession, db: Database, settings: Settings, time: Simulated
) -> None:
    await written(db, look(time, "a"))
    time.advance(timedelta(days=settings.search_log_days - 1))

    await search.tasks(settings)["search.forget"](db)

    kept = list(await session.scalars(select(Asked)))
    assert [each.day for each in kept] == [local_day(time.at) - timedelta(days=89)]


async def test_a_journal_that_cannot_be_written_does_not_grow_for_ever(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    journal = Journal()
    for number in range(NOTES_MAX + 1):
        journal.note(look(time, f"device {number % 3}"))

    await journal.write_down(db)

    rows = list(await session.scalars(select(Asked)))
    assert sum(row.times for row in rows) == NOTES_MAX


@pytest.mark.parametrize("place", [(CUP, POT), (POT, CUP)])
async def test_a_click_knows_the_place_of_its_goods(
    session: AsyncSession, db: Database, time: Simulated, place: tuple[UUID, UUID]
) -> None:
    await written(db, look(time, "a", shown=place), click(time, "a"))

    positions = list(await session.scalars(select(search.Deed.position)))
    assert positions == [place.index(POT) + 1]
