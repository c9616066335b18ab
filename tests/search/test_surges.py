"""Goods that suddenly many click stand on top of their category for an hour, and no longer."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.kernel.settings import Settings
from hutong.search import Asked, Deed, DeedKind, Effect, MerchandisingRule, Placed, RuleDraft
from hutong.views.trail import history_of
from tests.make import goods as make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Look = Callable[[], Awaitable[list[MerchandisingRule]]]


async def clicked(session: AsyncSession, product_id: UUID, count: int, at: datetime) -> None:
    for number in range(count):
        asked = Asked(
            id=new_id(),
            device=f"{new_id()}",
            member_id=None,
            words=f"杯 {number}",
            day=clock.local_day(at),
            at=at,
            times=1,
            total=1,
            shown={},
        )
        session.add(asked)
        await session.flush()
        deed = {"kind": DeedKind.CLICKED, "position": 1, "at": at, "order_id": None}
        session.add(Deed(asked_id=asked.id, product_id=product_id, **deed))
    await session.flush()


@pytest.fixture
async def mug(session: AsyncSession, time: Simulated) -> ProductSheet:
    sheet = await make.goods(session, "mug")
    await search.refresh(session, [sheet.id])
    return sheet


@pytest.fixture
def look(session: AsyncSession, db: Database, settings: Settings) -> Look:
    """What a worker does every ten minutes where six clicks may be a surge; the rules then."""
    few = settings.model_copy(update={"search_surge_clicks": 6})

    async def look() -> list[MerchandisingRule]:
        await search.tasks(few)["search.surges"](db)
        return list(await session.scalars(select(MerchandisingRule)))

    return look


async def test_what_is_clicked_far_more_than_usual_is_pinned_for_an_hour(
    session: AsyncSession, mug: ProductSheet, look: Look
) -> None:
    at = clock.now()
    for days in (1, 5):
        await clicked(session, mug.id, 3, at - days * DAY - HOUR / 2)
    await clicked(session, mug.id, 6, at - HOUR / 2)

    (rule,) = await look()

    assert (rule.category_id, rule.made_by) == (mug.category_id, SYSTEM.name)
    assert rule.goods == [{"product_id": str(mug.id), "effect": "pin"}]
    assert (rule.begins_at, rule.ends_at) == (at, at + HOUR)


async def test_why_it_stands_there_is_in_its_history(
    session: AsyncSession, mug: ProductSheet, look: Look
) -> None:
    await clicked(session, mug.id, 7, clock.now() - HOUR / 2)

    (rule,) = await look()

    (line,) = await history_of(session, ["search_rule"], [str(rule.id)], most=5)
    assert line.action == "search.surge"
    assert {change.field: change.after for change in line.changes}["clicks"] == 7


async def test_looking_again_within_the_hour_pins_nothing_twice_and_it_ends_by_itself(
    session: AsyncSession, mug: ProductSheet, look: Look, time: Simulated
) -> None:
    await clicked(session, mug.id, 6, clock.now() - HOUR / 2)
    once = len(await look())
    time.advance(timedelta(minutes=10))
    twice = len(await look())
    time.advance(HOUR)

    later = await look()

    assert (once, twice, len(later)) == (1, 1, 1)
    assert later[0].ends_at is not None
    assert later[0].ends_at < clock.now()


@pytest.mark.parametrize(
    ("before", "lately"), [(0, 5), (40, 8)], ids=["hardly anybody", "as every day"]
)
async def test_what_is_usual_is_no_surge(
    session: AsyncSession, mug: ProductSheet, look: Look, before: int, lately: int
) -> None:
    at = clock.now()
    await clicked(session, mug.id, before, at - DAY - HOUR / 2)
    await clicked(session, mug.id, lately, at - HOUR / 2)

    assert await look() == []


async def test_what_staff_arranged_is_left_alone(
    session: AsyncSession, mug: ProductSheet, look: Look
) -> None:
    draft = RuleDraft(category_id=mug.category_id, goods=[Placed(mug.id, Effect.BURY)])
    ours = await search.arrange(session, draft, by=SYSTEM)
    await session.flush()
    await clicked(session, mug.id, 9, clock.now() - HOUR / 2)

    assert await look() == [ours]
