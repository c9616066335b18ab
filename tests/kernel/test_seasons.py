"""Seasons of the year, as staff write them."""

from datetime import UTC, datetime

import pytest

from hutong.kernel import seasons


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        ((2026, 10, 31), False),
        ((2026, 11, 1), True),
        ((2027, 1, 5), True),
        ((2027, 2, 28), True),
        ((2027, 3, 1), False),
    ],
)
def test_a_season_goes_over_the_turn_of_the_year(
    *, day: tuple[int, int, int], inside: bool
) -> None:
    assert seasons.within(1101, 228, datetime(*day, 4, tzinfo=UTC)) is inside


def test_a_season_ends_with_the_day_of_the_shop_and_not_of_greenwich() -> None:
    midnight = datetime(2026, 8, 31, 16, 0, tzinfo=UTC)  # the first of September in Shanghai

    assert not seasons.within(601, 831, midnight)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("11-01", 1101), ("2-29", 229), ("1101", None), ("-", None), ("١١-٠١", None), ("x-1", None)],
)
def test_a_day_is_typed_as_month_and_day(typed: str, day: int | None) -> None:
    assert seasons.typed(typed) == day


@pytest.mark.parametrize("day", [0, 100, 230, 431, 1132, 1301])
def test_there_is_no_such_day(day: int) -> None:
    assert not seasons.is_day(day)


def test_a_day_is_written_as_it_is_typed() -> None:
    assert seasons.written(229) == "02-29"
    assert seasons.written(None) == ""
