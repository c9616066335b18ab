"""Counts beside the filters: what choosing each of them would show."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from hutong.kernel.money import CNY, Money
from hutong.kernel.texts import FALLBACK, Texts
from hutong.search import wanted
from hutong.search.counting import EVERYTHING, LABELS
from hutong.search.entry import BETWEEN
from hutong.search.matching import Fitting
from hutong.search.query import (
    FACETS_MAX,
    OPTIONS_MAX,
    PRICE_BANDS,
    SALES_BANDS,
    Band,
    Facet,
    Facets,
    Option,
    Query,
)
from hutong.search.shelf import Shelf
from hutong.search.wanted import CATEGORY, PRICE, SALES, SPEC, STOCK, Kind

LABELS_KEPT = 10_000
OF = {
    "shelves": (CATEGORY, ""),
    "stocked": (STOCK, ""),
    "cheapest": (PRICE, ""),
    "dearest": (PRICE, ""),
    "prices": (PRICE, ""),
    "sales": (SALES, ""),
}
"""The kind of filter beside which a count stands."""


def facets(shelf: Shelf, fitting: Fitting, query: Query) -> Facets:
    """Each kind of filter is counted among what the others let through; kinds that are not used
    are counted together in one go."""
    filters = wanted.filters(shelf, query)
    if filters:
        told = _told(shelf, fitting, filters)
    else:
        told = shelf.aggregate(fitting.having, EVERYTHING)
    return Facets(
        categories=_categories(told["shelves"]),
        specs=tuple(islice(_specs(told, query), FACETS_MAX)),
        in_stock=_counts(told["stocked"]).get("1", 0),
        price_from=_money(told["cheapest"]),
        price_to=_money(told["dearest"]),
        prices=tuple(_price_bands(told["prices"])),
        sales=tuple(_sales_bands(told["sales"])),
        total=int(told["all"]["value"] or 0),
    )


def _told(shelf: Shelf, fitting: Fitting, filters: dict[Kind, Any]) -> dict[str, Any]:
    asked: defaultdict[frozenset[Kind], dict[str, Any]] = defaultdict(dict)
    chosen = [kind for kind in filters if kind[0] == SPEC]
    for name, counted, without in (
        *(
            (name, counted, [OF[name]] if name in OF else [])
            for name, counted in EVERYTHING.items()
        ),
        *((f"labels {kind[1]}", LABELS, [kind]) for kind in chosen),
        *([("keys", LABELS, chosen)] if chosen else []),
    ):
        asked[frozenset(filters).intersection(without)][name] = counted
    told: dict[str, Any] = {}
    for others, together in asked.items():
        told |= shelf.aggregate(wanted.within(fitting, filters, *others).having, together)
    return told


def _price_bands(told: Mapping[str, Any]) -> list[Band]:
    counts = _each(told, PRICE_BANDS)
    edges = zip((None, *PRICE_BANDS), (*PRICE_BANDS, None), counts, strict=True)
    return [Band(low, high, count) for low, high, count in edges if count]


def _sales_bands(told: Mapping[str, Any]) -> list[Band]:
    """So many or more."""
    counts = _each(told, SALES_BANDS)[1:]
    sums = [sum(counts[at:]) for at in range(len(counts))]
    bands = zip(SALES_BANDS, sums, strict=True)
    return [Band(low, None, count) for low, count in bands if count]


def _each(told: Mapping[str, Any], edges: Sequence[int]) -> list[int]:
    """An empty index tells of no buckets at all."""
    return [int(each["doc_count"]) for each in told["buckets"]] or [0] * (len(edges) + 1)


def _categories(told: Mapping[str, Any]) -> dict[str, int]:
    """Whatever stands on a shelf is of every category above it as well."""
    found: defaultdict[str, int] = defaultdict(int)
    for shelf, count in _counts(told).items():
        for slug in dict.fromkeys(shelf.split(BETWEEN)):
            found[slug] += count
    return dict(found)


def _counts(told: Mapping[str, Any]) -> dict[str, int]:
    return {_name(each["key"]): int(each["doc_count"]) for each in told["buckets"]}


def _name(key: object) -> str:
    return key if isinstance(key, str) else str(int(str(key).split(".")[0]))


def _money(told: Mapping[str, Any]) -> Money | None:
    return None if told["value"] is None else Money(int(told["value"]), CNY)


def _specs(told: Mapping[str, Any], query: Query) -> Iterator[Facet]:
    """Those that are chosen first, then what offers the most choice."""
    among = _labelled(told["labels"])
    offered = _labelled(told["keys"]) if "keys" in told else among
    chosen = [key for key, values in query.filters.items() if values]
    common = sorted(offered, key=lambda key: (-offered[key].choices, key))
    for key in dict.fromkeys([*chosen, *common]):
        own = f"labels {key}"
        labelled = (_labelled(told[own]) if own in told else among).get(key, Labelled())
        facet = _facet(key, labelled.values, query)
        if len(facet.options) > 1 or key in chosen:
            yield facet


@dataclass(slots=True)
class Labelled:
    """A specification, and how many goods have each of its values."""

    values: list[tuple[Texts, Texts, int]] = field(default_factory=list)

    @property
    def choices(self) -> int:
        return sum(count for _, _, count in self.values)


@lru_cache(LABELS_KEPT)
def _label(key: str) -> tuple[Texts, Texts]:
    """A specification with one of its values."""
    name, value = json.loads(key)
    return name, value


def _labelled(told: Mapping[str, Any]) -> dict[str, Labelled]:
    found: defaultdict[str, Labelled] = defaultdict(Labelled)
    for each in told["buckets"]:
        name, value = _label(each["key"])
        found[name.get(FALLBACK, "")].values.append((name, value, int(each["doc_count"])))
    return found


def _facet(key: str, found: Iterable[tuple[Texts, Texts, int]], query: Query) -> Facet:
    """A value may be written differently in another language: it is one value."""
    label: Texts = {"zh": key}
    labels: dict[str, Texts] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for name, value, count in found:
        label = name
        labels[value.get(FALLBACK, "")] = value
        counts[value.get(FALLBACK, "")] += count
    selected = query.filters.get(key, ())
    options = [
        Option(value, labels[value], count, value in selected)
        for value, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]
    return Facet(key, label, tuple(options[:OPTIONS_MAX]))
