"""Which goods fit what was meant, how well, and why: text x sales x freshness, sold out last."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from hutong.search.documents import WEIGHTS, Document
from hutong.search.understanding import Term, Understood, mended, understand
from hutong.search.vocabulary import PAIR, Vocabulary

TRIES_MAX = 40
NEAR_MAX = 4
SALES_SHARE = 0.08  # what ten times the sales add
FRESH_SHARE = 0.1  # what being the newest adds
FRESH_DAYS = 90
HALF = 0.5

PLACES = 6
SHORT = 2
FIELDS = tuple(
    sum(weight for at, weight in enumerate(WEIGHTS) if fields >> at & 1)
    for fields in range(1 << len(WEIGHTS))
)
"""The weight of every combination of fields, a bit for each."""

Score = tuple[float, Document]
Points = Mapping[UUID, tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that was looked for, the writing that was found, and what it brought."""

    word: str
    written: str
    points: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a product stands where it stands: `score` is text times sales times freshness."""

    hits: tuple[Hit, ...]
    text: float
    sales: float
    freshness: float
    in_stock: bool

    @property
    def score(self) -> float:
        return self.text * self.sales * self.freshness


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words came to. `corrected`: they were read as these instead. `left_out`: nothing
    has all of them, so these were let go. `near`: words of them that would find something."""

    scored: Sequence[Score]
    lowest: int | None = None
    highest: int | None = None
    corrected: str = ""
    left_out: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    terms: tuple[Term, ...] = field(default=())


def read(documents: Mapping[UUID, Document], vocabulary: Vocabulary, text: str) -> Reading:
    """Exactly as typed; else with a typing error mended; else the goods that have most of it."""
    understood = understand(text, vocabulary)
    if not understood.terms:
        priced = (understood.lowest, understood.highest) != (None, None)
        everything = priced or not text.strip()
        scored = [(0.0, each) for each in documents.values()] if everything else []
        return Reading(scored, understood.lowest, understood.highest)
    found = _found(documents, vocabulary, understood)
    corrected = ""
    if not _in_all(found):
        for attempt, _try in zip(mended(understood, vocabulary), range(TRIES_MAX), strict=False):
            better = _found(documents, vocabulary, attempt)
            if _in_all(better):
                understood, found, corrected = attempt, better, attempt.words
                break
    return _reading(documents, understood, found, corrected)


def explain(
    documents: Mapping[UUID, Document], vocabulary: Vocabulary, reading: Reading, of: Document
) -> Explanation:
    """For staff: the reasons behind the place of a product."""
    hits = []
    for term in reading.terms:
        points = _points(documents, vocabulary, term)
        if of.product_id in points:
            worth, written = points[of.product_id]
            hits.append(Hit(term.said, written, worth * _rarity(documents, points)))
    return Explanation(
        hits=tuple(hits),
        text=sum(hit.points for hit in hits),
        sales=_sales(of),
        freshness=_freshness(of, _newest(documents)),
        in_stock=of.in_stock,
    )


def _reading(
    documents: Mapping[UUID, Document],
    understood: Understood,
    found: Sequence[Points],
    corrected: str,
) -> Reading:
    fitting = _in_all(found)
    left_out: tuple[str, ...] = ()
    heard = [term.said for term, each in zip(understood.terms, found, strict=True) if each]
    if not fitting and len(understood.terms) > 1:
        fitting = _in_most(found)
        left_out = _missing(understood, found, fitting)
    return Reading(
        _ranked(documents, found, fitting),
        understood.lowest,
        understood.highest,
        corrected,
        left_out,
        () if fitting and not left_out else tuple(heard[:NEAR_MAX]),
        understood.terms,
    )


def _found(
    documents: Mapping[UUID, Document], vocabulary: Vocabulary, understood: Understood
) -> list[Points]:
    return [_points(documents, vocabulary, term) for term in understood.terms]


def _points(documents: Mapping[UUID, Document], vocabulary: Vocabulary, term: Term) -> Points:
    """The products that have it. Fields add up; in each the best writing counts."""
    points: dict[UUID, tuple[float, str]] = {}
    counted: dict[UUID, int] = {}
    for each in sorted(term.writings, key=lambda writing: -writing.worth):
        look, sure = needle(each.written), _is_mark(each.written)
        for product_id, maybe in vocabulary.holding(each.written).items():
            fields = maybe & ~counted.get(product_id, 0)
            if fields and not sure:
                fields = _fields_with(documents[product_id], look, fields)
            if fields:
                before, written = points.get(product_id, (0.0, each.written))
                points[product_id] = before + each.worth * FIELDS[fields], written
                counted[product_id] = counted.get(product_id, 0) | fields
    return points


def _fields_with(document: Document, look: str, among: int) -> int:
    return sum(
        1 << at
        for at, (_, field) in enumerate(document.fields)
        if among >> at & 1 and look in field
    )


def _is_mark(written: str) -> bool:
    """Chinese of one or two characters is looked up by itself."""
    return len(written) <= PAIR and not written.isascii() and " " not in written


def needle(written: str) -> str:
    """Latin words from their beginning, a short one whole; Chinese anywhere."""
    if not written.isascii():
        return written
    return f" {written} " if len(written) <= SHORT else f" {written}"


def _ranked(
    documents: Mapping[UUID, Document], found: Sequence[Points], fitting: set[UUID]
) -> list[Score]:
    newest = _newest(documents)
    weighed = [(each, _rarity(documents, each)) for each in found]
    scored = []
    for product_id in fitting:
        document = documents[product_id]
        text = sum(each[product_id][0] * rare for each, rare in weighed if product_id in each)
        score = text * _sales(document) * _freshness(document, newest)
        scored.append((round(score, PLACES), document))
    return scored


def _rarity(documents: Mapping[UUID, Document], points: Points) -> float:
    """A word that few goods have says more than one that half of them have."""
    return math.log(1 + len(documents) / len(points)) if points else 0.0


def _newest(documents: Mapping[UUID, Document]) -> datetime | None:
    return max((each.launched_at for each in documents.values() if each.launched_at), default=None)


def _in_all(found: Sequence[Points]) -> set[UUID]:
    return set.intersection(*(set(each) for each in found)) if found else set()


def _in_most(found: Sequence[Points]) -> set[UUID]:
    """Products with the most terms, and at least half of them."""
    count: dict[UUID, int] = {}
    for each in found:
        for product_id in each:
            count[product_id] = count.get(product_id, 0) + 1
    most = max(count.values(), default=0)
    if most < HALF * len(found):
        return set()
    return {product_id for product_id, terms in count.items() if terms == most}


def _missing(
    understood: Understood, found: Sequence[Points], fitting: set[UUID]
) -> tuple[str, ...]:
    pairs = zip(understood.terms, found, strict=True)
    return tuple(term.said for term, each in pairs if not fitting <= set(each)) if fitting else ()


def _sales(document: Document) -> float:
    return 1 + SALES_SHARE * math.log10(1 + max(0, document.sales))


def _freshness(document: Document, newest: datetime | None) -> float:
    """Beside the newest of the shop: nothing changes by waiting."""
    if document.launched_at is None or newest is None:
        return 1.0
    age = (newest - document.launched_at).days
    return 1 + FRESH_SHARE * math.exp(-age / FRESH_DAYS)
