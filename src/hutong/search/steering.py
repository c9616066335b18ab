"""The order that staff gave the results of words or the goods of a category."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from hutong.search.models import Effect, MerchandisingRule
from hutong.search.notes import asked_words
from hutong.search.query import Query

BOOST, BURY = 2.0, 0.2
"""What a score of words is multiplied with."""


@dataclass(frozen=True, slots=True)
class Steering:
    """`pinned` stand first, in this order; those in `even_sold_out` when they are sold out too.
    Each product is in one of the three."""

    pinned: tuple[UUID, ...] = ()
    boosted: frozenset[UUID] = frozenset()
    buried: frozenset[UUID] = frozenset()
    even_sold_out: frozenset[UUID] = frozenset()

    def of(self, product_id: UUID) -> Effect | None:
        if product_id in self.pinned:
            return Effect.PIN
        if product_id in self.boosted:
            return Effect.BOOST
        return Effect.BURY if product_id in self.buried else None

    def factor(self, product_id: UUID) -> float:
        return {Effect.BOOST: BOOST, Effect.BURY: BURY}.get(self.of(product_id), 1.0)  # type: ignore[arg-type]  # None is in no rule


UNSTEERED = Steering()


@dataclass(frozen=True, slots=True)
class Steerings:
    """All that holds now: by the words that are asked for, by the slug of a category."""

    words: Mapping[str, Steering] = field(default_factory=dict)
    categories: Mapping[str, Steering] = field(default_factory=dict)

    def of(self, query: Query, corrected: str) -> Steering:
        """A question without words goes by its category; one with a typing error by what it was
        read as."""
        if not query.text.strip():
            return self.categories.get(query.category_slug or "", UNSTEERED)
        found = self.words.get(asked_words(query.text))
        if found is None and corrected:
            found = self.words.get(asked_words(corrected))
        return found or UNSTEERED


def steering(rules: Iterable[MerchandisingRule]) -> Steering:
    """Several rules about the same together: what the oldest says of a product counts."""
    effects: dict[UUID, Effect] = {}
    even_sold_out = set()
    for rule in rules:
        for each in rule.goods:
            product_id = UUID(each["product_id"])
            if effects.setdefault(product_id, Effect(each["effect"])) and rule.sold_out_too:
                even_sold_out.add(product_id)
    of = {kind: [key for key, effect in effects.items() if effect is kind] for kind in Effect}
    return Steering(
        pinned=tuple(of[Effect.PIN]),
        boosted=frozenset(of[Effect.BOOST]),
        buried=frozenset(of[Effect.BURY]),
        even_sold_out=frozenset(even_sold_out),
    )
