"""What is written about goods and categories, as words that can be counted."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from hutong import search
from hutong.kernel.texts import FALLBACK, Texts

TITLE_COUNTS = 3
LATIN_LEAST = 3
CHINESE_LEAST = 2
UNCUT = 8
PARAMETER = "#"
"""Stands before the name of a parameter or a specification, which says more than its words."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """All that is written about a product, except where it is filed and who made it."""

    id: UUID
    category_id: UUID
    title: Texts
    texts: tuple[Texts, ...]
    named: tuple[Texts, ...]
    """What its parameters and specifications are called."""
    keywords: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same as long as no word of it changes."""
        each = (self.title, *self.texts, *self.named)
        said = [f"{lang}={text.get(lang, '')}" for text in each for lang in sorted(text)]
        return hashlib.sha256("\x1f".join([*said, *self.keywords]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Bag:
    """Words by their numbers, and how much is made of each."""

    words: "array[int]"
    counts: "array[int]"


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as it is counted. `digest` stands for its words."""

    id: UUID
    category_id: UUID
    bag: Bag
    title: "array[int]"
    named: frozenset[str]
    digest: str


class Reader:
    """Cuts texts into words and numbers these."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._cutter = search.Cutter()
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        for name in names:
            self._cutter.learn(name)

    def word(self, number: int) -> str:
        return self._words[number]

    def goods(self, written: Written) -> Goods:
        title = set(self.split(written.title))
        counts = Counter(dict.fromkeys(title, TITLE_COUNTS))
        for text in written.texts:
            counts.update(set(self.split(text)))
        for keyword in written.keywords:
            counts.update(set(self._split(keyword)))
        named = frozenset(text.get(FALLBACK, "") for text in written.named)
        counts.update(f"{PARAMETER}{name}" for name in named)
        return Goods(
            written.id,
            written.category_id,
            self._bag(counts),
            array("L", sorted(self._number(word) for word in title)),
            named,
            written.digest,
        )

    def category(self, name: Texts, blurb: Texts) -> Bag:
        counts = Counter(dict.fromkeys(self.split(name), TITLE_COUNTS))
        counts.update(set(self.split(blurb)))
        return self._bag(counts)

    def split(self, text: Texts) -> Iterator[str]:
        for written in text.values():
            yield from self._split(written)

    def _split(self, written: str) -> Iterator[str]:
        for run in search.tokens(written):
            if run.isascii():
                word = search.singular(run)
                if len(word) >= LATIN_LEAST and word.isalpha():
                    yield word
            else:
                yield from self._chinese(run)

    def _chinese(self, run: str) -> Iterator[str]:
        for piece in self._cutter.cut(run):
            if len(piece) > UNCUT:  # no dictionary here: each two neighbours stand for a word
                yield from (one + two for one, two in pairwise(piece))
            elif len(piece) >= CHINESE_LEAST:
                yield piece

    def _bag(self, counts: Mapping[str, int]) -> Bag:
        pairs = sorted((self._number(word), count) for word, count in counts.items())
        words, weights = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        return Bag(array("L", words), array("L", weights))

    def _number(self, word: str) -> int:
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self._words)
            self._words.append(word)
        return found
