"""What others read of the catalog: whole products and single SKUs, as frozen facts."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from hutong.catalog.attributes import Parameter
from hutong.catalog.drafts import (
    PictureDraft,
    ProductDraft,
    SkuDraft,
    SpecDraft,
    SpecValueDraft,
)
from hutong.catalog.labels.sheets import BrandSheet, TagSheet
from hutong.catalog.labels.states import Sourcing
from hutong.catalog.states import ProductKind, ProductState
from hutong.kernel import clock
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts


@dataclass(frozen=True, kw_only=True)
class PictureSheet:
    key: str
    alt: Texts


@dataclass(frozen=True, kw_only=True)
class SpecValueSheet:
    id: UUID
    name: Texts
    picture: str | None


@dataclass(frozen=True, kw_only=True)
class SpecSheet:
    id: UUID
    name: Texts
    values: tuple[SpecValueSheet, ...]


@dataclass(frozen=True, kw_only=True)
class SuggestedSheet:
    """What the maker suggests as the retail price, by a list of that day; shown until the end of
    the last day."""

    sku_id: UUID
    price: Money
    dated: date
    until: date

    @property
    def ends(self) -> datetime:
        return clock.day_start(self.until + timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class SkuSheet:
    """`value_ids` follow the order of the product's specs."""

    id: UUID
    code: str
    barcode: str | None
    title: Texts
    price: Money
    weight_grams: int
    picture: str | None
    active: bool
    value_ids: tuple[UUID, ...]
    original: Money | None = None
    original_until: datetime | None = None

    def struck(self, at: datetime) -> Money | None:
        """The price before, as long as it may be shown beside this one."""
        if self.original_until is None or self.original_until <= at:
            return None
        return self.original


@dataclass(frozen=True, kw_only=True)
class ProductSheet:
    """A product with everything that belongs to it. `skus` holds the inactive ones too.

    `tags` were given by hand; `marks` are all tags that hold, the most important first.
    """

    id: UUID
    seller_id: UUID
    slug: str
    title: Texts
    subtitle: Texts
    description: Texts
    category_id: UUID
    state: ProductState
    parameters: tuple[Parameter, ...]
    tags: tuple[str, ...]
    limit_per_member: int | None
    limit_days: int | None
    launched_at: datetime | None
    listed_at: datetime | None
    version: int
    edited_at: datetime
    edited_by: str
    pictures: tuple[PictureSheet, ...]
    specs: tuple[SpecSheet, ...]
    skus: tuple[SkuSheet, ...]
    film: str | None = None
    turn: tuple[str, ...] = ()
    marks: tuple[TagSheet, ...] = ()
    keywords: tuple[str, ...] = ()
    meta_title: Texts = field(default_factory=dict)
    meta_description: Texts = field(default_factory=dict)
    brand: BrandSheet | None = None
    sourcing: Sourcing | None = None
    supplier: str = ""
    supplier_number: str = ""
    maker: str = ""
    maker_address: str = ""
    kind: ProductKind = ProductKind.GOODS
    valid_days: int | None = None
    suggested: tuple[SuggestedSheet, ...] = ()

    def suggests(self, sku: SkuSheet | None, at: datetime) -> SuggestedSheet | None:
        """What the maker suggests for this one, as long as that may be shown."""
        for each in self.suggested:
            if sku is not None and each.sku_id == sku.id and at < each.ends:
                return each
        return None

    @property
    def is_service(self) -> bool:
        return self.kind is ProductKind.SERVICE

    @property
    def listed(self) -> bool:
        return self.state is ProductState.LISTED

    @property
    def active_skus(self) -> tuple[SkuSheet, ...]:
        return tuple(sku for sku in self.skus if sku.active)

    @property
    def draft(self) -> ProductDraft:
        """The product as staff would hand it in again. Retired combinations are left out."""
        place = {value.id: n for spec in self.specs for n, value in enumerate(spec.values)}
        return ProductDraft(
            id=self.id,
            version=self.version,
            slug=self.slug,
            title=self.title,
            subtitle=self.subtitle,
            description=self.description,
            category_id=self.category_id,
            parameters=self.parameters,
            tags=self.tags,
            keywords=self.keywords,
            meta_title=self.meta_title,
            meta_description=self.meta_description,
            brand_id=self.brand.id if self.brand else None,
            sourcing=self.sourcing,
            supplier=self.supplier,
            supplier_number=self.supplier_number,
            maker=self.maker,
            maker_address=self.maker_address,
            limit_per_member=self.limit_per_member,
            limit_days=self.limit_days,
            kind=self.kind,
            valid_days=self.valid_days,
            pictures=tuple(PictureDraft(key=each.key, alt=each.alt) for each in self.pictures),
            film=self.film,
            turn=self.turn,
            specs=tuple(_spec_draft(spec) for spec in self.specs),
            skus=tuple(
                SkuDraft(
                    id=sku.id,
                    code=sku.code,
                    barcode=sku.barcode,
                    price=sku.price,
                    original=sku.original,
                    weight_grams=sku.weight_grams,
                    picture=sku.picture,
                    active=sku.active,
                    choice=tuple(place[value_id] for value_id in sku.value_ids),
                )
                for sku in self.skus
                if len(sku.value_ids) == len(self.specs)
            ),
        )


def _spec_draft(spec: SpecSheet) -> SpecDraft:
    return SpecDraft(
        id=spec.id,
        name=spec.name,
        values=tuple(
            SpecValueDraft(id=value.id, name=value.name, picture=value.picture)
            for value in spec.values
        ),
    )


class SkuFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One SKU as carts and orders need it. `sellable`: it is active and its product is listed.
    `valid_days`: of a service, so long it can be had; goods have none."""

    id: UUID
    product_id: UUID
    slug: str
    title: Texts
    sku_title: Texts
    code: str
    price: Money
    weight_grams: int
    picture: str | None
    sellable: bool
    category_id: UUID
    limit_per_member: int | None = None
    limit_days: int | None = None
    valid_days: int | None = None

    @property
    def is_service(self) -> bool:
        return self.valid_days is not None


@dataclass(frozen=True, kw_only=True)
class CategoryNode:
    """A category and what stands below it, hidden ones left out."""

    id: UUID
    slug: str
    name: Texts
    blurb: Texts
    meta_title: Texts
    meta_description: Texts
    picture: str | None
    hidden: bool
    children: tuple["CategoryNode", ...]
