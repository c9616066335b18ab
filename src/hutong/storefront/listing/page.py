"""What a list of goods shows: a category, or what a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hutong.kernel.texts import Texts
from hutong.storefront.blocks import Drawn
from hutong.storefront.built.page import Kind
from hutong.storefront.listing.hearing import Recognised
from hutong.web.frame import Link, shortened
from hutong.web.goods import Card
from hutong.web.paging import Pages
from hutong.web.region import Region


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort, as a link. icon shows the direction of one that has two; its title then is
    what following it does."""

    title: str
    url: str
    current: bool
    icon: str = ""


@dataclass(frozen=True, slots=True)
class FacetOption:
    value: str
    title: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    title: str
    options: tuple[FacetOption, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingPage:
    """`kept` is what the filter form must send along: the search words and the order."""

    path: str
    name: str
    title: str
    words: str
    crumbs: tuple[Link, ...]
    shelves: tuple[Link, ...]
    here: str
    kept: Sequence[tuple[str, str]]
    price_min: str
    price_max: str
    in_stock: bool
    sold: tuple[FacetOption, ...]
    facets: tuple[Facet, ...]
    filters_set: int
    bare_url: str
    orders: tuple[Order, ...]
    total: int
    cards: tuple[Card, ...]
    pages: Pages
    region: Region | None = None
    instead: tuple[Card, ...] = ()
    empty_title: str = ""
    empty_words: str = ""
    meta_title: str = ""
    meta_description: str = ""
    heard: str = ""
    """How the words were read when not as they were typed."""
    recognised: tuple[Recognised, ...] = ()
    ways: tuple[Link, ...] = ()
    """Where to go when little or nothing was found: parts of the question, then categories."""
    hidden_from_search: bool = False
    picture: str | None = None
    logo: str | None = None
    blocks: Sequence[Drawn] = ()
    kinds: Sequence[Kind] = ()
    linked_data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def paragraphs(self) -> Sequence[str]:
        return [each for each in self.words.split("\n\n") if each.strip()]

    @property
    def summary(self) -> str:
        """What a list of search results shows below the title."""
        told = self.meta_description or shortened(" ".join(self.paragraphs))
        return told or self.title

    @property
    def kept_page(self) -> int:
        """Each page of a plain list is kept by search engines; any other is the first of it."""
        return 1 if self.pages.query else self.pages.current


@dataclass(frozen=True, slots=True)
class Room:
    """A first-level category with the shelves in it."""

    slug: str
    title: Texts
    words: Texts
    url: str
    shelves: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class CategoriesPage:
    rooms: tuple[Room, ...]
    summary: str
