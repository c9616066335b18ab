from itertools import product

import pytest

from hutong.kernel.states import IllegalMove, move
from hutong.orders import FULFILMENT_MOVES, ORDER_MOVES, PAYMENT_MOVES
from hutong.orders.states import FulfilmentState, OrderState, PaymentState

AXES = {
    OrderState: (
        ORDER_MOVES,
        {("open", "completed"), ("open", "cancelled"), ("cancelled", "open")},
    ),
    PaymentState: (
        PAYMENT_MOVES,
        {("unpaid", "paid"), ("paid", "refunding"), ("refunding", "refunded")},
    ),
    FulfilmentState: (
        FULFILMENT_MOVES,
        {
            ("none", "partial"),
            ("none", "shipped"),
            ("partial", "shipped"),
            ("shipped", "delivered"),
            ("shipped", "received"),
            ("delivered", "received"),
        },
    ),
}
PAIRS = [pair for states in AXES for pair in product(states, repeat=2)]


@pytest.mark.parametrize(("current", "target"), PAIRS)
def test_only_the_listed_moves_are_legal(
    current: OrderState | PaymentState | FulfilmentState,
    target: OrderState | PaymentState | FulfilmentState,
) -> None:
    moves, legal = AXES[type(current)]

    if (current.value, target.value) in legal:
        assert move(moves, current, target) is target  # type: ignore[arg-type]
    else:
        with pytest.raises(IllegalMove):
            move(moves, current, target)  # type: ignore[arg-type]
