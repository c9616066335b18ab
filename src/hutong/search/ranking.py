"""Which goods fit what was meant, how well, and why: text x sales x freshness, sold out last."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from hutong.search.documents import WEIGHTS, Document
from hutong.search.matching import Fitting, Matched, Matcher
from hutong.search.merit import freshness_factor, sales_factor, stock_factor
from hutong.search.models import Effect
from hutong.search.sought import SHORT
from hutong.search.steering import Steering
from hutong.search.understanding import Term, Understood, Writing, mended, understand
from hutong.search.vocabulary import Vocabulary

TRIES_MAX = 40
WORDY = 3
FEW = 24
NEAR_MAX = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that was looked for, the writing that was found, and what it brought."""

    word: str
    written: str
    points: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a product stands where it stands: `score` is text times all the factors. What the `hits`
    leave of the text is for rare words and short titles. `place`: where staff pinned it, from 1."""

    hits: tuple[Hit, ...]
    text: float
    sales: float
    freshness: float
    stock: float
    steered: float
    effect: Effect | None
    place: int | None

    @property
    def nuance(self) -> float:
        return self.text - sum(hit.points for hit in self.hits)

    @property
    def score(self) -> float:
        return self.text * self.sales * self.freshness * self.stock * self.steered


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words came to. `fitting` asks the engine for the goods; None when there are none.
    `scored`: they differ in how well they fit. `corrected`: the words were read as these instead.
    `left_out`: nothing has all of them, so these were let go. `near`: words of them that would
    find something."""

    fitting: Fitting | None
    scored: bool = True
    lowest: int | None = None
    highest: int | None = None
    corrected: str = ""
    left_out: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    terms: tuple[Term, ...] = field(default=())


def read(matcher: Matcher, vocabulary: Vocabulary, text: str) -> Reading:
    """Exactly as typed; else with a typing error mended; else the goods that have most of it."""
    understood = understand(text, vocabulary)
    if not understood.terms:
        priced = (understood.lowest, understood.highest) != (None, None)
        everything = matcher.everything if priced or not text.strip() else None
        return Reading(
            everything, scored=False, lowest=understood.lowest, highest=understood.highest
        )
    found = _found(matcher, understood)
    fitting = matcher.in_all(found)
    if fitting is None and (better := _mended(matcher, vocabulary, understood, found)):
        found = _found(matcher, better)
        fitting = matcher.in_all(found)
        return _reading(matcher, better, found, fitting=fitting, corrected=better.words)
    return _reading(matcher, understood, found, fitting=fitting, corrected="")


def _mended(
    matcher: Matcher, vocabulary: Vocabulary, understood: Understood, found: Sequence[Matched]
) -> Understood | None:
    """The likeliest that goods have all of."""
    there = [bool(each.count) for each in found]
    for attempt in islice(mended(understood, vocabulary, there), TRIES_MAX):
        if matcher.in_all(_found(matcher, attempt)) is not None:
            return attempt
    return None


def explain(
    matcher: Matcher, reading: Reading, document: Document, *, newest: int, steering: Steering
) -> Explanation:
    """For staff: the reasons behind the place of a product. `newest`: of the shop, in days."""
    key = document.product_id
    pinned = key in steering.pinned and (document.in_stock or key in steering.even_sold_out)
    hits = []
    for term in reading.terms:
        points, written = _points(document, term)
        if points:
            hits.append(Hit(term.said, written, points * matcher.rarity(matcher.term(term))))
    return Explanation(
        hits=tuple(hits),
        text=matcher.points(reading.fitting, key),
        sales=sales_factor(document),
        freshness=freshness_factor(document, newest),
        stock=stock_factor(document),
        steered=steering.factor(key),
        effect=steering.of(key),
        place=steering.pinned.index(key) + 1 if pinned else None,
    )


def _reading(
    matcher: Matcher,
    understood: Understood,
    found: Sequence[Matched],
    *,
    fitting: Fitting | None,
    corrected: str,
) -> Reading:
    heard = [term.said for term, each in zip(understood.terms, found, strict=True) if each.count]
    left_out: tuple[str, ...] = ()
    complete = fitting is not None
    if fitting is None and len(understood.terms) > 1:
        best = matcher.in_most(found)
        left_out = _missing(matcher, understood, found, best)
        least = 1 if _is_latin(understood) else math.ceil(len(found) / 2)
        fitting = (
            matcher.in_some(found, least) if best is not None or (heard and least == 1) else None
        )
    elif fitting and len(found) >= WORDY and _is_latin(understood) and (fitting.count or 0) < FEW:
        fitting = matcher.in_some(found, math.ceil(len(found) / 2))
    return Reading(
        fitting,
        lowest=understood.lowest,
        highest=understood.highest,
        corrected=corrected,
        left_out=left_out,
        near=() if complete else tuple(heard[:NEAR_MAX]),
        terms=understood.terms,
    )


def _is_latin(understood: Understood) -> bool:
    """English says in many small words what Chinese says in one: not each of them must be there."""
    return all(term.said.isascii() for term in understood.terms)


def _found(matcher: Matcher, understood: Understood) -> list[Matched]:
    return [matcher.term(term) for term in understood.terms]


def _missing(
    matcher: Matcher, understood: Understood, found: Sequence[Matched], fitting: Fitting | None
) -> tuple[str, ...]:
    if fitting is None:
        return ()
    pairs = zip(understood.terms, found, strict=True)
    return tuple(term.said for term, each in pairs if not matcher.all_have(fitting, each))


def _points(document: Document, term: Term) -> tuple[float, str]:
    """What a term brings a document, and the writing that brought the most."""
    brought: dict[str, float] = {}
    for weight, (_, text) in zip(WEIGHTS, document.fields, strict=True):
        worths = [(each.worth, each.written) for each in term.writings if _stands(each, text)]
        if worths:
            worth, written = max(worths, key=lambda each: each[0])
            brought[written] = brought.get(written, 0) + worth * weight
    if not brought:
        return 0.0, ""
    return sum(brought.values()), max(brought, key=lambda each: brought[each])


def _stands(writing: Writing, text: str) -> bool:
    return needle(writing.written) in text


def needle(written: str) -> str:
    """Latin words from their beginning, a short one whole; Chinese anywhere."""
    if not written.isascii():
        return written
    return f" {written} " if len(written) <= SHORT else f" {written}"
