from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory
from hutong.inventory import (
    MAIN,
    TRANSIT,
    MovementReason,
    NotCounting,
    NotFree,
    NothingCounted,
    NothingToCount,
    PutRightSince,
    Rank,
    Shift,
    Stocktake,
    StocktakePlan,
    StocktakeState,
    Want,
)
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid
from hutong.kernel.states import IllegalMove
from tests.inventory.conftest import Standing
from tests.make import goods as make
from tests.make import places

pytestmark = pytest.mark.usefixtures("books_balance")
Sell = Callable[[UUID, int], Awaitable[None]]


@pytest.fixture
def sell(session: AsyncSession) -> Sell:
    """An order is placed, paid and leaves the shelf."""

    async def sold(sku_id: UUID, quantity: int) -> None:
        order, want = uuid4(), Want(sku_id, quantity)
        until = clock.now() + timedelta(minutes=30)
        await inventory.reserve(session, order, [want], until=until)
        await inventory.claim(session, order)
        await inventory.ship(session, order, [want])

    return sold


async def started(session: AsyncSession, plan: StocktakePlan | None = None) -> Stocktake:
    wanted = plan or StocktakePlan(location_id=MAIN)
    stocktake = await inventory.plan_stocktake(session, wanted, by=SYSTEM)
    await inventory.start_stocktake(session, stocktake.id, by=SYSTEM)
    return stocktake


async def posted(session: AsyncSession, stocktake: Stocktake) -> None:
    await inventory.review_stocktake(session, stocktake.id, by=SYSTEM)
    await inventory.post_stocktake(session, stocktake.id, by=SYSTEM)


async def test_what_was_counted_is_what_the_books_say_afterwards(
    session: AsyncSession, mug: UUID, bowl: UUID, standing: Standing
) -> None:
    stocktake = await started(session)

    await inventory.count(session, stocktake.id, {mug: 8, bowl: 3}, by=SYSTEM)
    await posted(session, stocktake)

    last = (await inventory.movements(session, mug))[0]
    assert [await standing(sku, MAIN) for sku in (mug, bowl)] == [(8, 0), (3, 0)]
    assert (last.reason, last.on_hand_delta, last.reference) == (
        MovementReason.COUNT,
        -2,
        stocktake.id,
    )
    assert len(await inventory.movements(session, bowl)) == 1


async def test_the_shop_sells_before_during_and_after_the_counting(
    session: AsyncSession, mug: UUID, sell: Sell, standing: Standing
) -> None:
    stocktake = await started(session)

    await sell(mug, 1)
    await inventory.count(session, stocktake.id, {mug: 8}, by=SYSTEM)
    await sell(mug, 3)
    await posted(session, stocktake)

    assert await standing(mug, MAIN) == (5, 0)


async def test_what_nobody_counted_stays_as_the_books_say(
    session: AsyncSession, mug: UUID, bowl: UUID, standing: Standing
) -> None:
    stocktake = await started(session)

    await inventory.count(session, stocktake.id, {mug: 9}, by=SYSTEM)
    await posted(session, stocktake)

    assert await standing(bowl, MAIN) == (3, 0)


async def test_counting_again_takes_the_place_of_the_first_count(
    session: AsyncSession, mug: UUID, standing: Standing
) -> None:
    stocktake = await started(session)
    await inventory.count(session, stocktake.id, {mug: 1}, by=SYSTEM)
    await inventory.review_stocktake(session, stocktake.id, by=SYSTEM)

    await inventory.recount_stocktake(session, stocktake.id, by=SYSTEM)
    await inventory.count(session, stocktake.id, {mug: 9}, by=SYSTEM)
    await posted(session, stocktake)

    assert await standing(mug, MAIN) == (9, 0)


async def test_what_is_found_and_not_on_the_sheet_is_written_onto_it(
    session: AsyncSession, mug: UUID, standing: Standing
) -> None:
    store = await places.location(session, stock={mug: 1})
    found = (await make.goods(session, in_stock=0)).skus[0].id
    stocktake = await started(session, StocktakePlan(location_id=store.id))

    await inventory.count(session, stocktake.id, {found: 2}, by=SYSTEM)
    await posted(session, stocktake)

    assert await standing(found, store.id) == (2, 0)


async def test_the_sheet_is_frozen_when_the_counting_starts(
    session: AsyncSession, mug: UUID, sell: Sell
) -> None:
    stocktake = await started(session)

    await sell(mug, 4)

    lines = await inventory.stocktake_lines(session, stocktake.id, sku_ids=[mug])
    assert [line.book for line in lines] == [10]


async def test_one_category_with_those_below_it_is_counted(session: AsyncSession) -> None:
    kitchen = await make.category(session)
    cups = await make.category(session, parent=kitchen)
    cup = (await make.goods(session, category_id=cups.id)).skus[0].id
    await make.goods(session)

    stocktake = await started(session, StocktakePlan(location_id=MAIN, category_id=kitchen.id))

    lines = await inventory.stocktake_lines(session, stocktake.id)
    assert [line.sku_id for line in lines] == [cup]


async def test_one_rank_of_articles_is_counted(
    session: AsyncSession, time: Simulated, mug: UUID, bowl: UUID, sell: Sell
) -> None:
    await sell(mug, 4)
    time.advance(timedelta(days=1))
    await inventory.close_books(session)
    await inventory.work_out(session)

    best = await started(session, StocktakePlan(location_id=MAIN, rank=Rank.A))
    others = await started(session, StocktakePlan(location_id=MAIN, rank=Rank.C))

    sheets = [await inventory.stocktake_lines(session, each.id) for each in (best, others)]
    assert [[line.sku_id for line in sheet] for sheet in sheets] == [[mug], [bowl]]


