"""The filters of a question, as the engine hears them: all of them, or all but one kind."""

from collections.abc import Iterator
from typing import Any

from hutong.search.entry import choice_token
from hutong.search.libraries import tantivy
from hutong.search.matching import Fitting, silent
from hutong.search.query import Query
from hutong.search.shelf import Shelf
from hutong.search.sought import both

TAG, BRAND, CATEGORY, PRICE = "tag", "brand", "category", "price"
STOCK, SALES, SPEC = "stock", "sales", "spec"
LEFT_OUT = "left out"
Kind = tuple[str, str]
"""A kind of filter; of specifications, each is a kind of its own."""


def filters(shelf: Shelf, query: Query) -> dict[Kind, Any]:
    return dict(_filters(shelf, query))


def within(fitting: Fitting, filters: dict[Kind, Any], *without: Kind) -> Fitting:
    """The goods that fit and pass every filter but those."""
    passing = [silent(query) for kind, query in filters.items() if kind not in without]
    return fitting.by(lambda form: both([form, *passing])) if passing else fitting


def _filters(shelf: Shelf, query: Query) -> Iterator[tuple[Kind, Any]]:
    ask = _Asking(shelf)
    for kind, field, slug in (
        (CATEGORY, "place", query.category_slug),
        (TAG, "tag", query.tag),
        (BRAND, "brand", query.brand),
    ):
        if slug is not None:
            yield (kind, ""), ask.token(field, slug)
    if query.price_min is not None or query.price_max is not None:
        yield (PRICE, ""), ask.priced(query)
    if query.in_stock:
        yield (STOCK, ""), ask.at_least("stock", 1)
    if query.sales_min:
        yield (SALES, ""), ask.at_least("sales", query.sales_min)
    if query.not_in or query.not_these:
        yield (LEFT_OUT, ""), ask.but(query)
    for key, values in _chosen(query):
        yield (SPEC, key), ask.one_of("choice", [choice_token(key, each) for each in values])


def _chosen(query: Query) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((key, values) for key, values in query.filters.items() if values)


class _Asking:
    def __init__(self, shelf: Shelf) -> None:
        self._schema = shelf.schema

    def token(self, field: str, token: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, token, "basic")

    def but(self, query: Query) -> Any:
        """All that is neither in these categories nor one of these products."""
        gone = [self.token("place", slug) for slug in sorted(query.not_in)]
        gone += [self.token("id", str(product)) for product in sorted(query.not_these)]
        parts = [(tantivy.Occur.Must, tantivy.Query.all_query())]
        parts += [(tantivy.Occur.MustNot, each) for each in gone]
        return tantivy.Query.boolean_query(parts)

    def one_of(self, field: str, tokens: list[str]) -> Any:
        parts = [(tantivy.Occur.Should, self.token(field, each)) for each in tokens]
        return tantivy.Query.boolean_query(parts)

    def at_least(self, field: str, number: int) -> Any:
        return self._range(field, number, None)

    def priced(self, query: Query) -> Any:
        """Some of its prices lie between."""
        parts = []
        if query.price_min is not None:
            parts.append(self._range("price_to", query.price_min.minor, None))
        if query.price_max is not None:
            parts.append(self._range("price_from", None, query.price_max.minor))
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in parts])

    def _range(self, field: str, lowest: int | None, highest: int | None) -> Any:
        unsigned = tantivy.FieldType.Unsigned
        return tantivy.Query.range_query(self._schema, field, unsigned, lowest, highest)
