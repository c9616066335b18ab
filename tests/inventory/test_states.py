from itertools import product

import pytest

from hutong.inventory import MOVES, TRANSFER_MOVES, ReservationState, TransferState
from hutong.kernel.states import IllegalMove, move

LEGAL = {
    ("held", "claimed"),
    ("held", "released"),
    ("claimed", "shipped"),
    ("claimed", "released"),
    ("released", "claimed"),
}


@pytest.mark.parametrize(("current", "target"), list(product(ReservationState, repeat=2)))
def test_only_the_listed_moves_are_legal(
    current: ReservationState, target: ReservationState
) -> None:
    if (current, target) in LEGAL:
        assert move(MOVES, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(MOVES, current, target)


TRANSFERS = {("draft", "sent"), ("draft", "cancelled"), ("sent", "received")}


@pytest.mark.parametrize(("current", "target"), list(product(TransferState, repeat=2)))
def test_a_transfer_is_sent_once_and_received_once(
    current: TransferState, target: TransferState
) -> None:
    if (current, target) in TRANSFERS:
        assert move(TRANSFER_MOVES, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(TRANSFER_MOVES, current, target)
