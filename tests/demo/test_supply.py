"""Goods come in before they are promised, and in the end as many are left as was said."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.demo import people, strangers, year
from hutong.demo.catalogue import Stock
from hutong.demo.year import Goods, World
from hutong.demo.year.deeds import Deed, What
from hutong.demo.year.plan import plan, together
from hutong.demo.year.supply import LEFT, Shelf, supply

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
STOCKS: tuple[Stock, ...] = ("plenty", "low", "last", "out")
SHELVES = [
    Shelf(f"{stock}-{since}", NOW - timedelta(days=since), stock)
    for stock in STOCKS
    for since in (500, 120, 6)
]


def told(seed: int, orders: int) -> list[Deed]:
    chance = Random(seed)
    world = World(
        buyers=year.neighbours(chance, people.load(), 20),
        goods=[Goods(shelf.sku, shelf.since, 1) for shelf in SHELVES],
        notes=[""],
        remarks=[""],
        journey=strangers.journey,
        until=NOW,
    )
    return list(together(year.stories(chance, world, orders), NOW))


def ledger(done: list[Deed], seed: int) -> dict[str, list[int]]:
    """What is free to be promised of each SKU, after each thing that happened to it."""
    coming = supply(Random(seed), SHELVES, done, NOW)
    moves: list[tuple[datetime, int, str, int]] = []
    for delivery in coming.deliveries:
        moves += [(delivery.at, 0, sku, count) for sku, count in delivery.lines]
    for deed in done:
        sign = {What.PLACED: -1, What.CANCELLED: 1, What.LAPSED: 1}.get(deed.what, 0)
        moves += [(deed.at, 1, line.sku, sign * line.quantity) for line in deed.story.lines]
    free: dict[str, list[int]] = {shelf.sku: [0] for shelf in SHELVES}
    for _, _, sku, count in sorted(moves):
        free[sku].append(free[sku][-1] + count)
    for sku, count in coming.counted.items():
        free[sku].append(count)
    return free


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), orders=st.sampled_from([0, 3, 60, 900]))
def test_nothing_is_promised_that_is_not_there(seed: int, orders: int) -> None:
    free = ledger(told(seed, orders), seed)

    assert [sku for sku, counts in free.items() if min(counts) < 0] == []


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), orders=st.sampled_from([0, 3, 60, 900]))
def test_in_the_end_as_many_are_left_as_was_said(seed: int, orders: int) -> None:
    free = ledger(told(seed, orders), seed)

    for shelf in SHELVES:
        least, most = LEFT[shelf.stock]
        assert least <= free[shelf.sku][-1] <= most, shelf


@pytest.mark.parametrize("members", [0, 30])
def test_everybody_joins_and_buyers_before_they_buy(members: int) -> None:
    chance = Random(members)
    buyers = year.neighbours(chance, people.load(), members)
    goods = [Goods(shelf.sku, shelf.since, 1) for shelf in SHELVES]
    world = World(buyers, goods, [""], [""], strangers.journey, NOW)
    orders = list(year.stories(chance, world, 20)) if members else []

    planned = plan(chance, buyers, orders, SHELVES, until=NOW)

    joined = {joining.neighbour.phone: joining.at for joining in planned.joinings}
    assert set(joined) == {buyer.phone for buyer in buyers}
    assert all(joined[story.buyer.phone] <= story.placed_at for story in orders)
