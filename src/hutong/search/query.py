"""What one asks of a shelf, and what one is told: a page of goods, counts beside the filters."""

from collections.abc import Container, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from hutong.kernel.money import Money, yuan
from hutong.kernel.texts import Texts
from hutong.search.documents import Document, Look
from hutong.search.naming import Name, NameKind

PAGE_SIZE = 24
FACETS_MAX = 6
OPTIONS_MAX = 24
DEEPEST = 10_000
"""Nobody leafs further."""

PRICE_BANDS = (50_00, 100_00, 200_00, 500_00, 1000_00, 2000_00, 5000_00)
PLACE = frozenset({"page", "size", "order", "counting", "filters"})
"""Where one is in an answer, and what is told of it in another way."""

WORDS = frozenset({"text", "sort", "as_words"})
"""What makes a question, and lets nothing through less."""

SALES_BANDS = (10, 100, 1000, 10_000)


class Sort(StrEnum):
    DEFAULT = "default"
    SALES = "sales"
    NEW = "new"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a shopper wants to see. `filters`: Chinese spec name to the values that will do.
    `order`: the one in which the pages before were shown; empty for whoever begins to leaf, None
    for who does not leaf at all. `counting`: whether the counts beside the filters are wanted.
    `as_words`: kinds of names that are taken for mere words."""

    text: str = ""
    category_slug: str | None = None
    tag: str | None = None
    brand: str | None = None
    price_min: Money | None = None
    price_max: Money | None = None
    in_stock: bool = False
    sales_min: int = 0
    sort: Sort = Sort.DEFAULT
    page: int = 1
    size: int = PAGE_SIZE
    order: str | None = None
    counting: bool = True
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    as_words: frozenset[NameKind] = frozenset()
    not_in: frozenset[str] = frozenset()
    """Slugs of categories whose goods are left out, as are these products."""
    not_these: frozenset[UUID] = frozenset()

    @property
    def asked(self) -> Hashable:
        """The same for the same question, by which its answer can be kept."""
        return (*self._wanted(without={"filters"}), frozenset(self.filters.items()))

    @property
    def question(self) -> str:
        """The same for every page of it, in every process."""
        wanted = (
            sorted(map(str, each)) if isinstance(each, frozenset) else each
            for each in self._wanted(without=PLACE)
        )
        return f"{[*wanted]} {sorted(self.filters.items())}"

    @property
    def unsorted(self) -> str:
        """The same for every order of it: they all have the same facets."""
        return replace(self, sort=Sort.DEFAULT).question

    @property
    def is_filtered(self) -> bool:
        return any(self._wanted(without=PLACE | WORDS)) or any(self.filters.values())

    def within(self, priced: "PriceNamed | None") -> "Query":
        """With the price among its words as a filter."""
        if priced is None:
            return self
        return replace(self, price_min=_yuan(priced.lowest), price_max=_yuan(priced.highest))

    def _wanted(self, without: Container[str]) -> Iterator[Any]:
        names = (each.name for each in fields(self))
        return (getattr(self, name) for name in names if name not in without)


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: Texts
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One specification to filter by; each count is what choosing that option would show."""

    key: str
    label: Texts
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` to less than `high`, in the unit of its column; None is without an end."""

    low: int | None
    high: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """`categories`: how many results each category of the tree would have, by slug. `prices`: in
    which band the lowest price lies. `sales`: so many sold, or more. `total`: that pass every
    filter."""

    categories: Mapping[str, int]
    specs: tuple[Facet, ...]
    in_stock: int
    price_from: Money | None
    price_to: Money | None
    prices: tuple[Band, ...] = ()
    sales: tuple[Band, ...] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True)
class PriceNamed:
    """A price that was read from the words, in yuan, and the words without it."""

    lowest: int | None
    highest: int | None
    rest: str


def price_named(
    query: Query, *, lowest: int | None, highest: int | None, rest: str
) -> PriceNamed | None:
    """A price among the words is a filter, unless one is chosen beside the list."""
    chosen = query.price_min is not None or query.price_max is not None
    if chosen or (lowest is None and highest is None):
        return None
    return PriceNamed(lowest, highest, rest)


NO_FACETS = Facets({}, (), 0, None, None)


@dataclass(frozen=True, slots=True)
class Found:
    items: tuple[Document, ...]
    total: int
    facets: Facets
    page: int
    pages: int
    corrected: str = ""
    """The words that were looked for instead of the typed ones."""
    left_out: tuple[str, ...] = ()
    """Typed words that the goods shown do not all have."""
    near: tuple[str, ...] = ()
    """Words of the question that find something by themselves."""
    looks: Mapping[UUID, Look] = field(default_factory=dict)
    """Of goods that were asked for in a value that looks otherwise than their first picture."""
    named: tuple[Name, ...] = ()
    """Brands and categories that were recognised among the words."""
    priced: PriceNamed | None = None
    """Where a price among the words is a filter."""
    order: str = ""
    """What to ask the next page with, so that goods do not move from page to page."""


def leaf(query: Query, total: int) -> tuple[int, int]:
    """The page that is shown, and how many there are."""
    pages = max(1, -(-min(total, DEEPEST) // query.size))
    return min(max(1, query.page), pages), pages


def _yuan(amount: int | None) -> Money | None:
    return None if amount is None else yuan(str(amount))
