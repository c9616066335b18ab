"""From what was meant to a question for the engine: which documents have a term, and how well.

Every question has two forms that find the same documents. `scored` looks field by field and reckons
how well each fits. `having` looks through all that is written at once, and leaves out what another
writing finds anyway: that is a fraction of the work, and enough for counts and facets."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from hutong.search.documents import TITLE, WEIGHTS
from hutong.search.entry import FIELDS
from hutong.search.libraries import tantivy
from hutong.search.shelf import Shelf
from hutong.search.sought import (
    Sought,
    about,
    anywhere,
    both,
    either,
    sought,
    token,
    within,
    without_covered,
)
from hutong.search.understanding import Term, Writing

Counts = Mapping[str, Any]
KEPT_MAX = 2000
MANY = 1000
"""Of more goods it is enough to know about how many have a term: it says how much that counts."""

BROAD = 20_000
"""Of so many goods sales and freshness say which come first, and not how short a title is."""

NUANCE = 0.15
WAYS_MAX = 12


@dataclass(frozen=True, slots=True)
class Fitting:
    """Some documents, asked for in both forms; `count` where it is known how many."""

    scored: Any
    having: Any
    count: int | None = None

    def by(self, change: Callable[[Any], Any]) -> "Fitting":
        """Both forms changed alike."""
        return Fitting(change(self.scored), change(self.having))


@dataclass(frozen=True, slots=True)
class Matched:
    """The documents that have a term, and about how many. `fitting` is None when none has."""

    fitting: Fitting | None
    count: int


class Matcher:
    """Of one state of a shelf: what was asked before is known."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._known: dict[Term, Matched] = {}

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    def term(self, term: Term, telling: Counts | None = None) -> Matched:
        """`telling`: as in `in_all`, of a question that has no other term."""
        known = self._known.get(term)
        if known is None:
            if len(self._known) >= KEPT_MAX:
                self._known.clear()
            known = self._known[term] = self._matched(term.writings, telling)
        return known

    @property
    def everything(self) -> Fitting:
        return Fitting(tantivy.Query.all_query(), tantivy.Query.all_query())

    def count(self, fitting: Fitting) -> int:
        return self._shelf.count(fitting.having) if fitting.count is None else fitting.count

    def has(self, fitting: Fitting | None, product_id: UUID) -> bool:
        """Whether a product is among those that fit."""
        if fitting is None:
            return False
        itself = token(self._shelf, "id", str(product_id))
        return self._shelf.any(both([fitting.having, itself]))

    def points(self, fitting: Fitting | None, product_id: UUID) -> float:
        """What the engine gives a product for the words, before anything else counts."""
        if fitting is None:
            return 0.0
        itself = silent(token(self._shelf, "id", str(product_id)))
        return self._shelf.points(both([fitting.scored, itself]))

    def rarity(self, matched: Matched) -> float:
        """A word that few goods have says more than one that half of them have."""
        return math.log(1 + self._shelf.size / matched.count) if matched.count else 0.0

    def in_all(self, found: Sequence[Matched], telling: Counts | None = None) -> Fitting | None:
        """Documents with every term; None when there are none. `telling`: what will be asked of
        them for the filters, so that they are counted by the pass that tells it."""
        if not found or any(each.fitting is None for each in found):
            return None
        known = found[0].fitting.count if len(found) == 1 and found[0].fitting else None
        having = _narrow(found)
        count = self._counted(having, telling) if known is None else known
        if not count:
            return None
        return Fitting(both([each.scored for each in self._weighed(found)]), having, count)

    def in_some(self, found: Sequence[Matched], least: int) -> Fitting:
        """Documents with so many of the terms."""
        parts = self._weighed(found)
        return Fitting(
            _with_least([each.scored for each in parts], least),
            _so_many([each.having for each in parts], least),
        )

    def any_has(self, found: Sequence[Matched], least: int) -> bool:
        """Whether there is a document with so many of the terms."""
        there = [each.fitting.having for each in found if each.fitting is not None]
        if least == 1 or least > len(there):
            return least <= len(there)
        return self._shelf.any(_so_many(there, least))

    def most(self, found: Sequence[Matched]) -> int:
        """Where no document has all of the terms: how many one has that has the most; 0 where it is
        less than half."""
        there = sum(bool(each.count) for each in found)
        wanted = range(min(there, len(found) - 1), math.ceil(len(found) / 2) - 1, -1)
        return next((each for each in wanted if each and self.any_has(found, each)), 0)

    def _weighed(self, found: Sequence[Matched]) -> list[Fitting]:
        """Those that are there; the rare ones count more."""
        boost = tantivy.Query.boost_query
        return [
            Fitting(boost(each.fitting.scored, self.rarity(each)), each.fitting.having)
            for each in found
            if each.fitting is not None
        ]

    def _counted(self, having: Any, telling: Counts | None) -> int:
        if telling is None:
            return self._shelf.count(having)
        return int(self._shelf.aggregate(having, telling)["all"]["value"] or 0)

    def _matched(self, writings: Sequence[Writing], counts: Counts | None) -> Matched:
        found = [each for one in writings if (each := sought(self._shelf, one)) is not None]
        telling = without_covered(found, worth_more=False)
        asked = [query for each in telling for query in anywhere(self._shelf, each)]
        if not asked:
            return Matched(None, 0)
        having = either(asked)
        roughly = about(self._shelf, telling)
        if roughly > MANY:
            scored = self._by_field(found, NUANCE if roughly <= BROAD else 0)
            return Matched(Fitting(scored, having), roughly)
        count = self._counted(having, counts)
        if not count:
            return Matched(None, 0)
        return Matched(Fitting(self._by_field(found, NUANCE), having, count), count)

    def _by_field(self, found: Sequence[Sought], nuance: float) -> Any:
        """Fields add up; in each the best writing counts. `nuance`: what the title adds."""
        fields = []
        telling = without_covered(found, worth_more=True)
        for name, weight in zip(FIELDS, WEIGHTS, strict=True):
            by_worth: defaultdict[float, list[Any]] = defaultdict(list)
            for each in telling:
                query = within(self._shelf, name, each)
                if query is not None:
                    by_worth[each.worth].append(query)
            if by_worth:
                fields.append(_best(by_worth, weight, nuance if weight == TITLE else 0))
        return either(fields)


