from enum import StrEnum


class VoucherState(StrEnum):
    """ready: can be redeemed; expired: its days are over; void: its money went back."""

    READY = "ready"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    VOID = "void"


MOVES = {
    VoucherState.READY: {VoucherState.REDEEMED, VoucherState.EXPIRED, VoucherState.VOID},
    VoucherState.REDEEMED: {VoucherState.READY},  # a mistake, taken back within minutes
    VoucherState.EXPIRED: {VoucherState.VOID},
    VoucherState.VOID: set[VoucherState](),
}
