"""How many should stand somewhere. In prose: docs/algorithms/stock-thresholds.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TypeVar

from hutong.inventory.states import Rank

COVER_DAYS = 30
LEAD_DAYS = 7
LEAD_DAYS_MAX = 120
A_SHARE, B_SHARE = Decimal("0.80"), Decimal("0.95")
SAFETY: Mapping[Rank, Decimal] = {
    Rank.A: Decimal("2.05"),
    Rank.B: Decimal("1.65"),
    Rank.C: Decimal("1.28"),
}
"""The quantile of the normal distribution for 98, 95 and 90 of 100 cycles without a stockout."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Demand:
    """Pieces a day: how many on average, and how much that varies."""

    mean: Decimal
    deviation: Decimal


@dataclass(frozen=True, slots=True)
class Bounds:
    minimum: int
    maximum: int


def demand(sold: Sequence[int], days: int) -> Demand:
    """`sold`: what left on each day on which something did; the other days are noughts."""
    if days < 1:
        return Demand(Decimal(0), Decimal(0))
    mean = Decimal(sum(sold)) / days
    squares = sum(((Decimal(each) - mean) ** 2 for each in sold), start=Decimal(0))
    squares += (days - len(sold)) * mean**2
    return Demand(mean, (squares / days).sqrt())


def bounds(wanted: Demand, *, rank: Rank, lead_days: int) -> Bounds:
    """Order when no more than the minimum is left, up to the maximum."""
    if not wanted.mean:
        return Bounds(0, 0)
    safety = SAFETY[rank] * wanted.deviation * Decimal(lead_days).sqrt()
    minimum = _up(wanted.mean * lead_days + safety)
    return Bounds(minimum, minimum + _up(wanted.mean * COVER_DAYS))


def ranks(sales: Mapping[Key, int]) -> dict[Key, Rank]:
    """By sales in money: the first to make up 80 % are A, up to 95 % B, the others C."""
    whole = sum(sales.values())
    ranked: dict[Key, Rank] = {}
    so_far = 0
    for key, value in sorted(sales.items(), key=lambda each: -each[1]):
        share = Decimal(so_far) / whole if whole else Decimal(1)
        ranked[key] = (
            Rank.C if not value or share >= B_SHARE else Rank.A if share < A_SHARE else Rank.B
        )
        so_far += value
    return ranked


def _up(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))
