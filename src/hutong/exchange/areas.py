"""Where a product is sold, as the rows of a file say it: each line of a cell is a rule."""

from collections.abc import Iterator, Sequence

from hutong import members
from hutong.assortment import Area, outermost
from hutong.exchange.columns import REGIONS
from hutong.exchange.reading import Row
from hutong.exchange.typed import Typist


def read(rows: Sequence[Row], before: Sequence[Area], typist: Typist) -> Sequence[Area] | None:
    """None where it stays as it is."""
    wanted: list[Area] = []
    for key, only in REGIONS.items():
        said = typist.shared(rows, key)
        if said is None:
            wanted += [area for area in before if area.only is only]
        else:
            wanted += _areas(said[0], key, said[1], typist)
    return None if set(wanted) == set(before) else tuple(dict.fromkeys(wanted))


def _areas(row: Row, key: str, words: str, typist: Typist) -> Iterator[Area]:
    for line in words.splitlines():
        try:
            codes = members.regions.named(line)
        except members.regions.NotOneRegion as refusal:
            typist.tell(row, key, str(refusal))
            continue
        if codes:
            yield Area(REGIONS[key], tuple(outermost(codes)))
