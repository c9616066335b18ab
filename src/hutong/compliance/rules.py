"""Finds listed words in what is written, however it is spaced, spelled or widened.

"最 佳" and "最-佳" are found as "最佳": signs and spaces between letters do not count, full width
is half width, capitals are small. Latin words are found only whole.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hutong.compliance.models import Kind, Term
from hutong.kernel.texts import Texts

PLACES = ("title", "subtitle", "description", "parameters", "specs", "pictures")
SUPPLIER = ("supplier", "supplier_number")
"""Where barred suppliers are looked for, and nothing else is."""

BANNED = frozenset({Kind.PROHIBITED, Kind.INFRINGING, Kind.SUPPLIER})
HITS_MAX = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """`start` and `end` are places in the words of the field, such as "title.zh"."""

    term_id: UUID
    kind: Kind
    field: str
    start: int
    end: int
    found: str
    blocks: bool
    reason: Texts
    instead: Texts

    @property
    def banned(self) -> bool:
        """Goods that may not be sold, however one writes of them."""
        return self.kind in BANNED


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, with what is wrong with it."""

    words: str
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text without what people put between letters; `at` says where each letter stood."""

    letters: str
    at: Sequence[int]


class Book:
    """The lists, ready to be looked up in."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = terms
        self._keys = [_fold(term.words).letters for term in terms]
        self._exceptions = [[_fold(each).letters for each in term.exceptions] for term in terms]
        words = "|".join(re.escape(key) for key in self._keys if key)
        self._any = re.compile(words) if words else None

    @property
    def asks_for_categories(self) -> bool:
        return any(term.categories for term in self.terms)

    def hits(self, texts: Mapping[str, str], categories: Collection[UUID] = ()) -> list[Hit]:
        """Everything listed that stands in the fields, in their order; of two that overlap the
        longer. `categories`: the goods' own and those above it."""
        theirs = {str(each) for each in categories}
        found: list[Hit] = []
        for field, words in texts.items():
            found += self._in_field(field, words, theirs)
            if len(found) >= HITS_MAX:
                break
        return found[:HITS_MAX]

    def _in_field(self, field: str, words: str, categories: set[str]) -> list[Hit]:
        text = _fold(words)
        if self._any is None or not self._any.search(text.letters):
            return []
        place = field.partition(".")[0]
        every = [
            hit
            for n, term in enumerate(self.terms)
            if _counts_in(term, place)
            and (not term.categories or not categories.isdisjoint(term.categories))
            for hit in self._of_term(n, field, words, text)
        ]
        every.sort(key=lambda hit: (hit.start, hit.start - hit.end))
        return list(_outermost(every))

    def _of_term(self, n: int, field: str, words: str, text: _Folded) -> Iterator[Hit]:
        term, key = self.terms[n], self._keys[n]
        harmless = [
            span for each in self._exceptions[n] if each for span in _spans(text.letters, each)
        ]
        if term.kind is Kind.SUPPLIER and key != text.letters:
            return
        for start, end in _spans(text.letters, key):
            first, last = text.at[start], text.at[end - 1] + 1
            if any(left <= start and end <= right for left, right in harmless):
                continue
            if not _whole(words, first, last):
                continue
            yield Hit(
                term_id=term.id,
                kind=term.kind,
                field=field,
                start=first,
                end=last,
                found=words[first:last],
                blocks=term.blocks,
                reason=term.reason,
                instead=term.instead,
            )


def _counts_in(term: Term, place: str) -> bool:
    if place in SUPPLIER:
        return term.kind is Kind.SUPPLIER
    return term.kind is not Kind.SUPPLIER and (not term.places or place in term.places)


def marked(words: str, hits: Sequence[Hit]) -> list[Piece]:
    """The words of one field in pieces, those that hit among them."""
    pieces, place = [], 0
    for hit in sorted(hits, key=lambda each: each.start):
        if hit.start > place:
            pieces.append(Piece(words[place : hit.start]))
        pieces.append(Piece(words[hit.start : hit.end], hit))
        place = hit.end
    if place < len(words):
        pieces.append(Piece(words[place:]))
    return pieces


def _fold(words: str) -> _Folded:
    letters: list[str] = []
    at: list[int] = []
    for n, sign in enumerate(words):
        for letter in unicodedata.normalize("NFKC", sign).casefold():
            if letter.isalnum() or letter in "%+":
                letters.append(letter)
                at.append(n)
    return _Folded("".join(letters), at)


def _spans(letters: str, key: str) -> Iterator[tuple[int, int]]:
    start = letters.find(key) if key else -1
    while start >= 0:
        yield start, start + len(key)
        start = letters.find(key, start + 1)


def _whole(words: str, first: int, last: int) -> bool:
    """Latin letters and digits at its ends do not go on outside; Chinese has no such ends."""
    before = words[first - 1] if first else " "
    after = words[last] if last < len(words) else " "
    return not (_latin(words[first]) and _latin(before)) and not (
        _latin(words[last - 1]) and _latin(after)
    )


def _latin(sign: str) -> bool:
    return sign.isalnum() and unicodedata.normalize("NFKC", sign).isascii()


def _outermost(hits: Sequence[Hit]) -> Iterator[Hit]:
    """In order of their beginning, the longer first: what begins inside another is left out."""
    end = -1
    for hit in hits:
        if hit.start >= end:
            yield hit
            end = hit.end
