"""Finding: from a reading and a wish to one page of results with counts beside the filters."""

from dataclasses import replace
from typing import Any

from hutong.kernel.money import Money, yuan
from hutong.search import arranging, facets, wanted
from hutong.search.documents import Document
from hutong.search.libraries import tantivy
from hutong.search.matching import Fitting
from hutong.search.query import NO_FACETS, Found, Query, Sort, leaf
from hutong.search.ranking import Reading
from hutong.search.shelf import Shelf
from hutong.search.sought import both
from hutong.search.steering import UNSTEERED, Steering

ORDERS = {
    Sort.DEFAULT: ("standing", False),
    Sort.SALES: ("by_sales", False),
    Sort.NEW: ("by_age", False),
    Sort.PRICE_UP: ("by_price", True),
    Sort.PRICE_DOWN: ("by_price", False),
}
"""The column that a way of sorting goes by, and whether it goes upwards."""


def find(shelf: Shelf, query: Query, reading: Reading, steering: Steering = UNSTEERED) -> Found:
    """Stable: the same goods and the same wish give the same pages."""
    query = _priced(query, reading)
    first = arranging.pinned(shelf, steering)
    among = arranging.with_pinned(shelf, reading.fitting, first)
    if among is None:
        return Found((), 0, NO_FACETS, 1, 1, reading.corrected, reading.left_out, reading.near)
    filters = wanted.filters(shelf, query)
    fitting = wanted.within(among, filters)
    total = shelf.count(fitting.having) if fitting.count is None else fitting.count
    page, pages = leaf(query, total)
    shown = replace(query, page=page)
    if steering == UNSTEERED or query.sort is not Sort.DEFAULT:
        items = _items(shelf, fitting, shown, scored=reading.scored)
    else:
        passing = [each for each in first if shelf.any(_itself(shelf, fitting, each))]
        arrange = arranging.scored if reading.scored else arranging.standing
        stretches = arrange(shelf, fitting, steering, passing)
        items = arranging.page(stretches, (page - 1) * query.size, query.size)
    return Found(
        items=tuple(items),
        total=total,
        facets=facets.facets(shelf, among, query),
        page=page,
        pages=pages,
        corrected=reading.corrected,
        left_out=reading.left_out,
        near=reading.near,
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


def _itself(shelf: Shelf, fitting: Fitting, document: Document) -> Any:
    return both([fitting.having, arranging.these(shelf, [document.product_id])])


def _items(shelf: Shelf, fitting: Fitting, query: Query, *, scored: bool) -> list[Document]:
    start = (query.page - 1) * query.size
    if scored and query.sort is Sort.DEFAULT:
        return shelf.ranked(fitting.scored, start=start, size=query.size)
    column, upwards = ORDERS[query.sort]
    return shelf.ordered(fitting.having, column, start=start, size=query.size, upwards=upwards)


def _priced(query: Query, reading: Reading) -> Query:
    """A price among the words is a filter, unless one is chosen beside the list."""
    if query.price_min is not None or query.price_max is not None:
        return query
    return replace(query, price_min=_yuan(reading.lowest), price_max=_yuan(reading.highest))


def _yuan(amount: int | None) -> Money | None:
    return None if amount is None else yuan(str(amount))
