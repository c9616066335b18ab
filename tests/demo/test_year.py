from collections import Counter
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from hutong.demo import people, strangers, year
from hutong.demo.year import Goods, Story, World
from hutong.fulfilment import checked

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
GOODS = [
    Goods("old", NOW - timedelta(days=500), 3),
    Goods("older", NOW - timedelta(days=600), 2),
    Goods("new", NOW - timedelta(days=10), 9),
]


@pytest.fixture(scope="module")
def told() -> list[Story]:
    return tell(seed=7)


def world(chance: Random) -> World:
    return World(
        buyers=year.neighbours(chance, people.load(), 300),
        goods=GOODS,
        notes=["放门口"],
        remarks=["礼物单"],
        journey=strangers.journey,
        until=NOW,
    )


def tell(seed: int) -> list[Story]:
    chance = Random(seed)
    return list(year.stories(chance, world(chance), 3000))


def test_the_same_seed_tells_the_same_year() -> None:
    assert tell(seed=3)[:50] == tell(seed=3)[:50]


def test_everything_told_has_happened(told: list[Story]) -> None:
    moments = [
        at
        for story in told
        for at in (
            story.placed_at,
            story.paid_at,
            story.cancelled_at,
            story.confirmed_at,
            *(
                at
                for parcel in story.parcels
                for at in (parcel.sent_at, *(scan.at for scan in parcel.scans))
            ),
        )
        if at is not None
    ]

    assert max(moments) <= NOW
    assert min(moments) >= NOW - timedelta(days=367)


def test_one_step_follows_the_other(told: list[Story]) -> None:
    for story in told:
        for parcel in story.parcels:
            assert story.paid_at is not None
            steps = [
                story.placed_at,
                story.paid_at,
                parcel.sent_at,
                *(scan.at for scan in parcel.scans),
            ]
            assert steps == sorted(steps)
            assert checked(parcel.carrier, parcel.tracking_number) == parcel.tracking_number


def test_nothing_is_bought_before_it_is_there(told: list[Story]) -> None:
    since = {each.sku: each.since for each in GOODS}

    assert all(since[line.sku] < story.placed_at for story in told for line in story.lines)


def test_orders_of_every_kind_are_there(told: list[Story]) -> None:
    kinds = Counter(
        "called off"
        if story.cancelled_at
        else "unpaid"
        if not story.paid_at
        else "to ship"
        if not story.parcels
        else "confirmed"
        if story.confirmed_at
        else "sent"
        for story in told
    )

    assert kinds["sent"] > kinds["called off"] > 0
    assert min(kinds[kind] for kind in ("unpaid", "to ship", "confirmed")) > 0


def test_the_eleventh_of_november_is_the_busiest_day(told: list[Story]) -> None:
    days = Counter(story.placed_at.strftime("%m-%d") for story in told)

    assert days.most_common(1)[0][0] in {"11-10", "11-11"}
