from itertools import product

import pytest

from hutong.inventory import (
    MOVES,
    RECEIPT_MOVES,
    STOCKTAKE_MOVES,
    TRANSFER_MOVES,
    ReceiptState,
    ReservationState,
    StocktakeState,
    TransferState,
)
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


RECEIPTS = {
    ("expected", "partial"),
    ("expected", "received"),
    ("expected", "cancelled"),
    ("partial", "partial"),
    ("partial", "received"),
}


@pytest.mark.parametrize(("current", "target"), list(product(ReceiptState, repeat=2)))
def test_a_receipt_ends_once(current: ReceiptState, target: ReceiptState) -> None:
    if (current, target) in RECEIPTS:
        assert move(RECEIPT_MOVES, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(RECEIPT_MOVES, current, target)


STOCKTAKES = {
    ("planned", "counting"),
    ("planned", "cancelled"),
    ("counting", "review"),
    ("counting", "cancelled"),
    ("review", "counting"),
    ("review", "posted"),
    ("review", "cancelled"),
}


@pytest.mark.parametrize(("current", "target"), list(product(StocktakeState, repeat=2)))
def test_a_stocktake_is_reviewed_before_it_is_posted(
    current: StocktakeState, target: StocktakeState
) -> None:
    if (current, target) in STOCKTAKES:
        assert move(STOCKTAKE_MOVES, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(STOCKTAKE_MOVES, current, target)
