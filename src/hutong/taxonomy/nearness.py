"""How near a product's words are to those of each category: the cosine of the angle between them,
words counted by their rarity. A product does not vote for the category that it stands in."""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hutong.taxonomy.texts import Bag, Goods

OWN_WORDS = 2.0
"""What a category says of itself counts as much as so many of its goods."""
GOODS_LEAST = 2
"""A single product says little about what belongs beside it."""
LEAST = 1e-9
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Near:
    here: float
    there: float
    category_id: UUID

    @property
    def share(self) -> float:
        """From nought to one: a half where it is as near to the one as to the other."""
        return self.there / (self.there + self.here) if self.there > LEAST else 0.0


class Neighbourhoods:
    """The words of each category: what its goods and it itself are called."""

    def __init__(self, goods: Sequence[Goods], categories: Mapping[UUID, Bag]) -> None:
        counts = Counter(word for each in goods for word in each.bag.words)
        self._rarity = {word: math.log(len(goods) / count) for word, count in counts.items()}
        self._inhabitants = Counter(each.category_id for each in goods)
        self._words: defaultdict[int, dict[UUID, float]] = defaultdict(dict)
        for each in goods:
            self._add(each.category_id, each.bag, 1.0)
        for category_id, bag in categories.items():
            self._add(category_id, bag, OWN_WORDS)
        self._squares: defaultdict[UUID, float] = defaultdict(float)
        for weights in self._words.values():
            for category_id, weight in weights.items():
                self._squares[category_id] += weight * weight

    def nearest(self, goods: Goods, elsewhere: frozenset[UUID]) -> Near | None:
        """The nearest of those others that have a few goods."""
        products = self._products(goods)
        here = self._here(products.pop(goods.category_id, 0.0), goods.category_id)
        near = {
            category_id: product / math.sqrt(self._squares[category_id])
            for category_id, product in products.items()
            if category_id in elsewhere and self._inhabitants[category_id] >= GOODS_LEAST
        }
        if not near:
            return None
        best = max(near, key=lambda category_id: (near[category_id], category_id))
        return Near(here, near[best], best)

    def telling(self, goods: Goods, there: UUID) -> list[int]:
        """Those of its words that speak for the other category, the strongest first."""
        far = math.sqrt(self._squares[there])
        close = math.sqrt(max(LEAST, self._squares[goods.category_id]))
        said = {
            word: weight
            * (
                self._words[word].get(there, 0.0) / far
                - (self._words[word].get(goods.category_id, weight) - weight) / close
            )
            for word, weight in zip(goods.bag.words, self._weigh(goods.bag), strict=True)
        }
        best = sorted(said, key=lambda word: (-said[word], word))
        return [word for word in best[:SHOWN] if said[word] > LEAST]

    def _here(self, product: float, category_id: UUID) -> float:
        """As near as it is to the others in its category: its own words are taken out of both."""
        squares = self._squares[category_id] - 2 * product + 1
        return max(0.0, product - 1) / math.sqrt(squares) if squares > LEAST else 0.0

    def _products(self, goods: Goods) -> dict[UUID, float]:
        found: defaultdict[UUID, float] = defaultdict(float)
        for word, weight in zip(goods.bag.words, self._weigh(goods.bag), strict=True):
            for category_id, there in self._words[word].items():
                found[category_id] += weight * there
        return found

    def _add(self, category_id: UUID, bag: Bag, times: float) -> None:
        for word, weight in zip(bag.words, self._weigh(bag), strict=True):
            weights = self._words[word]
            weights[category_id] = weights.get(category_id, 0.0) + times * weight

    def _weigh(self, bag: Bag) -> "array[float]":
        """As long as one; words that no goods have weigh nothing."""
        weights = array(
            "d",
            (
                (1 + math.log(count)) * self._rarity.get(word, 0.0)
                for word, count in zip(bag.words, bag.counts, strict=True)
            ),
        )
        length = math.sqrt(sum(weight * weight for weight in weights))
        return array("d", (weight / length for weight in weights)) if length > LEAST else weights
