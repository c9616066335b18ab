from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.inventory import (
    MAIN,
    Bounds,
    Daily,
    Demand,
    Pin,
    Rank,
    StockNotFound,
    Threshold,
    Want,
    bounds,
    demand,
    ranks,
)
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid

DAYS = st.lists(st.integers(1, 50), max_size=90)


async def sell(session: AsyncSession, sku_id: UUID, quantity: int) -> None:
    order, want = uuid4(), Want(sku_id, quantity)
    await inventory.reserve(session, order, [want], until=clock.now() + timedelta(hours=1))
    await inventory.claim(session, order)
    await inventory.ship(session, order, [want])


async def daily(session: AsyncSession, sku_id: UUID) -> list[tuple[int, int, int]]:
    """On hand, promised, shipped; day by day."""
    rows = await session.scalars(select(Daily).where(Daily.sku_id == sku_id).order_by(Daily.day))
    return [(each.on_hand, each.reserved, each.shipped) for each in rows]


async def threshold(session: AsyncSession, sku_id: UUID) -> Threshold:
    found = await session.get(Threshold, (MAIN, sku_id), populate_existing=True)
    assert found is not None
    return found


def test_the_formula_by_hand() -> None:
    """Nine days of two pieces and one of twelve; ten days of lead time; rank B.

    mean 3, deviation 3: 3 x 10 + 1.65 x 3 x sqrt(10) = 45.7; and 30 days of 3 more.
    """
    wanted = demand([2] * 9 + [12], 10)

    assert wanted == Demand(Decimal(3), Decimal(3))
    assert bounds(wanted, rank=Rank.B, lead_days=10) == Bounds(46, 136)


def test_days_on_which_nothing_left_count_as_noughts() -> None:
    assert demand([4], 4) == demand([4, 0, 0, 0], 4)


def test_what_does_not_sell_is_not_ordered_again() -> None:
    assert bounds(demand([], 90), rank=Rank.A, lead_days=7) == Bounds(0, 0)
    assert bounds(demand([], 0), rank=Rank.A, lead_days=7) == Bounds(0, 0)


@given(DAYS, st.integers(1, 60))
def test_more_certainty_and_longer_ways_never_need_less(sold: list[int], lead: int) -> None:
    wanted = demand(sold, 90)

    by_rank = [bounds(wanted, rank=rank, lead_days=lead).minimum for rank in Rank]
    longer = bounds(wanted, rank=Rank.C, lead_days=lead + 1).minimum

    assert by_rank == sorted(by_rank, reverse=True)
    assert by_rank[-1] <= longer
    assert bounds(wanted, rank=Rank.C, lead_days=lead).maximum >= by_rank[-1] >= 0


def test_few_articles_make_most_of_the_sales() -> None:
    assert ranks({"mug": 800, "bowl": 150, "vase": 49, "tray": 1, "rug": 0}) == {
        "mug": Rank.A,
        "bowl": Rank.B,
        "vase": Rank.C,
        "tray": Rank.C,
        "rug": Rank.C,
    }


def test_where_nothing_is_sold_all_are_of_the_last_rank() -> None:
    assert ranks({"mug": 0, "bowl": 0}) == {"mug": Rank.C, "bowl": Rank.C}


async def test_every_day_that_is_over_is_written_down_once(
    session: AsyncSession, time: Simulated, mug: UUID
) -> None:
    time.advance(timedelta(days=1))
    await sell(session, mug, 4)
    time.advance(timedelta(days=2))

    closed = [await inventory.close_books(session), await inventory.close_books(session)]

    assert closed == [3, 0]
    assert await daily(session, mug) == [(10, 0, 0), (6, 0, 4), (6, 0, 0)]


async def test_days_closed_one_by_one_are_the_same_as_closed_together(
    session: AsyncSession, time: Simulated, mug: UUID
) -> None:
    one_by_one = []
    for day in range(4):
        await sell(session, mug, day % 2 + 1)
        time.advance(timedelta(days=1))
        await inventory.close_books(session)
    one_by_one = await daily(session, mug)

    for row in (await session.scalars(select(Daily))).all():
        await session.delete(row)
    await session.flush()
    await inventory.close_books(session)

    assert await daily(session, mug) == one_by_one == [(9, 0, 1), (7, 0, 2), (6, 0, 1), (4, 0, 2)]


async def test_thresholds_follow_what_was_sold(
    session: AsyncSession, time: Simulated, mug: UUID, bowl: UUID
) -> None:
    for _day in range(3):
        await sell(session, mug, 2)
        time.advance(timedelta(days=1))
    await inventory.close_books(session)

    await inventory.work_out(session)

    selling, resting = [await threshold(session, sku) for sku in (mug, bowl)]
    assert (selling.demand, selling.deviation, selling.lead_days) == (2, 0, 7)
    assert (selling.minimum, selling.maximum, selling.rank) == (14, 74, Rank.A)
    assert (resting.minimum, resting.maximum) == (0, 0)


async def test_what_staff_have_pinned_stays_pinned(
    session: AsyncSession, time: Simulated, mug: UUID
) -> None:
    await inventory.pin_threshold(session, MAIN, mug, Pin(20, 60), by=SYSTEM)
    time.advance(timedelta(days=1))
    await inventory.close_books(session)
    await inventory.work_out(session)
    pinned = await threshold(session, mug)
    assert (pinned.pinned_minimum, pinned.pinned_maximum) == (20, 60)

    await inventory.pin_threshold(session, MAIN, mug, None, by=SYSTEM)

    assert (await threshold(session, mug)).pinned_minimum is None


@pytest.mark.parametrize("pin", [Pin(-1, 5), Pin(6, 5), Pin(0, 1_000_001)])
async def test_a_pinned_threshold_makes_sense(session: AsyncSession, mug: UUID, pin: Pin) -> None:
    with pytest.raises(Invalid):
        await inventory.pin_threshold(session, MAIN, mug, pin, by=SYSTEM)


async def test_a_threshold_is_for_what_stands_there(session: AsyncSession) -> None:
    with pytest.raises(StockNotFound):
        await inventory.pin_threshold(session, MAIN, uuid4(), Pin(1, 2), by=SYSTEM)


async def test_a_shop_without_a_single_movement_has_nothing_to_close(
    session: AsyncSession,
) -> None:
    assert await inventory.close_books(session) == 0
    assert await inventory.work_out(session) == 0
