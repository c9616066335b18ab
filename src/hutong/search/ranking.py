"""Which goods fit what was meant, how well, and why: text x sales x freshness, sold out last."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from hutong.search.counting import BESIDE_PRICE, EVERYTHING
from hutong.search.documents import BRAND, WEIGHTS, Document
from hutong.search.entry import choice_token
from hutong.search.matching import Counts, Fitting, Matched, Matcher, lifting, silent
from hutong.search.merit import freshness_factor, sales_factor, stock_factor
from hutong.search.models import Effect
from hutong.search.naming import NAMELESS, Name, Named, NameKind, Names
from hutong.search.sought import SHORT, both, token
from hutong.search.steering import Steering
from hutong.search.understanding import Term, Understood, Writing, mended, understand
from hutong.search.vocabulary import Vocabulary

TRIES_MAX = 40
WORDY = 3
FEW = 24
NEAR_MAX = 4
LIFT = 8.0
"""What being of a category that was named is worth, times how rare such goods are: as much as the
word in a title."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that was looked for, the writing that was found, and what it brought."""

    word: str
    written: str
    points: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a product stands where it stands: `score` is text times all the factors. What the `hits`
    leave of the text is for rare words and short titles. `place`: where staff pinned it, from 1.
    `named`: brands and categories among the words; `lift`: what being of that category brought."""

    hits: tuple[Hit, ...]
    text: float
    sales: float
    freshness: float
    stock: float
    steered: float
    effect: Effect | None
    place: int | None
    named: tuple[Name, ...] = ()
    lift: float = 0.0

    @property
    def nuance(self) -> float:
        return self.text - self.lift - sum(hit.points for hit in self.hits)

    @property
    def score(self) -> float:
        return self.text * self.sales * self.freshness * self.stock * self.steered


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words came to. `fitting` asks the engine for the goods; None when there are none.
    `scored`: they differ in how well they fit. `corrected`: the words were read as these instead.
    `left_out`: nothing has all of them, so these were let go. `near`: words of them that would
    find something. `named`: what was recognised in them, `lift` what goods of a category get for
    it."""

    fitting: Fitting | None
    scored: bool = True
    lowest: int | None = None
    highest: int | None = None
    corrected: str = ""
    left_out: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    terms: tuple[Term, ...] = field(default=())
    named: tuple[Named, ...] = ()
    lift: float = 0.0


def read(
    matcher: Matcher,
    vocabulary: Vocabulary,
    text: str,
    names: Names = NAMELESS,
    *,
    as_words: Collection[NameKind] = (),
    telling: bool = False,
) -> Reading:
    """A brand among the words narrows the goods to its own, where that leaves any; a category
    among them brings its goods forward. `telling`: without any filter, and with all counts."""
    understood = understand(text, vocabulary)
    brand = names.among(understood, NameKind.BRAND, as_words)
    reading = _of_brand(matcher, vocabulary, understood, brand) if brand else None
    if brand is None or reading is None:
        reading = _read(matcher, vocabulary, text, understood, telling=telling)
        rest = understood
    else:
        rest = replace(understood, terms=brand.rest(understood))
    category = names.among(rest, NameKind.CATEGORY, as_words)
    return _lifted(matcher, reading, category) if category else reading


def _of_brand(
    matcher: Matcher, vocabulary: Vocabulary, understood: Understood, brand: Named
) -> Reading | None:
    """None when the brand has nothing of the kind."""
    rest = replace(understood, terms=brand.rest(understood))
    if rest.terms:
        reading = _read(matcher, vocabulary, rest.words, rest)
    else:
        reading = Reading(
            matcher.everything, scored=False, lowest=rest.lowest, highest=rest.highest
        )
    if reading.fitting is None:
        return None
    its = silent(token(matcher.shelf, "choice", choice_token(BRAND, brand.name.key)))
    fitting = reading.fitting.by(lambda form: both([form, its]))
    count = matcher.count(fitting)
    if not count:
        return None
    corrected = reading.corrected and f"{brand.said(understood)} {reading.corrected}"
    return replace(
        reading, fitting=replace(fitting, count=count), corrected=corrected, named=(brand,)
    )


