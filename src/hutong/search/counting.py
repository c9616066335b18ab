"""What is counted of goods, as the engine hears it."""

from collections.abc import Iterable
from typing import Any

from hutong.search.query import PRICE_BANDS, SALES_BANDS

SHELVES_MAX, LABELS_MAX = 2000, 1000


def _bands(field: str, edges: Iterable[int]) -> dict[str, Any]:
    edges = tuple(edges)
    pairs = zip((None, *edges), (*edges, None), strict=True)
    ranges = [
        {name: edge for name, edge in (("from", low), ("to", high)) if edge is not None}
        for low, high in pairs
    ]
    return {"range": {"field": field, "ranges": ranges}}


LABELS = {"terms": {"field": "label", "size": LABELS_MAX}}
EVERYTHING: dict[str, Any] = {
    "shelves": {"terms": {"field": "shelf", "size": SHELVES_MAX}},
    "all": {"value_count": {"field": "stock"}},
    "labels": LABELS,
    "stocked": {"terms": {"field": "stock", "size": 2}},
    "cheapest": {"min": {"field": "price_from"}},
    "dearest": {"max": {"field": "price_to"}},
    "prices": _bands("price_from", PRICE_BANDS),
    "sales": _bands("sales", SALES_BANDS),
}
BESIDE_PRICE = {name: EVERYTHING[name] for name in ("all", "cheapest", "dearest", "prices")}
"""What is told of goods whatever they cost."""