def silent(query: Any) -> Any:
    """It must fit, and adds nothing to the score."""
    return tantivy.Query.const_score_query(query, 0.0)


def lifting(query: Any, some: Any, points: float) -> Any:
    """The same documents; those that are `some` score so many points more."""
    ask, occur = tantivy.Query, tantivy.Occur
    more = ask.const_score_query(some, points)
    return ask.boolean_query([(occur.Must, query), (occur.Should, more)])


def _narrow(found: Sequence[Matched]) -> Any:
    """The term that fewest have comes first."""
    there = sorted(found, key=lambda each: each.count)
    return both([each.fitting.having for each in there if each.fitting is not None])


def _so_many(queries: Sequence[Any], least: int) -> Any:
    """In every way in which so many of them come together, where these ways are few: the engine
    finds what several lists have in common much faster than it counts who is on how many."""
    if math.comb(len(queries), least) > WAYS_MAX:
        return _with_least(queries, least)
    return either(both(some) for some in combinations(queries, least))


def _with_least(queries: Sequence[Any], least: int) -> Any:
    parts = [(tantivy.Occur.Should, each) for each in queries]
    return tantivy.Query.boolean_query(parts, minimum_number_should_match=least)


def _best(by_worth: dict[float, list[Any]], weight: int, nuance: float) -> Any:
    parts = [_worth(either(queries), worth * weight, nuance) for worth, queries in by_worth.items()]
    return parts[0] if len(parts) == 1 else tantivy.Query.disjunction_max_query(parts)


def _worth(query: Any, points: float, nuance: float) -> Any:
    """So many for every document that has it. With a nuance a little more where it is rare or the
    text short: of many that fit alike, the one that is about it comes first."""
    ask, occur = tantivy.Query, tantivy.Occur
    every = ask.const_score_query(query, points)
    if not nuance:
        return every
    rare = ask.boost_query(query, points * nuance)
    return ask.boolean_query([(occur.Must, every), (occur.Should, rare)])
