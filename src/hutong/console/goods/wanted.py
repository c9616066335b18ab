"""What a category asks of its products, as its form types it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from hutong.catalog import UNITS, Category, WantedParameter
from hutong.console.kit import PartField, Posted
from hutong.kernel.i18n import N_

ROWS_MAX = 60
SPARE = 3


@dataclass(frozen=True, slots=True)
class WantedTyped:
    zh: str = ""
    en: str = ""
    required: bool = False
    unit: str = ""
    filtered: bool = False
    units: ClassVar = UNITS

    @property
    def there(self) -> bool:
        return bool(self.zh or self.en)


def of_category(category: Category | None) -> Sequence[WantedTyped]:
    kept = category.parameters if category else ()
    return _spared(
        [
            WantedTyped(
                each["name"]["zh"],
                each["name"].get("en", ""),
                each["required"],
                each.get("unit", ""),
                each.get("filtered", False),
            )
            for each in kept
        ]
    )


def typed(posted: Posted) -> Sequence[WantedTyped]:
    """A checkbox that is not ticked sends nothing, so each says its row."""
    required, filtered = (set(posted.many(f"wanted-{box}")) for box in ("required", "filtered"))
    columns = (posted.many(f"wanted-{each}") for each in ("zh", "en", "unit"))
    return _spared(
        [
            WantedTyped(zh, en, str(place) in required, unit, str(place) in filtered)
            for place, (zh, en, unit) in enumerate(zip_longest(*columns, fillvalue=""))
        ]
    )


def read(posted: Posted) -> tuple[WantedParameter, ...]:
    return tuple(
        WantedParameter(
            name={"zh": each.zh, "en": each.en} if each.en else {"zh": each.zh},
            required=each.required,
            unit=each.unit,
            filtered=each.filtered,
        )
        for each in typed(posted)
        if each.there
    )


FIELD = PartField(
    name="parameters",
    title=N_("Parameters of its products"),
    template="console/goods/_wanted.html",
    parse=read,
    echo=typed,
    wide=True,
)


def _spared(rows: Sequence[WantedTyped]) -> list[WantedTyped]:
    there = [row for row in rows if row.there][:ROWS_MAX]
    return [*there, *(WantedTyped() for _ in range(SPARE))]
