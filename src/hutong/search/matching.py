"""From what was meant to a question for the engine: which documents have a term, and how well."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hutong.search.documents import WEIGHTS
from hutong.search.entry import FIELDS, GRAM_MAX, chinese, latin
from hutong.search.libraries import tantivy
from hutong.search.normal import TOKEN
from hutong.search.shelf import Shelf
from hutong.search.understanding import Term, Writing

SHORT = 2  # letters: such a Latin word is looked for whole, a longer one from its beginning
KEPT_MAX = 2000
NUANCE = 0.15


@dataclass(frozen=True, slots=True)
class Matched:
    """The documents that have a term. `query` is None when none has."""

    query: Any
    count: int


class Matcher:
    """Of one state of a shelf: what was asked before is known."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._known: dict[Term, Matched] = {}

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    def term(self, term: Term) -> Matched:
        known = self._known.get(term)
        if known is None:
            if len(self._known) >= KEPT_MAX:
                self._known.clear()
            query = self._any_field(term.writings)
            count = self._shelf.count(query) if query is not None else 0
            known = self._known[term] = Matched(query if count else None, count)
        return known

    @property
    def everything(self) -> Any:
        return tantivy.Query.all_query()

    def all_have(self, fitting: Any, matched: Matched) -> bool:
        """Whether every document that fits has the term."""
        if not matched.count:
            return False
        both = _both([fitting, matched.query])
        return self._shelf.count(both) == self._shelf.count(fitting)

    def has(self, fitting: Any, product_id: UUID) -> bool:
        """Whether a product is among those that fit."""
        if fitting is None:
            return False
        itself = self._token("id", str(product_id))
        return self._shelf.any(_both([fitting, itself]))

    def points(self, fitting: Any, product_id: UUID) -> float:
        """What the engine gives a product for the words, before anything else counts."""
        itself = silent(self._token("id", str(product_id)))
        return self._shelf.points(_both([fitting, itself])) if fitting is not None else 0.0

    def rarity(self, matched: Matched) -> float:
        """A word that few goods have says more than one that half of them have."""
        return math.log(1 + self._shelf.size / matched.count) if matched.count else 0.0

    def in_all(self, found: Sequence[Matched]) -> Any:
        """Documents with every term; None when there are none."""
        if not found or not all(each.count for each in found):
            return None
        query = _both([self._weighed(each) for each in found])
        return query if len(found) == 1 or self._shelf.any(query) else None

    def in_some(self, found: Sequence[Matched], least: int) -> Any:
        """Documents with so many of the terms."""
        having = [(tantivy.Occur.Should, self._weighed(each)) for each in found if each.count]
        return tantivy.Query.boolean_query(having, minimum_number_should_match=least)

    def in_most(self, found: Sequence[Matched]) -> Any:
        """Documents with the most terms, and at least half of them; None when there are none."""
        having = sum(bool(each.count) for each in found)
        for wanted in range(having, math.ceil(len(found) / 2) - 1, -1):
            query = self.in_some(found, wanted)
            if wanted and self._shelf.any(query):
                return query
        return None

    def _weighed(self, matched: Matched) -> Any:
        return tantivy.Query.boost_query(matched.query, self.rarity(matched))

    def _any_field(self, writings: Sequence[Writing]) -> Any:
        """Fields add up; in each the best writing counts."""
        fields = []
        for name, weight in zip(FIELDS, WEIGHTS, strict=True):
            by_worth: defaultdict[float, list[Any]] = defaultdict(list)
            for each in writings:
                query = self._written(name, each.written)
                if query is not None:
                    by_worth[each.worth].append(query)
            if by_worth:
                fields.append(_best(by_worth, weight))
        return _either(fields) if fields else None

    def _written(self, field: str, written: str) -> Any:
        """None when no document can have it there."""
        runs = TOKEN.findall(written)
        if runs and all(run.isascii() for run in runs):
            return self._latin(latin(field), runs)
        parts = [
            self._latin(latin(field), [run]) if run.isascii() else self._grams(chinese(field), run)
            for run in runs
        ]
        return _both(parts) if parts and None not in parts else None

    def _grams(self, field: str, run: str) -> Any:
        size = min(GRAM_MAX, len(run))
        grams = dict.fromkeys(run[at : at + size] for at in range(len(run) - size + 1))
        if not all(self._shelf.frequency(field, gram) for gram in grams):
            return None
        return _both([self._token(field, gram) for gram in grams])

    def _latin(self, field: str, words: Sequence[str]) -> Any:
        *before, last = (self._shelf.stem(word) for word in words)
        if before:
            if not all(self._shelf.frequency(field, word) for word in before):
                return None
            return tantivy.Query.phrase_prefix_query(self._shelf.schema, field, [*before, last])
        tokens = [last] if self._shelf.frequency(field, last) else []
        if not tokens and len(words[0]) > SHORT:
            tokens = list(self._shelf.beginning(field, words[0]))
        return _either([self._token(field, token) for token in tokens]) if tokens else None

    def _token(self, field: str, token: str) -> Any:
        return tantivy.Query.term_query(self._shelf.schema, field, token, "basic")


def silent(query: Any) -> Any:
    """It must fit, and adds nothing to the score."""
    return tantivy.Query.const_score_query(query, 0.0)


def _best(by_worth: dict[float, list[Any]], weight: int) -> Any:
    parts = [_worth(_either(queries), worth * weight) for worth, queries in by_worth.items()]
    return parts[0] if len(parts) == 1 else tantivy.Query.disjunction_max_query(parts)


def _worth(query: Any, worth: float) -> Any:
    """So much for every document that has it, and a little more where it is rare or the field
    short: of many that fit alike, the one that is about it comes first."""
    ask, occur = tantivy.Query, tantivy.Occur
    every = ask.const_score_query(query, worth)
    return ask.boolean_query(
        [(occur.Must, every), (occur.Should, ask.boost_query(query, worth * NUANCE))]
    )


def _either(queries: Iterable[Any]) -> Any:
    parts = list(queries)
    if len(parts) == 1:
        return parts[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in parts])


def _both(queries: Sequence[Any]) -> Any:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in queries])
