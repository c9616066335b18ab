"""What papers are called."""

from collections.abc import Mapping

from hutong.kernel.i18n import N_, gettext
from hutong.listing.states import PaperKind

PAPERS: Mapping[PaperKind, str] = {
    PaperKind.INSPECTION: N_("inspection report"),
    PaperKind.COMPULSORY: N_("compulsory product certificate (3C)"),
    PaperKind.LICENCE: N_("production or trading licence"),
    PaperKind.BRAND: N_("brand authorisation"),
    PaperKind.ORIGIN: N_("certificate of origin"),
}


def paper_name(kind: PaperKind) -> str:
    return gettext(PAPERS[kind])
