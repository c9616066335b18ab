from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from hutong.kernel.events import Event
from hutong.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    about = "product_id"
    """A product was made, edited, listed or delisted."""

    name: ClassVar[str] = "catalog.product_changed"
    product_id: UUID


@dataclass(frozen=True, kw_only=True)
class PriceChanged(Event):
    about = "product_id"
    name: ClassVar[str] = "catalog.price_changed"
    product_id: UUID
    sku_id: UUID
    before: Money
    after: Money


@dataclass(frozen=True, kw_only=True)
class CategoryChanged(Event):
    about = "category_id"
    """A category was made, edited, moved or merged away."""

    name: ClassVar[str] = "catalog.category_changed"
    category_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductsTagged(Event):
    about = "tag_id"
    """A rule gave its tag to products, or took it away."""

    name: ClassVar[str] = "catalog.products_tagged"
    tag_id: UUID
    product_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class TagChanged(Event):
    about = "tag_id"
    """A tag was made, edited, retired or brought back."""

    name: ClassVar[str] = "catalog.tag_changed"
    tag_id: UUID


@dataclass(frozen=True, kw_only=True)
class BrandChanged(Event):
    about = "brand_id"
    """A brand was made or edited."""

    name: ClassVar[str] = "catalog.brand_changed"
    brand_id: UUID
