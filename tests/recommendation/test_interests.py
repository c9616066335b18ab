"""What interests a member, from what they did."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.recommendation import DeedKind, Done, Interest, shares, worked_out

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def did(category: str, kind: DeedKind, *, days: int = 0, product: int = 1) -> Done:
    return Done(UUID(int=product), kind, NOW - timedelta(days=days), category)


def test_deeds_count_half_as_much_every_two_weeks() -> None:
    deeds = [
        did("teapots", DeedKind.SEEN, days=14),
        did("towels", DeedKind.BOUGHT, days=28, product=2),
        did("cups", DeedKind.SEEN, product=3),
        did("cups", DeedKind.SEEN, product=4),
    ]

    found = worked_out(deeds, NOW)

    told = [(each.category, each.points) for each in found.interests]
    assert told == [("cups", 2_000), ("towels", 1_000), ("teapots", 500)]
    assert list(shares(found.interests, 6)) == [4, 2, 0]


def test_the_reason_is_what_was_done_last() -> None:
    deeds = [
        did("cups", DeedKind.BOUGHT, days=3, product=1),
        did("cups", DeedKind.SEEN, days=1, product=2),
    ]

    (interest,) = worked_out(deeds, NOW).interests

    assert (interest.product_id, interest.kind) == (UUID(int=2), DeedKind.SEEN)


def test_what_was_bought_within_a_month_is_known() -> None:
    deeds = [
        did("cups", DeedKind.BOUGHT, days=29, product=1),
        did("cups", DeedKind.BOUGHT, days=31, product=2),
        did("cups", DeedKind.SEEN, product=3),
    ]

    assert worked_out(deeds, NOW).bought == {UUID(int=1)}


@pytest.mark.parametrize(
    ("cut", "full", "minded"),
    [(2, 0, False), (2, 1, True), (2, 2, True), (2, 3, False), (0, 3, False), (3, 0, True)],
)
def test_half_of_what_was_bought_at_a_cut_price_makes_price_minded(
    cut: int, full: int, *, minded: bool
) -> None:
    bought = [did("cups", DeedKind.BOUGHT, product=n) for n in range(cut + full)]
    deeds = [replace(each, cut=n < cut) for n, each in enumerate(bought)]
    looked = [did("cups", DeedKind.SEEN, product=n) for n in range(20, 30)]

    assert worked_out([*deeds, *looked], NOW).price_minded is minded


@given(st.lists(st.integers(1, 10_000), max_size=12), st.integers(0, 48))
def test_every_place_is_given_once(points: list[int], places: int) -> None:
    interests = [
        Interest(str(n), each, UUID(int=n), DeedKind.SEEN) for n, each in enumerate(points)
    ]

    given_out = shares(interests, places)

    assert sum(given_out) == (places if points else 0)
    assert all(share >= 0 for share in given_out)
