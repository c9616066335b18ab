"""The specifications of one product while its rows are read: known ones are found again by name."""

from collections.abc import Sequence
from dataclasses import replace

from hutong.catalog import SpecDraft, SpecValueDraft
from hutong.exchange import cells
from hutong.exchange.column import SPECS
from hutong.exchange.reading import Row
from hutong.exchange.typed import Typist
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts

NONE = -1


class Specs:
    """`choice` of a SKU is the place of its value in each spec; NONE where the file says none."""

    def __init__(self, kept: Sequence[SpecDraft], rows: Sequence[Row], typist: Typist) -> None:
        self._specs = list(kept)
        self._typist = typist
        self._columns = {n: self._named(n, rows) for n in range(1, SPECS + 1)}

    @property
    def drafts(self) -> tuple[SpecDraft, ...]:
        return tuple(self._specs)

    def chosen(self, row: Row, kept: tuple[int, ...]) -> tuple[int, ...]:
        """What the row says, over what the SKU had."""
        choice = [*kept, *[NONE] * (len(self._specs) - len(kept))]
        for number, place in self._columns.items():
            words = self._typist.words(row, f"value_{number}")
            if not words:
                continue
            if place is None:
                self._typist.tell(row, f"spec_{number}", _("Say what this is a value of."))
            else:
                choice[place] = self._value(place, cells.parted(words))
        return tuple(choice)

    def whole(self, choice: tuple[int, ...]) -> tuple[int, ...]:
        """With a place for every spec, those that came with later rows as well."""
        return (*choice, *[NONE] * (len(self._specs) - len(choice)))

    def _named(self, number: int, rows: Sequence[Row]) -> int | None:
        """Which spec this pair of columns speaks of; without a name, the one in that place."""
        said = self._typist.shared(rows, f"spec_{number}")
        if said is None or not said[1]:
            return number - 1 if number <= len(self._specs) else None
        name = cells.parted(said[1])
        for place, spec in enumerate(self._specs):
            if spec.name.get("zh") == name.get("zh"):
                self._specs[place] = replace(spec, name=spec.name | name)
                return place
        self._specs.append(SpecDraft(name=name, values=()))
        return len(self._specs) - 1

    def _value(self, place: int, name: Texts) -> int:
        spec = self._specs[place]
        values = list(spec.values)
        for n, value in enumerate(values):
            if value.name.get("zh") == name.get("zh"):
                values[n] = replace(value, name=value.name | name)
                self._specs[place] = replace(spec, values=tuple(values))
                return n
        values.append(SpecValueDraft(name=name))
        self._specs[place] = replace(spec, values=tuple(values))
        return len(values) - 1