def _lifted(matcher: Matcher, reading: Reading, category: Named) -> Reading:
    """Where it tells some of the goods from the others."""
    if reading.fitting is None or not reading.scored:
        return reading
    its = token(matcher.shelf, "place", category.name.key)
    of_it = matcher.shelf.count(both([reading.fitting.having, its]))
    if not 0 < of_it < matcher.count(reading.fitting):
        return reading
    lift = LIFT * matcher.rarity(Matched(None, matcher.shelf.frequency("place", category.name.key)))
    return replace(
        reading,
        fitting=replace(reading.fitting, scored=lifting(reading.fitting.scored, its, lift)),
        named=(*reading.named, category),
        lift=lift,
    )


def _read(
    matcher: Matcher,
    vocabulary: Vocabulary,
    text: str,
    understood: Understood,
    *,
    telling: bool = False,
) -> Reading:
    """Exactly as typed; else with a typing error mended; else the goods that have most of it."""
    priced = (understood.lowest, understood.highest) != (None, None)
    if not understood.terms:
        everything = matcher.everything if priced or not text.strip() else None
        return Reading(
            everything, scored=False, lowest=understood.lowest, highest=understood.highest
        )
    told = (BESIDE_PRICE if priced else EVERYTHING) if telling else None
    found = _found(matcher, understood, told)
    fitting = matcher.in_all(found, told)
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
        named=tuple(each.name for each in reading.named),
        lift=_lift(reading, document),
    )


def _lift(reading: Reading, document: Document) -> float:
    slugs = {each.name.key for each in reading.named if each.name.kind is NameKind.CATEGORY}
    return reading.lift if slugs & document.category_slugs else 0.0


def _reading(
    matcher: Matcher,
    understood: Understood,
    found: Sequence[Matched],
    *,
    fitting: Fitting | None,
    corrected: str,
) -> Reading:
    """Of goods that have a part of it, none that have only its number: who looks for an iPhone 15
    is not served with a knife of 15 cm."""
    heard = [term.said for term, each in zip(understood.terms, found, strict=True) if each.count]
    telling = [said for said in heard if not said.isdecimal()]
    left_out: tuple[str, ...] = ()
    complete = fitting is not None
    if fitting is None and telling:
        most = matcher.most(found)
        left_out = _missing(matcher, understood, found, most)
        least = 1 if _is_latin(understood) else math.ceil(len(found) / 2)
        fitting = matcher.in_some(found, least) if most or (heard and least == 1) else None
    elif fitting and len(found) >= WORDY and _is_latin(understood) and (fitting.count or 0) < FEW:
        fitting = matcher.in_some(found, math.ceil(len(found) / 2))
    return Reading(
        fitting,
        lowest=understood.lowest,
        highest=understood.highest,
        corrected=corrected,
        left_out=left_out,
        near=() if complete else tuple(telling[:NEAR_MAX]),
        terms=understood.terms,
    )


def _is_latin(understood: Understood) -> bool:
    """English says in many small words what Chinese says in one: not each of them must be there."""
    return all(term.said.isascii() for term in understood.terms)


def _found(
    matcher: Matcher, understood: Understood, telling: Counts | None = None
) -> list[Matched]:
    alone = telling if len(understood.terms) == 1 else None
    return [matcher.term(term, alone) for term in understood.terms]


def _missing(
    matcher: Matcher, understood: Understood, found: Sequence[Matched], most: int
) -> tuple[str, ...]:
    """Words that some of the goods with the most words do not have: these have as many others."""
    if not most:
        return ()
    return tuple(
        term.said
        for at, term in enumerate(understood.terms)
        if not found[at].count or matcher.any_has([*found[:at], *found[at + 1 :]], most)
    )


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
