from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.kernel.money import CNY, Money, total, yuan

amounts = st.integers(-(10**12), 10**12).map(lambda minor: Money(minor, CNY))
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(
    lambda parts: sum(parts) > 0
)


@given(amounts, weights)
def test_parts_add_up_to_the_whole(whole: Money, parts: list[int]) -> None:
    assert total(whole.allocate(parts)) == whole


@given(amounts, weights)
def test_no_part_is_a_fen_away_from_its_fair_share(whole: Money, parts: list[int]) -> None:
    for share, weight in zip(whole.allocate(parts), parts, strict=True):
        assert abs(share.minor * sum(parts) - whole.minor * weight) < sum(parts)


@given(amounts, amounts)
def test_what_is_added_can_be_taken_away(one: Money, other: Money) -> None:
    assert one + other - other == one


def test_half_a_fen_goes_up() -> None:
    assert Money(105, CNY).times(Decimal("0.5")) == Money(53, CNY)


def test_two_currencies_never_meet() -> None:
    with pytest.raises(ValueError, match="CNY met EUR"):
        Money(1, CNY) + Money(1, "EUR")


def test_yuan_are_read_to_the_fen() -> None:
    assert yuan("12.50") == Money(1250, CNY)


def test_less_than_a_fen_is_refused() -> None:
    with pytest.raises(ValueError, match="not a whole number of fen"):
        yuan("0.001")
