"""Orders leave from where they are near, and what they need is there before them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text

from hutong.demo import people, strangers, year
from hutong.demo.year import Goods, Story, World
from hutong.demo.year.network import Network, network
from hutong.kernel.db import Database

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
SINCE = {f"sku-{days}": NOW - timedelta(days=days) for days in (500, 300, 40)}
ROAD = timedelta(days=2)


@pytest.fixture(scope="module")
def told() -> list[Story]:
    chance = Random(3)
    world = World(
        buyers=year.neighbours(chance, people.load(), 60),
        goods=[Goods(sku, since, 1) for sku, since in SINCE.items()],
        notes=[""],
        remarks=[""],
        journey=strangers.journey,
        until=NOW,
    )
    return list(year.stories(chance, world, 900))


@pytest.fixture(scope="module")
def places(told: list[Story]) -> Network:
    return network(Random(4), told, SINCE, plenty=list(SINCE), until=NOW)


def test_only_orders_that_were_paid_and_kept_leave_from_elsewhere(
    told: list[Story], places: Network
) -> None:
    routed = [story for story in told if story.key in places.routed]

    assert len(set(places.routed.values())) > 2
    assert all(story.paid_at and not story.cancelled_at for story in routed)


def test_what_an_order_needs_was_carried_there_before(told: list[Story], places: Network) -> None:
    free: Counter[tuple[str, str]] = Counter()
    moves = [
        (carriage.at + ROAD, carriage.place, sku, count)
        for carriage in places.carriages
        for sku, count in carriage.lines
    ]
    moves += [
        (story.placed_at, places.routed[story.key], line.sku, -line.quantity)
        for story in told
        if story.key in places.routed
        for line in story.lines
    ]

    for _at, place, sku, count in sorted(moves, key=lambda move: move[0]):
        free[place, sku] += count
        assert free[place, sku] >= 0


def test_nothing_is_carried_before_it_first_stood_on_the_shelf(places: Network) -> None:
    assert all(SINCE[sku] < each.at for each in places.carriages for sku, _count in each.lines)


COUNTED = text("""
    select line.at_count, line.counted, sum(moved.on_hand_delta) as ledger
    from inventory_stocktake take
    join inventory_stocktake_line line on line.stocktake_id = take.id
    join inventory_movement moved on moved.sku_id = line.sku_id
        and moved.location_id = take.location_id and moved.at <= line.counted_at
    where take.state = 'posted' and line.counted is not null
    group by line.stocktake_id, line.sku_id, line.at_count, line.counted
""")
THERE = text("""
    select (select count(*) from inventory_location where active and sells) as places,
           (select count(*) from inventory_receipt where state = 'received') as receipts,
           (select count(*) from inventory_transfer where state = 'received') as transfers,
           (select count(*) from inventory_stocktake where state = 'counting') as counting,
           (select count(*) from inventory_threshold where maximum > 0) as thresholds,
           (select count(*) from inventory_daily) as days
""")


async def test_the_sheets_say_what_the_ledger_says_of_their_moment(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        rows = (await session.execute(COUNTED)).all()

    assert len(rows) > 100
    assert [row for row in rows if row.at_count != row.ledger] == []
    assert all(abs(row.counted - row.at_count) <= 1 for row in rows)


async def test_there_is_something_of_everything_about_stock(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        there = (await session.execute(THERE)).one()

    assert there.places == 5
    assert all(number > 0 for number in there)
