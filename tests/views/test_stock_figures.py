"""Two months of a small shop, made up so that every figure can be worked out by hand.

From the first of September on 60 mugs and 12 bowls stand in the warehouse. In September one mug is
sold a day, so 59 to 30 are left at night: 44.5 on average. On the first of October 70 more mugs
come, and two are sold on each of the first 25 days: 98, 96 ... 50 are left at night, and 50 on the
six nights after them, 2150 in all. Of the bowls nobody buys any. Three vases come on the first of
October and are all sold on that day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.inventory import (
    MAIN,
    LocationKind,
    Pin,
    Rank,
    ReceiptDraft,
    StocktakePlan,
    TransferDraft,
    Want,
)
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.views.lists import Paging
from hutong.views.stock.articles import StockFilters, StockLevel, stock_list
from hutong.views.stock.figures import stock_figures
from hutong.views.stock.shelves import ShelfFilters, shelf_list
from hutong.views.stock.stocktakes import AccuracyFilters, accuracy_list
from hutong.views.stock.thresholds import (
    ThresholdFilters,
    ThresholdRow,
    threshold,
    threshold_list,
)
from hutong.views.stock.turnover import (
    Advice,
    Pace,
    TurnoverFilters,
    TurnoverRow,
    turnover_list,
)
from hutong.views.waiting import waiting
from tests.make import goods, places

FIRST_OF_SEPTEMBER = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # ten o'clock in the shop
ALL = Paging(sort="code", size=100)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class History:
    mug: UUID
    bowl: UUID
    vase: UUID


@pytest.fixture
def time() -> Iterator[Simulated]:
    with clock.simulated(FIRST_OF_SEPTEMBER) as simulated:
        yield simulated


@pytest.fixture
async def history(session: AsyncSession, time: Simulated) -> History:
    """It is the first of November; every day before is closed."""
    mug, bowl, vase = [(await goods.goods(session, in_stock=0)).skus[0].id for _ in range(3)]
    await inventory.receive(session, mug, 60, by=SYSTEM)
    await inventory.receive(session, bowl, 12, by=SYSTEM)
    for _day in range(30):
        await sell(session, mug, 1)
        time.advance(DAY)
    await inventory.receive(session, mug, 70, by=SYSTEM)
    await inventory.receive(session, vase, 3, by=SYSTEM)
    await sell(session, vase, 3)
    for _day in range(25):
        await sell(session, mug, 2)
        time.advance(DAY)
    time.advance(6 * DAY)
    await night(session)
    return History(mug, bowl, vase)


async def sell(session: AsyncSession, sku_id: UUID, quantity: int) -> None:
    order, want = uuid4(), Want(sku_id, quantity)
    await inventory.reserve(session, order, [want], until=clock.now() + timedelta(hours=1))
    await inventory.claim(session, order)
    await inventory.ship(session, order, [want])


async def night(session: AsyncSession) -> None:
    while await inventory.close_books(session):
        pass
    await inventory.work_out(session)


async def carry(session: AsyncSession, from_id: UUID, to_id: UUID, want: Want) -> None:
    draft = TransferDraft(from_id=from_id, to_id=to_id, wants=[want])
    transfer = await inventory.draft_transfer(session, draft, by=SYSTEM)
    await inventory.send_transfer(session, transfer.id, by=SYSTEM)
    await inventory.receive_transfer(session, transfer.id, by=SYSTEM)


async def turned(session: AsyncSession, sku_id: UUID, location_id: UUID = MAIN) -> TurnoverRow:
    rows = (await turnover_list(session, TurnoverFilters(), ALL)).rows
    return next(row for row in rows if (row.sku_id, row.location_id) == (sku_id, location_id))


async def limits(session: AsyncSession, sku_id: UUID) -> ThresholdRow:
    return await threshold(session, MAIN, sku_id)


def tenths(*numbers: str) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


async def test_the_house_turns_its_stock_as_often_as_one_works_out_by_hand(
    session: AsyncSession, history: History
) -> None:
    """September: 44.5 + 12 pieces on average, 30 gone in 30 days: 56.5 days; 365 / 56.5 = 6.46.
    October: 2150 + 31 x 12 = 2522 in 31 nights, 53 gone: 2522 / 53 = 47.6; 365 / 47.58 = 7.67."""
    figures = await stock_figures(session)

    assert [(month.shipped, month.days) for month in figures.months] == [(30, 30), (53, 31)]
    assert [figures.lasts_before, figures.lasts] == tenths("56.5", "47.6")
    assert [figures.turns_before, figures.turns] == tenths("6.5", "7.7")


async def test_a_month_that_is_not_over_is_compared_with_nothing(
    session: AsyncSession, history: History, time: Simulated
) -> None:
    time.advance(29 * DAY)
    await night(session)

    figures = await stock_figures(session)

    assert figures.months[-1].days == 29
    assert figures.turns == Decimal("7.7")


async def test_the_same_by_location(session: AsyncSession, history: History) -> None:
    """1335 + 2150 mugs, 61 x 12 bowls and no vases stood there in 61 nights: 4217; 83 left."""
    place = next(each for each in (await stock_figures(session)).places if each.code == "main")

    assert (place.shipped, place.sent_out, place.days) == (83, 0, 61)
    assert [place.lasts, place.turns] == tenths("50.8", "7.2")


async def test_each_article_turns_at_its_own_pace(session: AsyncSession, history: History) -> None:
    """The mugs: 3485 in 61 nights, 80 gone: 3485 / 80 = 43.6 days; 365 / 43.56 = 8.4 turns."""
    mug, bowl, vase = [
        await turned(session, sku) for sku in (history.mug, history.bowl, history.vase)
    ]

    assert (mug.gone, mug.days, mug.free, mug.pace) == (80, 61, 50, Pace.FINE)
    assert [mug.lasts, mug.turns] == tenths("43.6", "8.4")
    assert (bowl.gone, bowl.lasts, bowl.turns) == (0, None, 0)
    assert (bowl.pace, bowl.advice) == (Pace.SLOW, Advice.PROMOTE)
    assert (vase.gone, vase.days, vase.out_days) == (3, 31, 31)
    assert (vase.pace, vase.advice) == (Pace.OUT, Advice.ORDER)


async def test_the_ninety_days_before_stand_beside_the_last_ninety(
    session: AsyncSession, history: History, time: Simulated
) -> None:
    """On the first of December the last ninety closed days begin on the second of September; on
    the first of it 59 mugs were left and one had gone: 59 days."""
    time.advance(30 * DAY)
    await night(session)

    mug = await turned(session, history.mug)

    assert (mug.days, mug.days_before, mug.gone_before) == (90, 1, 1)
    assert mug.lasted == Decimal("59.0")


async def test_what_came_only_lately_is_not_called_slow(
    session: AsyncSession, history: History, time: Simulated
) -> None:
    tray = (await goods.goods(session, in_stock=500)).skus[0].id
    time.advance(29 * DAY)
    await night(session)
    early = (await turned(session, tray)).pace

    time.advance(DAY)
    await night(session)

    assert [early, (await turned(session, tray)).pace] == [Pace.FINE, Pace.SLOW]


@pytest.mark.parametrize(("sold", "pace"), [(10, Pace.FINE), (9, Pace.SLOW)])
async def test_slow_is_what_lasts_for_more_than_180_days(
    session: AsyncSession, time: Simulated, sold: int, pace: Pace
) -> None:
    """45 nights with 40 pieces are 1800; 1800 / 10 = 180 days, 1800 / 9 = 200."""
    rug = (await goods.goods(session, in_stock=40 + sold)).skus[0].id
    await sell(session, rug, sold)
    time.advance(45 * DAY)
    await night(session)

    row = await turned(session, rug)

    listed = await turnover_list(session, TurnoverFilters(pace=pace), ALL)
    assert (row.lasts, row.pace) == (Decimal(1800) / sold, pace)
    assert [each.sku_id for each in listed.rows] == [rug]


async def test_what_sells_elsewhere_is_sent_there_and_what_stands_elsewhere_is_fetched(
    session: AsyncSession, history: History, time: Simulated
) -> None:
    store = (await places.location(session, LocationKind.STORE, sells=True)).id
    await inventory.receive(session, history.vase, 2, by=SYSTEM, location_id=store)
    await carry(session, MAIN, store, Want(history.bowl, 2))
    await carry(session, store, MAIN, Want(history.bowl, 1))
    time.advance(DAY)
    await night(session)

    bowl, vase = [await turned(session, sku) for sku in (history.bowl, history.vase)]

    assert (bowl.pace, bowl.advice) == (Pace.SLOW, Advice.SEND_ON)
    assert (vase.pace, vase.advice) == (Pace.OUT, Advice.FETCH)


async def test_what_could_not_be_had_is_counted_in_article_days(
    session: AsyncSession, history: History
) -> None:
    """In the last 30 days 30 of 90, the vases; in the 30 before on their first day, 1 of 61."""
    figures = await stock_figures(session)

    assert [figures.out_before, figures.out] == tenths("1.6", "33.3")
    assert (figures.missing[-1].articles, figures.missing[-1].out) == (3, 1)


async def test_limits_follow_how_fast_things_sell(session: AsyncSession, history: History) -> None:
    """Mugs: 80 in 61 days are 1.3115 a day; (30 x 1 + 25 x 4) / 61 - 1.3115 ^ 2 = 0.4112, whose
    root is 0.6412; rank A, seven days to come: 9.18 + 2.05 x 0.6412 x 2.6458 = 12.66, so 13, and
    30 x 1.3115 = 39.3, so 40 more. Vases: on the one day on which there were any, 3; rank C."""
    mug, bowl, vase = [
        await limits(session, sku) for sku in (history.mug, history.bowl, history.vase)
    ]

    assert (mug.demand, mug.deviation, mug.rank) == (*tenths("1.3115", "0.6412"), Rank.A)
    assert (mug.lead_days, mug.minimum, mug.maximum) == (7, 13, 53)
    assert (vase.minimum, vase.maximum, vase.rank) == (21, 111, Rank.C)
    assert (bowl.minimum, bowl.maximum, bowl.low) == (0, 0, False)


async def test_how_long_goods_take_is_the_median_of_the_receipts(
    session: AsyncSession, history: History, time: Simulated
) -> None:
    """Two, nine and four days: four. 1.3115 x 4 + 2.05 x 0.6412 x 2 = 7.87, so 8 and 48."""
    bowl_once = [Want(history.bowl, 1)]
    for days in (2, 9, 4):
        draft = ReceiptDraft(location_id=MAIN, supplier="窑", wants=bowl_once)
        with clock.simulated(clock.now() - days * DAY) as earlier:
            receipt = await inventory.expect_goods(session, draft, by=SYSTEM)
            earlier.advance(days * DAY)
            await inventory.receive_goods(session, receipt.id, by=SYSTEM)

    await inventory.work_out(session)

    mug = await limits(session, history.mug)
    assert (mug.lead_days, mug.minimum, mug.maximum) == (4, 8, 48)


async def test_low_means_the_same_on_every_page(session: AsyncSession, history: History) -> None:
    """The vases are sold out; 13 mugs are low and 14 are not."""
    await sell(session, history.mug, 36)
    assert await told_low(session) == [history.vase]

    await sell(session, history.mug, 1)

    low = await told_low(session)
    mug, _bowl, vase = (await stock_list(session, StockFilters(), ALL)).rows
    assert low == [history.mug, history.vase]
    assert [mug.level, vase.level] == [StockLevel.LOW, StockLevel.OUT]
    assert (await limits(session, history.mug)).to_order == 40


async def test_what_staff_have_pinned_is_what_low_means(
    session: AsyncSession, history: History
) -> None:
    await inventory.pin_threshold(session, MAIN, history.mug, Pin(50, 80), by=SYSTEM)

    assert history.mug in await told_low(session)
    assert (await limits(session, history.mug)).to_order == 30


async def test_what_is_low_is_not_ordered_twice(session: AsyncSession, history: History) -> None:
    await sell(session, history.mug, 40)
    wants = [Want(history.mug, 4)]
    draft = ReceiptDraft(location_id=MAIN, supplier="窑", wants=wants)

    await inventory.expect_goods(session, draft, by=SYSTEM)

    mug = await limits(session, history.mug)
    assert (mug.free, mug.coming, mug.low, mug.to_order) == (10, 4, True, 0)
    wanting = await threshold_list(session, ThresholdFilters(wanting=True), ALL)
    assert [row.sku_id for row in wanting.rows] == [history.vase]


async def told_low(session: AsyncSession) -> Sequence[UUID]:
    """What is low, which the stock list, the limits, the shelves and the dashboard agree on."""
    articles = (await stock_list(session, StockFilters(low=True), ALL)).rows
    shelves = (await shelf_list(session, ShelfFilters(low=True), ALL)).rows
    limited = (await threshold_list(session, ThresholdFilters(low=True), ALL)).rows
    low = [row.id for row in articles]
    assert [row.sku_id for row in shelves] == [row.sku_id for row in limited] == low
    assert (await waiting(session)).low_stock == len(low)
    return low


async def test_the_books_are_as_right_as_the_counts_say(
    session: AsyncSession, history: History, time: Simulated
) -> None:
    """In November the books are right of both articles counted, in December of one of three."""
    await count(session, {history.mug: 50, history.bowl: 12})
    time.advance(31 * DAY)
    await count(session, {history.mug: 49, history.bowl: 12, history.vase: 1})

    figures = await stock_figures(session)
    december, november = (await accuracy_list(session, AccuracyFilters(), Paging())).rows

    assert [figures.right_before, figures.right] == tenths("100.0", "33.3")
    assert (november.counted, november.right, november.reached) == (2, 2, True)
    assert (december.counted, december.right, december.reached) == (3, 1, False)


async def count(session: AsyncSession, found: dict[UUID, int]) -> None:
    plan = StocktakePlan(location_id=MAIN)
    stocktake = await inventory.plan_stocktake(session, plan, by=SYSTEM)
    await inventory.start_stocktake(session, stocktake.id, by=SYSTEM)
    await inventory.count(session, stocktake.id, found, by=SYSTEM)
    await inventory.review_stocktake(session, stocktake.id, by=SYSTEM)
    await inventory.post_stocktake(session, stocktake.id, by=SYSTEM)
