from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, ColumnElement, Text, and_, case, cast, func, or_, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from hutong.catalog.attributes import WantedParameter
from hutong.catalog.drafts import META, PROVENANCE
from hutong.catalog.labels.models import Brand, GivenTag, Tag
from hutong.catalog.models import (
    Category,
    FormerCategorySlug,
    FormerProductSlug,
    Product,
    ProductPicture,
    Sku,
    SkuValue,
    Spec,
    SpecValue,
    TurnPicture,
)
from hutong.catalog.sheets import CategoryNode, ProductSheet, SkuFacts
from hutong.catalog.states import ProductState
from hutong.catalog.suggested.queries import SUGGESTED
from hutong.kernel.errors import NotFound
from hutong.kernel.texts import FALLBACK

EDITING_LOCK = text("select pg_advisory_xact_lock(hashtext('catalog.editing'))")
SHEETS_MAX = 1000
SKUS_MAX = 5000
NAVIGABLE_LEVELS = 2
CategoryStamp = tuple[int, datetime | None]


@dataclass(eq=False)
class ProductNotFound(NotFound):
    message = "There is no product {product}."
    product: str


@dataclass(eq=False)
class CategoryNotFound(NotFound):
    message = "There is no category {category}."
    category: str


@dataclass(eq=False)
class SkuNotFound(NotFound):
    message = "There is no article {sku}."
    sku: str


async def find_product(session: AsyncSession, slug: str) -> ProductSheet:
    """A product that shoppers may see: on the shelf, or taken off it (see `listed`). One
    statement. A draft does not exist.

    A former address finds it too, with a second statement: its `slug` is then another one.
    """
    shown = Product.state != ProductState.DRAFT
    found = await _sheets(session, Product.slug == slug, shown)
    if not found:
        moved = select(FormerProductSlug.owner_id).where(FormerProductSlug.slug == slug)
        found = await _sheets(session, Product.id.in_(moved), shown)
    if not found:
        raise ProductNotFound(slug)
    return found[0]


async def moved_category(session: AsyncSession, slug: str) -> str | None:
    """Where the category stands now that once stood there."""
    moved = FormerCategorySlug.owner_id == Category.id
    found: str | None = await session.scalar(
        select(Category.slug).join(FormerCategorySlug, moved).where(FormerCategorySlug.slug == slug)
    )
    return found


async def product_by_id(session: AsyncSession, product_id: UUID) -> ProductSheet:
    """Any product, drafts as well. One statement."""
    found = await _sheets(session, Product.id == product_id)
    if not found:
        raise ProductNotFound(str(product_id))
    return found[0]


async def products(
    session: AsyncSession, ids: Sequence[UUID] | None = None, *, after: UUID | None = None
) -> list[ProductSheet]:
    """Many whole products in one statement, in order of id, at most 1000 at a time: continue
    with the last id as `after`."""
    wanted: list[ColumnElement[bool]] = []
    if ids is not None:
        wanted.append(Product.id.in_(ids))
    if after is not None:
        wanted.append(Product.id > after)
    return await _sheets(session, *wanted)


async def skus(session: AsyncSession, ids: Sequence[UUID]) -> list[SkuFacts]:
    """The SKUs in the order asked for; unknown ones are left out. One statement."""
    if not ids:
        return []
    rows = await session.execute(_SKU_FACTS.where(Sku.id.in_(ids[:SKUS_MAX])))
    found = {row.id: SkuFacts(**row) for row in rows.mappings()}
    return [found[sku_id] for sku_id in ids if sku_id in found]


async def sku_by_code(session: AsyncSession, code: str) -> SkuFacts:
    """By our own code, or by what a scanner reads."""
    wanted = _SKU_FACTS.where(or_(Sku.code == code, Sku.barcode == code)).limit(1)
    row = (await session.execute(wanted)).mappings().one_or_none()
    if row is None:
        raise SkuNotFound(code)
    return SkuFacts(**row)


async def categories(session: AsyncSession) -> Sequence[Category]:
    found = await session.scalars(
        select(Category).order_by(Category.position, Category.slug).limit(SHEETS_MAX)
    )
    return found.all()


async def category_tree(
    session: AsyncSession, *, levels: int = NAVIGABLE_LEVELS, hidden: bool = False
) -> tuple[CategoryNode, ...]:
    """What shoppers walk: two levels, nothing hidden. The console asks for more. One statement."""
    below: dict[UUID | None, list[Category]] = {}
    for category in await categories(session):
        if hidden or not category.hidden:
            below.setdefault(category.parent_id, []).append(category)
    return _nodes(below, None, levels)


