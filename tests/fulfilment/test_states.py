from itertools import product

import pytest

from hutong.fulfilment.states import SHIPMENT_MOVES, ShipmentState
from hutong.kernel.states import IllegalMove, move

LEGAL = {
    *product(["created"], ["in_transit", "out_for_delivery", "delivered", "exception"]),
    *product(["in_transit"], ["out_for_delivery", "delivered", "exception"]),
    *product(["out_for_delivery"], ["in_transit", "delivered", "exception"]),
    *product(["exception"], ["in_transit", "out_for_delivery", "delivered"]),
}


@pytest.mark.parametrize(("current", "target"), list(product(ShipmentState, repeat=2)))
def test_only_the_listed_moves_are_legal(current: ShipmentState, target: ShipmentState) -> None:
    if (current.value, target.value) in LEGAL:
        assert move(SHIPMENT_MOVES, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(SHIPMENT_MOVES, current, target)
