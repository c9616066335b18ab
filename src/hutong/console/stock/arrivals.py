"""How many of each article of a document arrived: a field for each line, filled beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hutong.console.kit import PartField, Posted
from hutong.console.kit.fields import Spot
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
        locate=_line,
    )


def _typed(posted: Posted, name: str) -> dict[str, str]:
    return {sku: posted.one(f"{name}-{sku}") for sku in posted.many("sku")}


def _line(path: str, _entered: object) -> Spot | None:
    _part, _dot, sku = path.partition(".")
    return Spot(gettext("How many arrived"), f"quantity-{sku}") if sku else None


def _arrived(posted: Posted) -> Arrived:
    """Every line that makes no sense is told at once. Raises Invalid."""
    typed = _typed(posted, "quantity")
    had = {sku: told for sku, told in _typed(posted, "had").items() if told}
    words = gettext("A whole number of pieces, such as 24; 0 where none came.")
    wrong = [
        Problem(f"arrived.{sku}", words)
        for sku in typed
        if not (_whole(typed[sku]) and _whole(had.get(sku, "0")))
    ]
    if wrong:
        raise Invalid(wrong)
    return Arrived(
        {as_id(sku): int(number) for sku, number in typed.items()},
        {as_id(sku): int(number) for sku, number in had.items()},
    )


def _whole(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS_MAX