async def category_stamp(session: AsyncSession) -> CategoryStamp:
    """Differs whenever a category was made, edited, moved or merged away."""
    row = (await session.execute(select(func.count(), func.max(Category.edited_at)))).one()
    return row[0], row[1]


async def find_category(session: AsyncSession, category_id: UUID) -> Category:
    found = await session.get(Category, category_id)
    if found is None:
        raise CategoryNotFound(str(category_id))
    return found


async def ancestry(session: AsyncSession) -> Mapping[UUID, tuple[Category, ...]]:
    """Each category with those above it, from the top down. One statement."""
    known = {category.id: category for category in await categories(session)}

    def path(category: Category) -> tuple[Category, ...]:
        above = known.get(category.parent_id) if category.parent_id else None
        return (*(path(above) if above else ()), category)

    return {category.id: path(category) for category in known.values()}


async def wanted_parameters(session: AsyncSession) -> Mapping[UUID, tuple[WantedParameter, ...]]:
    """What each category asks of its products: what those above it ask, then its own."""
    return wanted_along(await ancestry(session))


def wanted_along(
    paths: Mapping[UUID, tuple[Category, ...]],
) -> Mapping[UUID, tuple[WantedParameter, ...]]:
    return {
        category_id: tuple(
            {
                each["name"][FALLBACK]: msgspec.convert(each, WantedParameter)
                for category in path
                for each in category.parameters
            }.values()
        )
        for category_id, path in paths.items()
    }


