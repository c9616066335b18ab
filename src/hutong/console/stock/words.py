"""The words and colours of locations, movements and documents."""

from hutong.console.kit import Label, Labels, Tone
from hutong.inventory import (
    LocationKind,
    MovementReason,
    Rank,
    ReceiptState,
    StocktakeState,
    TransferState,
)
from hutong.kernel.i18n import N_

KINDS: Labels = {
    LocationKind.CENTRAL: Label(N_("Central warehouse"), Tone.INFO),
    LocationKind.REGIONAL: Label(N_("Regional warehouse"), Tone.INFO),
    LocationKind.STORE: Label(N_("Store"), Tone.GOOD),
    LocationKind.FORWARD: Label(N_("Forward warehouse"), Tone.GOOD),
    LocationKind.OVERSEAS: Label(N_("Overseas warehouse"), Tone.INFO),
    LocationKind.TRANSIT: Label(N_("Transit warehouse")),
    LocationKind.RETURNS: Label(N_("Return centre"), Tone.WARN),
    LocationKind.POOL: Label(N_("Activity pool"), Tone.WARN),
}
REASONS: Labels = {
    MovementReason.RECEIVE: Label(N_("Received"), Tone.GOOD),
    MovementReason.RESERVE: Label(N_("Promised to an order"), Tone.INFO),
    MovementReason.RELEASE: Label(N_("Promise given back")),
    MovementReason.SHIP: Label(N_("Shipped"), Tone.INFO),
    MovementReason.ADJUST: Label(N_("Corrected"), Tone.WARN),
    MovementReason.RETURN: Label(N_("Returned"), Tone.GOOD),
    MovementReason.TRANSFER: Label(N_("Transferred"), Tone.INFO),
    MovementReason.ALLOT: Label(N_("Allotted to an activity"), Tone.INFO),
    MovementReason.COUNT: Label(N_("Counted"), Tone.WARN),
    MovementReason.DAMAGED: Label(N_("Damaged"), Tone.BAD),
    MovementReason.EXPIRED: Label(N_("Expired"), Tone.BAD),
    MovementReason.LOST: Label(N_("Lost"), Tone.BAD),
    MovementReason.USED: Label(N_("Used by ourselves"), Tone.BAD),
}
TRANSFER_STATES: Labels = {
    TransferState.DRAFT: Label(N_("Draft")),
    TransferState.SENT: Label(N_("On its way"), Tone.INFO),
    TransferState.RECEIVED: Label(N_("Counted in"), Tone.GOOD),
    TransferState.CANCELLED: Label(N_("Called off")),
}
POOL_STATES: Labels = {
    "waiting": Label(N_("Not yet begun"), Tone.INFO),
    "running": Label(N_("Running"), Tone.GOOD),
    "ended": Label(N_("Ended")),
}
RECEIPT_STATES: Labels = {
    ReceiptState.EXPECTED: Label(N_("Expected"), Tone.INFO),
    ReceiptState.PARTIAL: Label(N_("Partly here"), Tone.WARN),
    ReceiptState.RECEIVED: Label(N_("Counted in"), Tone.GOOD),
    ReceiptState.CANCELLED: Label(N_("Called off")),
}
STOCKTAKE_STATES: Labels = {
    StocktakeState.PLANNED: Label(N_("Planned")),
    StocktakeState.COUNTING: Label(N_("Being counted"), Tone.INFO),
    StocktakeState.REVIEW: Label(N_("To be looked at"), Tone.WARN),
    StocktakeState.POSTED: Label(N_("Posted"), Tone.GOOD),
    StocktakeState.CANCELLED: Label(N_("Called off")),
}
RANKS: Labels = {
    Rank.A: Label(N_("Rank A"), Tone.GOOD),
    Rank.B: Label(N_("Rank B"), Tone.INFO),
    Rank.C: Label(N_("Rank C")),
}
