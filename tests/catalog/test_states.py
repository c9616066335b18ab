from itertools import product

import pytest

from hutong.catalog import MOVES, ProductState
from hutong.kernel.states import IllegalMove, move

LEGAL = {("draft", "listed"), ("listed", "delisted"), ("delisted", "listed")}


@pytest.mark.parametrize(("current", "target"), list(product(ProductState, repeat=2)))
def test_only_the_listed_moves_are_legal(current: ProductState, target: ProductState) -> None:
    if (current, target) in LEGAL:
        assert move(MOVES, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(MOVES, current, target)
