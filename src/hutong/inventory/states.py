from enum import StrEnum


class ReservationState(StrEnum):
    """held: promised until a time; claimed: paid for; shipped: all of it is gone."""

    HELD = "held"
    CLAIMED = "claimed"
    SHIPPED = "shipped"
    RELEASED = "released"


MOVES = {
    ReservationState.HELD: {ReservationState.CLAIMED, ReservationState.RELEASED},
    ReservationState.CLAIMED: {ReservationState.SHIPPED, ReservationState.RELEASED},
    ReservationState.SHIPPED: set[ReservationState](),
    ReservationState.RELEASED: {ReservationState.CLAIMED},  # its buyer paid late
}


class MovementReason(StrEnum):
    """Why the ledger moved. What left for good has four reasons; a report needs no other."""

    RECEIVE = "receive"
    RESERVE = "reserve"
    RELEASE = "release"
    SHIP = "ship"
    ADJUST = "adjust"
    RETURN = "return"
    TRANSFER = "transfer"
    ALLOT = "allot"
    COUNT = "count"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    LOST = "lost"
    USED = "used"


WRITE_OFFS = (
    MovementReason.DAMAGED,
    MovementReason.EXPIRED,
    MovementReason.LOST,
    MovementReason.USED,
)


class LocationKind(StrEnum):
    """Where goods can be. In `transit` stands what is on its way; a `pool` is a part of another
    location's stock that is kept for one activity."""

    CENTRAL = "central"
    REGIONAL = "regional"
    STORE = "store"
    FORWARD = "forward"
    OVERSEAS = "overseas"
    TRANSIT = "transit"
    RETURNS = "returns"
    POOL = "pool"


NEVER_SELL = (LocationKind.TRANSIT, LocationKind.RETURNS, LocationKind.POOL)
"""A pool sells through its activity, never as part of the shop's own stock."""


class TransferState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


TRANSFER_MOVES = {
    TransferState.DRAFT: {TransferState.SENT, TransferState.CANCELLED},
    TransferState.SENT: {TransferState.RECEIVED},
    TransferState.RECEIVED: set[TransferState](),
    TransferState.CANCELLED: set[TransferState](),
}


class ReceiptState(StrEnum):
    """partial: some of it has come; received: all of it, or nothing more will."""

    EXPECTED = "expected"
    PARTIAL = "partial"
    RECEIVED = "received"
    CANCELLED = "cancelled"


RECEIPT_MOVES = {
    ReceiptState.EXPECTED: {
        ReceiptState.PARTIAL,
        ReceiptState.RECEIVED,
        ReceiptState.CANCELLED,
    },
    ReceiptState.PARTIAL: {ReceiptState.PARTIAL, ReceiptState.RECEIVED},
    ReceiptState.RECEIVED: set[ReceiptState](),
    ReceiptState.CANCELLED: set[ReceiptState](),
}


class StocktakeState(StrEnum):
    PLANNED = "planned"
    COUNTING = "counting"
    REVIEW = "review"
    POSTED = "posted"
    CANCELLED = "cancelled"


STOCKTAKE_MOVES = {
    StocktakeState.PLANNED: {StocktakeState.COUNTING, StocktakeState.CANCELLED},
    StocktakeState.COUNTING: {StocktakeState.REVIEW, StocktakeState.CANCELLED},
    StocktakeState.REVIEW: {
        StocktakeState.COUNTING,
        StocktakeState.POSTED,
        StocktakeState.CANCELLED,
    },
    StocktakeState.POSTED: set[StocktakeState](),
    StocktakeState.CANCELLED: set[StocktakeState](),
}


class Rank(StrEnum):
    """A: the few articles that make most of the sales; C: the many that make little."""

    A = "a"
    B = "b"
    C = "c"