async def test_what_orders_were_promised_cannot_be_counted_away(
    session: AsyncSession, mug: UUID, standing: Standing
) -> None:
    stocktake = await started(session)
    await inventory.count(session, stocktake.id, {mug: 5}, by=SYSTEM)
    await inventory.review_stocktake(session, stocktake.id, by=SYSTEM)
    until = clock.now() + timedelta(minutes=30)
    await inventory.reserve(session, uuid4(), [Want(mug, 7)], until=until)

    with pytest.raises(NotFree):
        async with session.begin_nested():
            await inventory.post_stocktake(session, stocktake.id, by=SYSTEM)

    await session.refresh(stocktake)
    assert stocktake.state is StocktakeState.REVIEW
    assert await standing(mug, MAIN) == (10, 7)


async def test_a_difference_is_put_right_once(
    session: AsyncSession, time: Simulated, mug: UUID, standing: Standing
) -> None:
    first, second = [await started(session) for _ in range(2)]
    for each in (first, second):
        await inventory.count(session, each.id, {mug: 8}, by=SYSTEM)
    time.advance(timedelta(minutes=1))
    await posted(session, first)
    await inventory.review_stocktake(session, second.id, by=SYSTEM)

    with pytest.raises(PutRightSince):
        async with session.begin_nested():
            await inventory.post_stocktake(session, second.id, by=SYSTEM)

    assert await standing(mug, MAIN) == (8, 0)


async def test_a_stocktake_that_is_called_off_changes_nothing(
    session: AsyncSession, mug: UUID, standing: Standing
) -> None:
    stocktake = await started(session)
    await inventory.count(session, stocktake.id, {mug: 1}, by=SYSTEM)

    await inventory.cancel_stocktake(session, stocktake.id, by=SYSTEM)

    assert await standing(mug, MAIN) == (10, 0)
    with pytest.raises(IllegalMove):
        await inventory.post_stocktake(session, stocktake.id, by=SYSTEM)


async def test_counting_is_for_when_it_is_time_to_count(session: AsyncSession, mug: UUID) -> None:
    plan = StocktakePlan(location_id=MAIN)
    stocktake = await inventory.plan_stocktake(session, plan, by=SYSTEM)

    with pytest.raises(NotCounting):
        await inventory.count(session, stocktake.id, {mug: 1}, by=SYSTEM)
    with pytest.raises(IllegalMove):
        await inventory.post_stocktake(session, stocktake.id, by=SYSTEM)


async def test_nothing_counted_is_nothing_to_look_at(session: AsyncSession, mug: UUID) -> None:
    stocktake = await started(session)

    with pytest.raises(NothingCounted):
        await inventory.review_stocktake(session, stocktake.id, by=SYSTEM)


async def test_an_empty_place_is_not_counted(session: AsyncSession) -> None:
    place = await places.location(session)
    plan = StocktakePlan(location_id=place.id)
    stocktake = await inventory.plan_stocktake(session, plan, by=SYSTEM)

    with pytest.raises(NothingToCount):
        await inventory.start_stocktake(session, stocktake.id, by=SYSTEM)


@pytest.mark.parametrize("counted", [-1, 1_000_001])
async def test_a_counted_number_is_a_sensible_one(
    session: AsyncSession, mug: UUID, counted: int
) -> None:
    stocktake = await started(session)

    with pytest.raises(Invalid):
        await inventory.count(session, stocktake.id, {mug: counted}, by=SYSTEM)
    with pytest.raises(Invalid):
        await inventory.count(session, stocktake.id, {}, by=SYSTEM)


async def test_a_plan_is_for_a_place_and_for_one_kind_of_choice(session: AsyncSession) -> None:
    kitchen = await make.category(session)
    both = StocktakePlan(location_id=MAIN, category_id=kitchen.id, rank=Rank.A)

    for plan in (both, StocktakePlan(location_id=TRANSIT)):
        with pytest.raises(Invalid):
            await inventory.plan_stocktake(session, plan, by=SYSTEM)
    with pytest.raises(catalog.CategoryNotFound):
        unknown = StocktakePlan(location_id=MAIN, category_id=uuid4())
        await inventory.plan_stocktake(session, unknown, by=SYSTEM)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_sold_meanwhile_the_books_end_as_the_shelf_is(
    session: AsyncSession, mug: UUID, sell: Sell, standing: Standing, seed: int
) -> None:
    """The shelf as it is in truth: two fewer than the books say."""
    chance = Random(seed)
    await inventory.receive(session, mug, 40, by=SYSTEM)
    truth = 48
    stocktake = await started(session)
    moments = ["sell", "sell", "receive", "break", "count"]
    chance.shuffle(moments)

    for moment in moments:
        number = chance.randint(1, 5)
        match moment:
            case "sell":
                await sell(mug, number)
                truth -= number
            case "receive":
                await inventory.receive(session, mug, number, by=SYSTEM)
                truth += number
            case "break":
                loss = Shift(MAIN, mug, -number, MovementReason.DAMAGED)
                await inventory.write_off(session, loss, by=SYSTEM)
                truth -= number
            case "count":
                await inventory.count(session, stocktake.id, {mug: truth}, by=SYSTEM)
    await posted(session, stocktake)

    assert await standing(mug, MAIN) == (truth, 0)
