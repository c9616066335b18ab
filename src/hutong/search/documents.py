"""The document: what the index keeps of a product, and the words it is found by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from uuid import UUID

from hutong.catalog import TagPlace
from hutong.kernel.money import Money
from hutong.kernel.texts import FALLBACK, Texts
from hutong.search.normal import normal, singular, tokens

WEIGHTS = TITLE, NAME, SUBTITLE, PARTICULAR = 8, 4, 3, 2
HALF_FOUND = 1
BIGRAM = 2
TAG, BRAND = "tag", "brand"
"""Filters that stand beside the specifications."""
COVERED = 60  # per cent of a Chinese word's pairs of characters


@dataclass(frozen=True, slots=True)
class Place:
    """A category on the way to a product; the brand that made it."""

    slug: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Choice:
    """A specification and the values in which the product can be had."""

    name: Texts
    values: tuple[Texts, ...]

    @property
    def key(self) -> str:
        return self.name.get(FALLBACK, "")

    @property
    def value_keys(self) -> tuple[str, ...]:
        return tuple(value.get(FALLBACK, "") for value in self.values)


@dataclass(frozen=True, slots=True)
class Look:
    """What the product looks like in one value of the specification `key`. `sku`: the code of one
    that has it."""

    key: str
    value: Texts
    picture: str
    sku: str

    @property
    def value_key(self) -> str:
        return self.value.get(FALLBACK, "")


@dataclass(frozen=True, slots=True)
class Marked:
    """A tag of a product, or one above it. `place`: where shoppers see it."""

    slug: str
    name: Texts
    tone: str
    place: TagPlace
    above: bool = False

    @property
    def is_badge(self) -> bool:
        return self.place is TagPlace.CARD and not self.above


@dataclass(frozen=True, slots=True)
class Address:
    """Where a product is found on the web, and when it last changed."""

    product_id: UUID
    slug: str
    edited_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Document:
    product_id: UUID
    slug: str
    title: Texts
    subtitle: Texts
    path: tuple[Place, ...]
    specs: tuple[Choice, ...]
    price_from: Money
    price_to: Money
    picture: str | None
    tags: tuple[Marked, ...]
    skus: dict[UUID, int | None]
    in_stock: bool
    sales: int
    launched_at: datetime | None
    edited_at: datetime | None = None
    parameters: tuple[Texts, ...] = ()
    keywords: tuple[str, ...] = ()
    brand: Place | None = None
    looks: tuple[Look, ...] = ()
    """Where a specification changes what the product looks like: each of its values."""
    written: int = 0
    """The transaction that last wrote it: what was cached of it under another one is stale."""

    @cached_property
    def category_slugs(self) -> frozenset[str]:
        return frozenset(place.slug for place in self.path)

    @cached_property
    def said(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """All that is written about it, in every language, by weight: its title, its names, its
        subtitle, its particulars."""
        names = [text for choice in self.specs for text in (choice.name, *choice.values)]
        return (
            (TITLE, _each([self.title])),
            (NAME, (*_each([*(place.name for place in self.path), *self._labels]), *self.keywords)),
            (SUBTITLE, _each([self.subtitle])),
            (PARTICULAR, _each([*names, *self.parameters])),
        )

    @cached_property
    def fields(self) -> tuple[tuple[int, str], ...]:
        """Its words by weight, the heaviest first, ready to be looked through."""
        return tuple((weight, _haystack(texts)) for weight, texts in self.said)

    @cached_property
    def looks_said(self) -> tuple[tuple[Look, str], ...]:
        """Each with its words, ready to be looked through."""
        return tuple((look, _haystack(look.value.values())) for look in self.looks)

    @property
    def words(self) -> tuple[object, ...]:
        """What `fields` are made of: when it is the same, the document is found as before."""
        return (
            *(self.title, self.subtitle, self.path, self.specs, self.parameters),
            *(self.tags, self.keywords, self.brand),
        )

    @property
    def names(self) -> Iterator[str]:
        """Names that are one word whatever a dictionary says: of categories and specifications, of
        brands and tags, and what shoppers call it."""
        texts = [place.name for place in self.path] + self._labels
        texts += [text for choice in self.specs for text in (choice.name, *choice.values)]
        said = (each for text in texts for each in text.values())
        return map(normal, chain(said, self.keywords))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What it is filtered by: its specifications, its brand, tags that are meant for that."""
        shown = tuple(tag.name for tag in self.tags if tag.place is not TagPlace.SEARCH)
        return (
            *self.specs,
            *([Choice({FALLBACK: BRAND}, (self.brand.name,))] if self.brand else ()),
            *([Choice({FALLBACK: TAG}, shown)] if shown else ()),
        )

    @property
    def _labels(self) -> list[Texts]:
        return [*([self.brand.name] if self.brand else ()), *(tag.name for tag in self.tags)]

    @cached_property
    def spec_values(self) -> dict[str, frozenset[str]]:
        return {choice.key: frozenset(choice.value_keys) for choice in self.choices}

    def score(self, terms: Iterable[str]) -> int:
        """How well it fits; 0 when one of the terms is not found at all."""
        scores = [self._score_of(term) for term in terms]
        return sum(scores) if all(scores) else 0

    def _score_of(self, term: str) -> int:
        needle = f" {term}" if term.isascii() else term
        for weight, haystack in self.fields:
            if needle in haystack:
                return weight
        return HALF_FOUND if self._mostly_there(term) else 0

    def _mostly_there(self, term: str) -> bool:
        """Chinese is written without spaces: most pairs of characters will do for a phrase."""
        if term.isascii() or len(term) <= BIGRAM:
            return False
        pairs = [term[at : at + BIGRAM] for at in range(len(term) - 1)]
        found = sum(any(pair in haystack for _, haystack in self.fields) for pair in pairs)
        return found * 100 >= COVERED * len(pairs)


def terms(words: str) -> tuple[str, ...]:
    """What to look for: width and case folded, Latin words and runs of Chinese apart."""
    return tuple(dict.fromkeys(singular(token) for token in tokens(words)))


def _each(texts: Iterable[Texts]) -> tuple[str, ...]:
    return tuple(written for text in texts for written in text.values())


def _haystack(texts: Iterable[str]) -> str:
    """Every language's words, each between spaces, so that " mug" finds mugs but no smugglers."""
    found = [token for text in texts for token in tokens(text)]
    return f" {' '.join(found)} "
