"""The ways of paying as a shopper sees them."""

from collections.abc import Mapping
from dataclasses import dataclass

from hutong.kernel.i18n import N_, gettext
from hutong.payments import Method, Offer, provider_name

HINTS: Mapping[str, str] = {
    "unionpay": N_("Bank cards and Cloud QuickPass"),
    "sandbox": N_("For trying out: no real money moves"),
}
ECNY_HINT = N_("Bank cards, Cloud QuickPass and digital RMB")
METHOD_HINTS: Mapping[Method, str] = {
    Method.QR: N_("Scan a code with your phone"),
    Method.PAGE: N_("On the page of the payment service"),
    Method.WAP: N_("In its app, or in this browser"),
    Method.JSAPI: N_("Right here, with your payment password"),
    Method.APP: N_("In its app"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A provider through whom one can pay from this device."""

    offer: Offer
    chosen: bool
    ecny: bool = False

    @property
    def name(self) -> str:
        return self.offer.provider

    @property
    def title(self) -> str:
        return provider_name(self.name)

    @property
    def hint(self) -> str:
        if self.ecny:
            return gettext(ECNY_HINT)
        return gettext(HINTS.get(self.name) or METHOD_HINTS[self.offer.method])
