"""Where goods may go: pure functions of a rule, a region and a moment.

A region is the code of an administrative division; a finer one begins with the coarser one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from hutong.kernel.texts import Texts


class Restriction(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, and which of the products asked about it concerns."""

    id: UUID
    reason: Texts
    only: bool
    regions: tuple[str, ...]
    hides: bool = False
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    products: frozenset[UUID] = frozenset()

    def holds(self, at: datetime) -> bool:
        begun = self.begins_at is None or self.begins_at <= at
        return begun and (self.ends_at is None or at < self.ends_at)

    def bars(self, region: str, at: datetime) -> bool:
        """Whether it keeps its goods from that region. A region that is only partly meant is not
        barred: what is finer will tell."""
        if not region or not self.holds(at):
            return False
        inside = any(region.startswith(code) for code in self.regions)
        partly = any(code.startswith(region) for code in self.regions)
        return not (inside or partly) if self.only else inside


class Places(msgspec.Struct, frozen=True):
    """All rules about some products, as they were in that edition."""

    edition: int = 0
    rules: tuple[Restriction, ...] = ()

    def barring(self, product_id: UUID, region: str, at: datetime) -> Restriction | None:
        """The first rule that keeps the product from the region."""
        return next(
            (rule for rule in self.rules if product_id in rule.products and rule.bars(region, at)),
            None,
        )


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule is about, as it is kept in memory: categories by their slugs, and among the
    products those that have the parameters now."""

    products: frozenset[UUID] = frozenset()
    categories: frozenset[str] = frozenset()
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """Regions, and whether goods go to these alone or to all others."""

    only: bool
    regions: tuple[str, ...]


def outermost(regions: Sequence[str]) -> list[str]:
    """Without the regions that lie within another one of them, in order."""
    kept: list[str] = []
    for code in sorted(set(regions)):
        if not any(code.startswith(outer) for outer in kept):
            kept.append(code)
    return kept
