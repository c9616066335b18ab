"""The words of the books."""

from hutong.console.kit import Label, Labels, Tone
from hutong.kernel.i18n import N_
from hutong.orders import reason_words
from hutong.payments import Account, EntryKind, LedgerKind, in_words

LEDGER_KINDS = {
    LedgerKind.CAPTURE: N_("Money arrived"),
    LedgerKind.REFUND: N_("Money given back"),
    LedgerKind.HELD: N_("Money arrived that was not what was asked"),
    LedgerKind.RETURNED: N_("Held money given back"),
}
ENTRY_KINDS: Labels = {
    EntryKind.CAPTURE: Label(N_("Payment")),
    EntryKind.HELD: Label(N_("Held")),
    EntryKind.REFUND_OWED: Label(N_("Refund owed")),
    EntryKind.REFUND: Label(N_("Refund made")),
    EntryKind.RETURNED: Label(N_("Held money given back")),
    EntryKind.FEE: Label(N_("Provider's fee")),
    EntryKind.PAYOUT: Label(N_("Payout")),
    EntryKind.UNCLAIMED: Label(N_("Unclaimed")),
    EntryKind.UNCLAIMED_RETURNED: Label(N_("Unclaimed money sent back")),
}
ACCOUNTS: Labels = {
    Account.PROVIDER: Label(N_("With the provider"), Tone.INFO),
    Account.BANK: Label(N_("In the bank"), Tone.GOOD),
    Account.SALES: Label(N_("Received for sales")),
    Account.REFUNDS_OWED: Label(N_("Owed to buyers"), Tone.WARN),
    Account.SUSPENSE: Label(N_("In suspense"), Tone.BAD),
    Account.FEES: Label(N_("Fees")),
    Account.UNCLAIMED: Label(N_("Unclaimed money"), Tone.WARN),
}


def refund_reason(reason: str) -> str:
    """Why money goes back: as the order, the payment or somebody of the staff has it."""
    return in_words(reason_words(reason))
