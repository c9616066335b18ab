"""How many of each article of a document arrived: a field for each line, filled beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hutong.console.kit import PartField, Posted
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id

DIGITS_MAX = 7


@dataclass(frozen=True, slots=True)
class Arrived:
    """`had`: how many had come before, as the form said when it was opened."""

    counted: Mapping[UUID, int]
    had: Mapping[UUID, int]


def arrivals_field() -> PartField:
    return PartField(
        name="arrived",
        title=N_("How many arrived"),
        template="console/stock/_arrived.html",
        parse=_arrived,
        echo=lambda posted: _typed(posted, "quantity"),
    )


def _typed(posted: Posted, name: str) -> dict[str, str]:
    return {sku: posted.one(f"{name}-{sku}") for sku in posted.many("sku")}


def _arrived(posted: Posted) -> Arrived:
    counted = {as_id(sku): _number(typed) for sku, typed in _typed(posted, "quantity").items()}
    had = {as_id(sku): _number(told) for sku, told in _typed(posted, "had").items() if told}
    return Arrived(counted, had)


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS_MAX):
        words = gettext("Say for each article how many arrived.")
        raise Invalid([Problem("arrived", words)])
    return int(typed)
