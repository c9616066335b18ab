"""How many of each article of a document arrived: a field for each line, filled beforehand."""

from uuid import UUID

from hutong.console.kit import PartField, Posted
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id

DIGITS_MAX = 7


def arrivals_field() -> PartField:
    return PartField(
        name="arrived",
        title=N_("How many arrived"),
        template="console/stock/_arrived.html",
        parse=_arrived,
        echo=_typed,
    )


def _typed(posted: Posted) -> dict[str, str]:
    return {sku: posted.one(f"quantity-{sku}") for sku in posted.many("sku")}


def _arrived(posted: Posted) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for sku, typed in _typed(posted).items():
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS_MAX):
            words = gettext("Say for each article how many arrived.")
            raise Invalid([Problem("arrived", words)])
        found[as_id(sku)] = int(typed)
    return found
