from dataclasses import dataclass
from uuid import UUID

from hutong.catalog.labels.states import TagPlace, Tone
from hutong.kernel.texts import Texts


@dataclass(frozen=True, kw_only=True)
class TagSheet:
    """A tag that holds for a product: given by hand, by these rules, or both."""

    id: UUID
    slug: str
    name: Texts
    tone: Tone
    place: TagPlace
    by_hand: bool
    rules: tuple[UUID, ...]

    @property
    def is_badge(self) -> bool:
        return self.place is TagPlace.CARD


@dataclass(frozen=True, kw_only=True)
class BrandSheet:
    id: UUID
    slug: str
    name: Texts
