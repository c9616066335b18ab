from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from hutong.kernel.states import IllegalMove, move
from hutong.payments.states import ATTEMPT_MOVES, INTENT_MOVES, REFUND_MOVES

LEGAL: dict[str, tuple[Mapping[Any, Any], set[tuple[str, str]]]] = {
    "intent": (
        INTENT_MOVES,
        {
            ("pending", "captured"),
            ("pending", "closed"),
            ("closed", "captured"),
            ("captured", "refunding"),
            ("refunding", "partly_refunded"),
            ("refunding", "refunded"),
            ("partly_refunded", "refunding"),
            ("refunded", "refunding"),
        },
    ),
    "attempt": (
        ATTEMPT_MOVES,
        {
            *product(["starting"], ["open", "captured", "failed", "closed", "held"]),
            *product(["open"], ["captured", "failed", "closed", "held"]),
            *product(["failed"], ["captured", "closed", "held"]),
            *product(["closed"], ["captured", "held"]),
            *product(["held"], ["captured", "returned", "closed"]),
        },
    ),
    "refund": (
        REFUND_MOVES,
        {
            ("asked", "owed"),
            ("asked", "declined"),
            ("owed", "sent"),
            ("owed", "done"),
            ("sent", "done"),
            ("sent", "failed"),
            ("failed", "owed"),
            ("failed", "done"),
        },
    ),
}
PAIRS = [
    (axis, current, target)
    for axis, (moves, _) in LEGAL.items()
    for current, target in product(moves, repeat=2)
]


@pytest.mark.parametrize(("axis", "current", "target"), PAIRS)
def test_only_the_listed_moves_are_legal(axis: str, current: StrEnum, target: StrEnum) -> None:
    moves, legal = LEGAL[axis]

    if (current.value, target.value) in legal:
        assert move(moves, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(moves, current, target)


@pytest.mark.parametrize("moves", [moves for moves, _ in LEGAL.values()])
def test_every_state_has_its_row(moves: Mapping[Any, Any]) -> None:
    assert set(moves) == set(type(next(iter(moves))))