async def locked(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Product]:
    """The products as they are now, with all that belongs to them, held in order of id."""
    found = await session.scalars(
        select(Product)
        .where(Product.id.in_(ids))
        .order_by(Product.id)
        .options(
            selectinload(Product.pictures),
            selectinload(Product.turn),
            selectinload(Product.specs).selectinload(Spec.values),
            selectinload(Product.skus).selectinload(Sku.values),
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {product.id: product for product in found}


async def locked_sku(session: AsyncSession, sku_id: UUID) -> Sku:
    found = await session.scalar(
        select(Sku)
        .where(Sku.id == sku_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise SkuNotFound(str(sku_id))
    return found


async def hold_editing(session: AsyncSession) -> None:
    """One editor of the catalog at a time, so that what was checked is still true when saved."""
    await session.execute(EDITING_LOCK)


async def on_sale(session: AsyncSession, ids: Sequence[UUID]) -> set[UUID]:
    """Those of them that stand on the shelf."""
    listed = Product.state == ProductState.LISTED
    return set(await session.scalars(select(Product.id).where(Product.id.in_(ids), listed)))


async def taken_slugs(session: AsyncSession, slugs: Sequence[str]) -> dict[str, UUID]:
    rows = await session.execute(select(Product.slug, Product.id).where(Product.slug.in_(slugs)))
    return {row.slug: row.id for row in rows}


async def taken_codes(
    session: AsyncSession, *, codes: Sequence[str], barcodes: Sequence[str]
) -> Sequence[Sku]:
    found = await session.scalars(
        select(Sku).where(or_(Sku.code.in_(codes), Sku.barcode.in_(barcodes)))
    )
    return found.all()


async def products_in(session: AsyncSession, category_id: UUID) -> Sequence[UUID]:
    found = await session.scalars(select(Product.id).where(Product.category_id == category_id))
    return found.all()


async def _sheets(session: AsyncSession, *wanted: ColumnElement[bool]) -> list[ProductSheet]:
    whole = select(_PRODUCT).select_from(Product).where(*wanted)
    rows = await session.scalars(whole.order_by(Product.id).limit(SHEETS_MAX))
    return [msgspec.convert(row, ProductSheet) for row in rows]


def _nodes(
    below: Mapping[UUID | None, Sequence[Category]], parent_id: UUID | None, levels: int
) -> tuple[CategoryNode, ...]:
    if levels == 0:
        return ()
    return tuple(
        CategoryNode(
            id=category.id,
            slug=category.slug,
            name=category.name,
            blurb=category.blurb,
            meta_title=category.meta_title,
            meta_description=category.meta_description,
            picture=category.picture,
            hidden=category.hidden,
            children=_nodes(below, category.id, levels - 1),
        )
        for category in below.get(parent_id, ())
    )


def _object(**columns: Any) -> Any:
    return func.jsonb_build_object(*(part for pair in columns.items() for part in pair))


def _gathered(item: Any, *, where: ColumnElement[bool], order: Any) -> Any:
    """A list of objects inside a row: the whole product comes in one statement."""
    orders = order if isinstance(order, tuple) else (order,)
    items = func.jsonb_agg(aggregate_order_by(item, *orders))
    return select(func.coalesce(items, text("'[]'::jsonb"))).where(where).scalar_subquery()


_PICTURES = _gathered(
    _object(key=ProductPicture.key, alt=ProductPicture.alt),
    where=ProductPicture.product_id == Product.id,
    order=ProductPicture.position,
)
_TURN = _gathered(
    TurnPicture.key, where=TurnPicture.product_id == Product.id, order=TurnPicture.position
)
_VALUES = _gathered(
    _object(id=SpecValue.id, name=SpecValue.name, picture=SpecValue.picture),
    where=SpecValue.spec_id == Spec.id,
    order=SpecValue.position,
)
_SPECS = _gathered(
    _object(id=Spec.id, name=Spec.name, values=_VALUES),
    where=Spec.product_id == Product.id,
    order=Spec.position,
)
_CHOICE = _gathered(
    SkuValue.value_id,
    where=and_(SkuValue.sku_id == Sku.id, Spec.id == SkuValue.spec_id),
    order=Spec.position,
)
_SKUS = _gathered(
    _object(
        id=Sku.id,
        code=Sku.code,
        barcode=Sku.barcode,
        title=Sku.title,
        price=_object(minor=Sku.price_minor, currency=Sku.currency),
        original=case(
            (
                Sku.original_minor.is_not(None),
                _object(minor=Sku.original_minor, currency=Sku.currency),
            )
        ),
        original_until=Sku.original_until,
        weight_grams=Sku.weight_grams,
        picture=Sku.picture,
        active=Sku.active,
        value_ids=_CHOICE,
    ),
    where=Sku.product_id == Product.id,
    order=Sku.position,
)
_GIVEN = (
    select(GivenTag.rule_id)
    .where(GivenTag.product_id == Product.id, GivenTag.tag_id == Tag.id)
    .correlate(Product, Tag)
)
_BY_HAND = Product.tags.has_key(Tag.slug)
_MARKS = _gathered(
    _object(
        **{name: getattr(Tag, name) for name in ("id", "slug", "name", "tone", "place")},
        by_hand=_BY_HAND,
        rules=func.to_jsonb(func.array(_GIVEN.scalar_subquery())),
    ),
    where=and_(
        Tag.retired_at.is_(None),
        or_(
            _BY_HAND,
            _GIVEN.exists(),
        ),
    ),
    order=(Tag.priority.desc(), Tag.slug),
)
_BRAND = (
    select(_object(id=Brand.id, slug=Brand.slug, name=Brand.name))
    .where(Brand.id == Product.brand_id)
    .scalar_subquery()
)
_PRODUCT = _object(
    **{
        name: getattr(Product, name)
        for name in (
            *("id", "seller_id", "slug", "title", "subtitle", "description", "category_id"),
            *("state", "parameters", "tags", "keywords", "launched_at"),
            *("listed_at", "version", "sourcing", "film"),
            *PROVENANCE,
            *("edited_at", "edited_by", "limit_per_member", "limit_days"),
            *("kind", "valid_days", *META),
        )
    },
    brand=_BRAND,
    marks=_MARKS,
    pictures=_PICTURES,
    turn=_TURN,
    specs=_SPECS,
    skus=_SKUS,
    suggested=SUGGESTED,
)
_STATE = ("id", "seller_id", "state", "launched_at", "listed_at", "version")
_NOT_CONTENT = (*_STATE, "marks", "suggested", "edited_at", "edited_by")
CONTENT = _PRODUCT.op("-")(cast(array(_NOT_CONTENT), ARRAY(Text)))
"""What a version keeps: all that staff hand in about a product, in the shape of its sheet."""
_LEAD_PICTURE = (
    select(ProductPicture.key)
    .where(ProductPicture.product_id == Sku.product_id)
    .order_by(ProductPicture.position)
    .limit(1)
    .scalar_subquery()
)
_SKU_FACTS = select(
    Sku.id,
    Sku.product_id,
    Product.slug,
    Product.title,
    Sku.title.label("sku_title"),
    Sku.code,
    Sku.price,
    Sku.weight_grams,
    func.coalesce(Sku.picture, _LEAD_PICTURE).label("picture"),
    (Sku.active & (Product.state == ProductState.LISTED)).label("sellable"),
    Product.category_id,
    Product.limit_per_member,
    Product.limit_days,
    Product.valid_days,
).join(Product, Product.id == Sku.product_id)
