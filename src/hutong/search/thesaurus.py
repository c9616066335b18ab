"""What is known of words beside the catalogue: what staff keep, and until they do words.toml."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """`same` works both ways, `wider` from the wide word to the narrow ones only."""

    silent: frozenset[str]
    same: Mapping[str, tuple[str, ...]]
    wider: Mapping[str, tuple[str, ...]]
    colours: Mapping[str, tuple[str, ...]]
    lookalikes: Mapping[str, str]

    @property
    def words(self) -> frozenset[str]:
        return frozenset((*self.same, *self.wider, *self.colours))


@dataclass(frozen=True, slots=True)
class Wordbook:
    """The part that a shop writes for itself: groups that mean the same, wide words with their
    narrow ones, words that say nothing."""

    same: Sequence[Sequence[str]]
    wider: Sequence[tuple[str, Sequence[str]]]
    silent: Sequence[str]


class _Known:
    """What this process goes by. Words mean the same in every index of it."""

    now: Thesaurus | None = None


def thesaurus() -> Thesaurus:
    return _Known.now or from_file()


def take_over(book: Wordbook | None) -> None:
    """From now on this process goes by the book; None: by words.toml again."""
    _Known.now = None if book is None else _with(book)


@cache
def from_file() -> Thesaurus:
    told = _told()
    return Thesaurus(
        silent=frozenset(told["silent"]),
        same=_both_ways(told["same"]),
        wider={word: tuple(narrow) for word, narrow in told["wider"].items()},
        colours={word: tuple(names) for word, names in told["colours"].items()},
        lookalikes={char: group for group in told["shapes"]["lookalikes"] for char in group},
    )


def book_of_file() -> Wordbook:
    """What a new shop begins with."""
    told = _told()
    return Wordbook(same=told["same"], wider=list(told["wider"].items()), silent=told["silent"])


def _with(book: Wordbook) -> Thesaurus:
    wider: dict[str, tuple[str, ...]] = {}
    for word, narrow in book.wider:
        wider[word] = tuple(dict.fromkeys((*wider.get(word, ()), *narrow)))
    return replace(
        from_file(), silent=frozenset(book.silent), same=_both_ways(book.same), wider=wider
    )


def _both_ways(groups: Iterable[Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """A word of several groups means what stands in any of them."""
    same: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            others = (each for each in group if each != word)
            same[word] = tuple(dict.fromkeys((*same.get(word, ()), *others)))
    return same


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))
