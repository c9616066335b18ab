"""Finding: from a reading and a wish to one page of results with counts beside the filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hutong.search import arranging, facets, wanted
from hutong.search.documents import Document
from hutong.search.leafing import turned
from hutong.search.libraries import tantivy
from hutong.search.looks import looks
from hutong.search.matching import Fitting
from hutong.search.orders import Orders
from hutong.search.query import NO_FACETS, Facets, Found, PriceNamed, Query, Sort, price_named
from hutong.search.ranking import Reading
from hutong.search.shelf import Shelf
from hutong.search.sought import both
from hutong.search.steering import UNSTEERED, Steering
from hutong.search.understanding import Understood

ORDERS = {
    Sort.DEFAULT: ("standing", False),
    Sort.SALES: ("by_sales", False),
    Sort.NEW: ("by_age", False),
    Sort.PRICE_UP: ("by_price", True),
    Sort.PRICE_DOWN: ("by_price", False),
}
"""The column that a way of sorting goes by, and whether it goes upwards."""


def find(
    shelf: Shelf,
    query: Query,
    reading: Reading,
    steering: Steering = UNSTEERED,
    *,
    orders: Orders | None = None,
    counted: Facets | None = None,
) -> Found:
    """Stable: the same goods and the same wish give the same pages. `counted`: the facets, where
    they are known."""
    asked = query
    priced = _price_named(query, reading)
    query = query.within(priced)
    first = arranging.pinned(shelf, steering)
    among = arranging.with_pinned(shelf, reading.fitting, first)
    if among is None:
        return Found((), 0, NO_FACETS, 1, 1, reading.corrected, reading.left_out, reading.near)
    fitting = wanted.within(among, wanted.filters(shelf, query))
    if counted is None:
        counted = facets.facets(shelf, among, query) if query.counting else NO_FACETS
    total = counted.total if fitting.count is None else fitting.count
    if total is None:
        total = shelf.count(fitting.having)
    lined = _Lined(shelf, fitting, query.sort, steering, tuple(first), scored=reading.scored)
    leaf = turned(asked, total, orders, lined.numbers)
    items = tuple(shelf.numbered(leaf.numbers, fitting.having if leaf.went_on else None))
    return Found(
        items=items,
        total=total,
        facets=counted,
        page=leaf.page,
        pages=leaf.pages,
        corrected=reading.corrected,
        left_out=reading.left_out,
        near=reading.near,
        looks=looks(items, query, reading.terms),
        named=tuple(each.name for each in reading.named),
        priced=priced,
        order=leaf.order,
    )


def related(shelf: Shelf, to: Document, limit: int) -> tuple[Document, ...]:
    """What stands nearest to it on the shelves and sells best."""
    ask, occur = tantivy.Query, tantivy.Occur
    parts = [(occur.Must, ask.const_score_query(ask.all_query(), 1 / len(WAYS)))]
    parts += [
        (
            occur.Should,
            ask.const_score_query(ask.term_query(shelf.schema, "place", place.slug), WAYS[at]),
        )
        for at, place in enumerate(to.path[: len(WAYS)])
    ]
    itself = ask.term_query(shelf.schema, "id", str(to.product_id), "basic")
    query = ask.boolean_query([*parts, (occur.MustNot, itself)])
    return tuple(shelf.ranked(query, start=0, size=limit))


WAYS = (1.0, 10.0, 100.0)
"""What sharing a category is worth: the narrower, the nearer."""


@dataclass(frozen=True, slots=True)
class _Lined:
    """The goods as they stand now, in the order that is wanted."""

    shelf: Shelf
    fitting: Fitting
    sort: Sort
    steering: Steering
    first: Sequence[Document]
    scored: bool

    def numbers(self, known: Sequence[int], start: int, size: int) -> list[int]:
        """Of those that are not known."""
        rest = arranging.without(self.shelf, self.fitting, known)
        if self.steering == UNSTEERED or self.sort is not Sort.DEFAULT:
            return self._unarranged(rest, start, size)
        passing = [each for each in self.first if self.shelf.any(self._itself(rest, each))]
        arrange = arranging.scored if self.scored else arranging.standing
        return arranging.page(arrange(self.shelf, rest, self.steering, passing), start, size)

    def _unarranged(self, rest: Fitting, start: int, size: int) -> list[int]:
        if self.scored and self.sort is Sort.DEFAULT:
            return self.shelf.ranked_numbers(rest.scored, start=start, size=size)
        by, upwards = ORDERS[self.sort]
        return self.shelf.ordered_numbers(rest.having, by, start=start, size=size, upwards=upwards)

    def _itself(self, rest: Fitting, document: Document) -> Any:
        return both([rest.having, arranging.these(self.shelf, [document.product_id])])


def _price_named(query: Query, reading: Reading) -> PriceNamed | None:
    rest = Understood(reading.terms).words
    return price_named(query, lowest=reading.lowest, highest=reading.highest, rest=rest)
