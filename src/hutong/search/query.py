"""What one asks of a shelf, and what one is told: a page of goods, counts beside the filters."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from uuid import UUID

from hutong.kernel.money import Money
from hutong.kernel.texts import Texts
from hutong.search.documents import Document

PAGE_SIZE = 24
WORDS_MAX = 100
FACETS_MAX = 6
OPTIONS_MAX = 24
DEEPEST = 10_000
"""Nobody leafs further."""

PRICE_BANDS = (50_00, 100_00, 200_00, 500_00, 1000_00, 2000_00, 5000_00)
SALES_BANDS = (10, 100, 1000, 10_000)


class Sort(StrEnum):
    DEFAULT = "default"
    SALES = "sales"
    NEW = "new"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a shopper wants to see. `filters`: Chinese spec name to the values that will do."""

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
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_in: frozenset[str] = frozenset()
    """Slugs of categories whose goods are left out, as are these products."""
    not_these: frozenset[UUID] = frozenset()

    @property
    def asked(self) -> Hashable:
        """The same for the same question, by which its answer can be kept."""
        wanted = [getattr(self, each.name) for each in fields(self) if each.name != "filters"]
        return (*wanted, frozenset(self.filters.items()))


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
    which band the lowest price lies. `sales`: so many sold, or more."""

    categories: Mapping[str, int]
    specs: tuple[Facet, ...]
    in_stock: int
    price_from: Money | None
    price_to: Money | None
    prices: tuple[Band, ...] = ()
    sales: tuple[Band, ...] = ()


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


def leaf(query: Query, total: int) -> tuple[int, int]:
    """The page that is shown, and how many there are."""
    pages = max(1, -(-min(total, DEEPEST) // query.size))
    return min(max(1, query.page), pages), pages
