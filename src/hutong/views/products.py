"""Products as staff see them in a list: on sale or not, for how much, and how many are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Approval
from hutong.catalog import (
    PRICE_WISH,
    Brand,
    Category,
    GivenTag,
    Product,
    ProductPicture,
    ProductState,
    Sku,
    Sourcing,
    Tag,
)
from hutong.catalog.models import FormerProductSlug
from hutong.inventory import Location, Stock
from hutong.kernel.money import CNY, Money
from hutong.kernel.texts import Texts
from hutong.listing import Standing
from hutong.views.lists import Found, Paging, containing, found

FORMER_MAX = 50


@dataclass(frozen=True, kw_only=True)
class ProductFilters:
    q: str | None = None
    state: str | None = None
    category: str | None = None
    brand: str | None = None
    sourcing: str | None = None
    tag: str | None = None
    completeness: str | None = None
    """Below how many of a hundred, when it was last looked at."""
    sold_out: bool | None = None
    pictureless: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductRow:
    id: UUID
    slug: str
    title: Texts
    subtitle: Texts
    picture: str | None
    category: Texts
    state: ProductState
    price_from: Money | None
    price_to: Money | None
    skus: int
    available: int
    edited_at: datetime
    edited_by: str

    @property
    def can_list(self) -> bool:
        return self.state is not ProductState.LISTED

    @property
    def can_delist(self) -> bool:
        return self.state is ProductState.LISTED


async def products_by_category(session: AsyncSession) -> Mapping[UUID, int]:
    """How many products stand in each category itself."""
    counted = await session.execute(
        select(Product.category_id, func.count().label("products")).group_by(Product.category_id)
    )
    return {row.category_id: row.products for row in counted}


async def product_list(
    session: AsyncSession, filters: ProductFilters, paging: Paging
) -> Found[ProductRow]:
    return await found(
        session,
        _ROWS.where(*_wanted(filters)),
        paging,
        sorts={"edited_at": Product.edited_at, "title": Product.title["zh"].astext},
        tie=Product.id,
        row=_row,
    )


async def product_ids(
    session: AsyncSession, filters: ProductFilters, *, limit: int
) -> Sequence[UUID]:
    """Those that the list would show, in order of id, which is the order of their making."""
    wanted = select(Product.id).where(*_wanted(filters)).order_by(Product.id).limit(limit)
    return (await session.scalars(wanted)).all()


def first_picture() -> ColumnElement[str | None]:
    """The main picture of the product of the statement around it."""
    return (
        select(ProductPicture.key)
        .where(ProductPicture.product_id == Product.id)
        .order_by(ProductPicture.position)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )


def _columns() -> Select[*tuple[Any, ...]]:
    def of_skus(column: ColumnElement[Any]) -> Any:
        active = select(column).where(Sku.product_id == Product.id, Sku.active)
        return active.correlate(Product).scalar_subquery()

    available = (
        select(func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0))
        .join(Sku, Sku.id == Stock.sku_id)
        .join(Location, Location.id == Stock.location_id)
        .where(Sku.product_id == Product.id, Sku.active, Location.sells)
        .correlate(Product)
        .scalar_subquery()
    )
    return select(
        Product.id,
        Product.slug,
        Product.title,
        Product.subtitle,
        first_picture().label("picture"),
        Category.name.label("category"),
        Product.state,
        of_skus(func.min(Sku.price_minor)).label("price_from"),
        of_skus(func.max(Sku.price_minor)).label("price_to"),
        of_skus(func.count()).label("skus"),
        available.label("available"),
        Product.edited_at,
        Product.edited_by,
    ).join(Category, Category.id == Product.category_id)


_ROWS = _columns()


def _wanted(filters: ProductFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.state:
        wanted.append(Product.state == ProductState(filters.state))
    if filters.category:
        wanted.append(Product.category_id.in_(_with_those_below(filters.category)))
    if filters.brand:
        wanted.append(Product.brand_id.in_(select(Brand.id).where(Brand.slug == filters.brand)))
    if filters.sourcing:
        wanted.append(Product.sourcing == Sourcing(filters.sourcing))
    wanted.extend(_troubled(filters))
    if filters.q:
        coded = or_(Sku.code.istartswith(filters.q, autoescape=True), Sku.barcode == filters.q)
        wanted.append(
            or_(
                containing(Product.title["zh"].astext, filters.q),
                containing(Product.title["en"].astext, filters.q),
                Product.slug.startswith(filters.q, autoescape=True),
                exists().where(Sku.product_id == Product.id, coded),
            )
        )
    return wanted


def _troubled(filters: ProductFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.tag:
        given = select(GivenTag.product_id).join(Tag, Tag.id == GivenTag.tag_id)
        by_rule = Product.id.in_(given.where(Tag.slug == filters.tag))
        wanted.append(or_(Product.tags.has_key(filters.tag), by_rule))
    if filters.completeness:
        lacking = select(Standing.product_id).where(Standing.score < int(filters.completeness))
        wanted.append(Product.id.in_(lacking))
    if filters.sold_out:
        wanted.append(Product.id.not_in(_sellable()))
    if filters.pictureless:
        wanted.append(~exists().where(ProductPicture.product_id == Product.id))
    return wanted


def _sellable() -> Select[UUID]:
    """Those of which something is left, as the column of the list reckons it."""
    return (
        select(Sku.product_id)
        .join(Stock, Stock.sku_id == Sku.id)
        .join(Location, Location.id == Stock.location_id)
        .where(Sku.active, Location.sells)
        .group_by(Sku.product_id)
        .having(func.sum(Stock.on_hand - Stock.reserved) > 0)
    )


def _with_those_below(slug: str) -> Select[tuple[UUID]]:
    tree = select(Category.id).where(Category.slug == slug).cte(recursive=True)
    below = select(Category.id).join(tree, Category.parent_id == tree.c.id)
    return select(tree.union(below).c.id)


def _row(row: Row[*tuple[Any, ...]]) -> ProductRow:
    return ProductRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        subtitle=row.subtitle or {},
        picture=row.picture,
        category=row.category,
        state=row.state,
        price_from=None if row.price_from is None else Money(row.price_from, CNY),
        price_to=None if row.price_to is None else Money(row.price_to, CNY),
        skus=row.skus,
        available=int(row.available),
        edited_at=row.edited_at,
        edited_by=row.edited_by,
    )


@dataclass(frozen=True, slots=True)
class ProductAside:
    """The addresses that it left, the latest first; whether somebody asked for another price."""

    former_slugs: Sequence[str]
    price_waits: bool


async def product_aside(session: AsyncSession, product_id: UUID) -> ProductAside:
    latest = FormerProductSlug.left_at.desc(), FormerProductSlug.slug
    left = (
        select(func.array_agg(aggregate_order_by(FormerProductSlug.slug, *latest)))
        .where(FormerProductSlug.owner_id == product_id)
        .scalar_subquery()
    )
    waits = exists().where(
        Approval.about == str(product_id),
        Approval.kind == PRICE_WISH,
        Approval.decided_at.is_(None),
    )
    slugs, waiting = (await session.execute(select(left, waits))).one()
    return ProductAside((slugs or [])[:FORMER_MAX], waiting)
