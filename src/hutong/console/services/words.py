from hutong.console.kit import Label, Labels, Tone
from hutong.kernel.i18n import N_
from hutong.vouchers import VoucherState

VOUCHER_STATES: Labels = {
    VoucherState.READY: Label(N_("To be redeemed"), Tone.INFO),
    VoucherState.REDEEMED: Label(N_("Redeemed"), Tone.GOOD),
    VoucherState.EXPIRED: Label(N_("Expired"), Tone.WARN),
    VoucherState.VOID: Label(N_("Void")),
}
