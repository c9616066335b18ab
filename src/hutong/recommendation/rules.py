"""From what a member did to what interests them: docs/algorithms/interests.md. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from hutong.recommendation.models import DeedKind

HALF_LIFE = timedelta(days=14)
KEPT = timedelta(days=90)
JUST_BOUGHT = timedelta(days=30)
INTERESTS_MAX = 12
BOUGHT_LEAST, HALF = 3, 2
POINTS = {
    DeedKind.SEEN: 1_000,
    DeedKind.ADDED: 3_000,
    DeedKind.MARKED: 3_000,
    DeedKind.BOUGHT: 4_000,
}


@dataclass(frozen=True, slots=True)
class Done:
    """A deed, and the category in which the product lies."""

    product_id: UUID
    kind: DeedKind
    at: datetime
    category: str
    cut: bool = False
    """Bought while a price before stood struck through beside the lower one."""


class Interest(msgspec.Struct, frozen=True):
    """A category by its slug, how much it interests, and what was last done there."""

    category: str
    points: int
    product_id: UUID
    kind: DeedKind


class Interests(msgspec.Struct, frozen=True):
    """Of a member, the strongest first; nothing for who is not known or does not want to be."""

    interests: tuple[Interest, ...] = ()
    bought: frozenset[UUID] = frozenset()
    price_minded: bool = False

    def points(self, categories: Iterable[str]) -> int:
        """How much goods interest that lie in these categories."""
        wanted = set(categories)
        return sum(each.points for each in self.interests if each.category in wanted)


NOTHING_KNOWN = Interests()


def worked_out(deeds: Sequence[Done], at: datetime) -> Interests:
    """Each deed counts half as much every two weeks."""
    points: defaultdict[str, int] = defaultdict(int)
    last: dict[str, Done] = {}
    for deed in sorted(deeds, key=lambda each: each.at):
        points[deed.category] += _worth(deed, at)
        last[deed.category] = deed
    found = [
        Interest(category, worth, last[category].product_id, last[category].kind)
        for category, worth in points.items()
        if worth > 0
    ]
    found.sort(key=lambda each: (-each.points, each.category))
    bought = (
        each.product_id
        for each in deeds
        if each.kind is DeedKind.BOUGHT and each.at > at - JUST_BOUGHT
    )
    return Interests(tuple(found[:INTERESTS_MAX]), frozenset(bought), is_price_minded(deeds))


def is_price_minded(deeds: Sequence[Done]) -> bool:
    """Of at least three products that were bought, half or more at a price that was cut."""
    bought = [each for each in deeds if each.kind is DeedKind.BOUGHT]
    return len(bought) >= BOUGHT_LEAST and HALF * sum(each.cut for each in bought) >= len(bought)


def shares(interests: Sequence[Interest], places: int) -> Sequence[int]:
    """How many of these places each interest gets: in proportion, the strongest first for what is
    left over."""
    total = sum(each.points for each in interests)
    if not total:
        return [0 for _each in interests]
    given = [each.points * places // total for each in interests]
    for place in range(places - sum(given)):
        given[place % len(given)] += 1
    return given


def _worth(deed: Done, at: datetime) -> int:
    halvings = max(at - deed.at, timedelta()) / HALF_LIFE
    return round(POINTS[deed.kind] * 2**-halvings)
