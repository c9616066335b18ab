"""Which goods are probably in the wrong category, how sure that is, and why.

The words decide; two rules make it surer. What is told of a finding are the very words and names
that were weighed.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hutong.catalog import Category, WantedParameter
from hutong.kernel.texts import FALLBACK, Texts
from hutong.taxonomy.nearness import Near, Neighbourhoods
from hutong.taxonomy.states import Reason
from hutong.taxonomy.texts import PARAMETER, Goods, Reader

SURE_FROM, SURE_MAX = 65, 99
OPEN_GAP = 0.05
"""So much nearer it must be at least, or the words say nothing."""
A_RULE_ADDS = 10
TYPICAL_LEAST = 3
TYPICAL_SHARE = 80  # per cent of the goods with that word in their title
NAMES_MAX = 4


@dataclass(frozen=True, kw_only=True)
class Doubt:
    goods: Goods
    suggested_id: UUID
    sureness: int
    reasons: list[dict[str, Any]]


class Judge:
    def __init__(
        self,
        reader: Reader,
        goods: Sequence[Goods],
        paths: Mapping[UUID, tuple[Category, ...]],
        wanted: Mapping[UUID, tuple[WantedParameter, ...]],
    ) -> None:
        own = {key: path[-1] for key, path in paths.items()}
        bags = {key: reader.category(each.name, each.blurb) for key, each in own.items()}
        self._reader, self._near = reader, Neighbourhoods(goods, bags)
        self._paths = {key: {each.id for each in path} for key, path in paths.items()}
        self._shown = {key for key, each in own.items() if not each.hidden}
        self._asked = {
            key: frozenset(each.name[FALLBACK] for each in names) for key, names in wanted.items()
        }
        self._called = {each.name[FALLBACK]: each.name for many in wanted.values() for each in many}
        self._titled: defaultdict[int, Counter[UUID]] = defaultdict(Counter)
        for each in goods:
            for word in each.title:
                self._titled[word][each.category_id] += 1

    def doubt(self, goods: Goods) -> Doubt | None:
        """None where nothing speaks against its category."""
        near = self._near.nearest(goods, self._elsewhere(goods.category_id))
        if near is None or near.there - near.here < OPEN_GAP:
            return None
        rules = [*self._typical(goods, near), *self._parameters(goods, near)]
        sureness = min(SURE_MAX, int(100 * near.share) + A_RULE_ADDS * len(rules))
        if sureness < SURE_FROM:
            return None
        reasons = [*self._words(goods, near), *rules]
        return Doubt(goods=goods, suggested_id=near.category_id, sureness=sureness, reasons=reasons)

    def _elsewhere(self, category_id: UUID) -> frozenset[UUID]:
        """Neither above it nor below it: those would only be more or less exact."""
        above = self._paths.get(category_id, set())
        return frozenset(
            other
            for other in self._shown
            if other not in above and category_id not in self._paths[other]
        )

    def _words(self, goods: Goods, near: Near) -> Iterator[dict[str, Any]]:
        said = [self._reader.word(each) for each in self._near.telling(goods, near.category_id)]
        words = [each for each in said if not each.startswith(PARAMETER)]
        if words:
            yield {"reason": Reason.WORDS, "words": words}

    def _typical(self, goods: Goods, near: Near) -> Iterator[dict[str, Any]]:
        """A word of its title that nearly all goods with it have there, and none here."""
        best: tuple[int, int, int] | None = None
        for word in goods.title:
            counts = self._titled[word]
            others = counts.total() - 1
            there = counts[near.category_id]
            alone = counts[goods.category_id] == 1
            typical = others >= TYPICAL_LEAST and there * 100 >= TYPICAL_SHARE * others
            if alone and typical and (best is None or there > best[0]):
                best = there, others, word
        if best:
            there, of, word = best
            told = {"word": self._reader.word(word), "there": there, "of": of}
            yield {"reason": Reason.TITLE, **told}

    def _parameters(self, goods: Goods, near: Near) -> Iterator[dict[str, Any]]:
        here, there = self._asked_of(goods.category_id), self._asked_of(near.category_id)
        lacks, has = here - there, (there - here) & goods.named
        if has and lacks and not lacks & goods.named:
            told = {"lacks": self._some(lacks), "has": self._some(has)}
            yield {"reason": Reason.PARAMETERS, **told}

    def _asked_of(self, category_id: UUID) -> frozenset[str]:
        return self._asked.get(category_id, frozenset())

    def _some(self, names: Collection[str]) -> list[Texts]:
        return [self._called[name] for name in sorted(names)[:NAMES_MAX]]
