from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from hutong.kernel.events import Event
from hutong.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    """A product was made, edited, listed or delisted."""

    name: ClassVar[str] = "catalog.product_changed"
    product_id: UUID

    @property
    def key(self) -> UUID:
        return self.product_id


@dataclass(frozen=True, kw_only=True)
class PriceChanged(Event):
    name: ClassVar[str] = "catalog.price_changed"
    product_id: UUID
    sku_id: UUID
    before: Money
    after: Money

    @property
    def key(self) -> UUID:
        return self.product_id


@dataclass(frozen=True, kw_only=True)
class CategoryChanged(Event):
    """A category was made, edited, moved or merged away."""

    name: ClassVar[str] = "catalog.category_changed"
    category_id: UUID

    @property
    def key(self) -> UUID:
        return self.category_id
