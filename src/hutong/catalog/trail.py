"""What the audit trail is told of a product or a category: every value that staff can set."""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.catalog.drafts import META, PROVENANCE
from hutong.catalog.models import Category, Product, Sku
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.texts import pick

Told = dict[str, object]


def record_product(
    session: AsyncSession, by: Actor, action: str, product: Product, *, before: Told
) -> None:
    """One line for what changed since `before`; what the house does by itself is no news."""
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            action,
            object_type=Product.__tablename__,
            object_id=product.id,
            label=pick(product.title),
            before=before,
            after=product_told(product),
        )


def record_category(
    session: AsyncSession, by: Actor, action: str, category: Category, *, before: Told
) -> None:
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            action,
            object_type=Category.__tablename__,
            object_id=category.id,
            label=pick(category.name),
            before=before,
            after=category_told(category),
        )


def record_merge(session: AsyncSession, by: Actor, category: Category, *, into: Category) -> None:
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            "catalog.merge_category",
            object_type=Category.__tablename__,
            object_id=category.id,
            label=pick(category.name),
            before=category_told(category),
            after={"merged_into": into.slug},
        )


def product_told(product: Product) -> Told:
    """With each SKU under its code, so that one changed price is one changed value."""
    return {
        **{
            name: getattr(product, name)
            for name in ("slug", "title", "subtitle", "description", "state", "category_id")
        },
        "parameters": product.parameters,
        "tags": product.tags,
        "keywords": product.keywords,
        "brand_id": product.brand_id,
        "sourcing": product.sourcing,
        **{field: getattr(product, field) for field in (*META, *PROVENANCE)},
        "limit_per_member": product.limit_per_member,
        "limit_days": product.limit_days,
        "kind": product.kind,
        "valid_days": product.valid_days,
        "pictures": [picture.key for picture in product.pictures],
        "film": product.film,
        "turn": [picture.key for picture in product.turn],
        "specs": [
            [pick(spec.name), *(pick(value.name) for value in spec.values)]
            for spec in product.specs
        ],
        **{name: value for sku in product.skus for name, value in _sku_told(sku)},
    }


def category_told(category: Category) -> Told:
    return {
        name: getattr(category, name)
        for name in (
            "slug",
            "name",
            "blurb",
            *META,
            "parent_id",
            "picture",
            "parameters",
            "position",
            "hidden",
        )
    }


def _sku_told(sku: Sku) -> Iterator[tuple[str, object]]:
    for name in ("price", "original", "barcode", "weight_grams", "picture", "active"):
        yield f"skus.{sku.code}.{name}", getattr(sku, name)
