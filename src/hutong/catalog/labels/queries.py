from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.labels.models import Brand, GivenTag, Tag
from hutong.catalog.models import Product
from hutong.kernel.errors import NotFound

TAGS_MAX = 500
BRANDS_MAX = 5000
LOCK = text("select pg_advisory_xact_lock(hashtext('catalog.labels'))")


@dataclass(eq=False)
class TagNotFound(NotFound):
    message = "There is no tag {tag}."
    tag: str


@dataclass(eq=False)
class BrandNotFound(NotFound):
    message = "There is no brand {brand}."
    brand: str


async def tags(session: AsyncSession, *, retired: bool = False) -> Sequence[Tag]:
    """The most important first."""
    wanted = select(Tag).order_by(Tag.priority.desc(), Tag.slug).limit(TAGS_MAX)
    found = await session.scalars(wanted if retired else wanted.where(Tag.retired_at.is_(None)))
    return found.all()


async def hold(session: AsyncSession) -> None:
    """One editor of tags and brands at a time."""
    await session.execute(LOCK)


async def find_tag(session: AsyncSession, tag_id: UUID) -> Tag:
    found = await session.get(Tag, tag_id)
    if found is None:
        raise TagNotFound(str(tag_id))
    return found


async def tag_paths(session: AsyncSession) -> Mapping[str, tuple[Tag, ...]]:
    """Each tag by its slug, with those above it, from the top down; retired ones left out. One
    statement."""
    known = {tag.id: tag for tag in await tags(session)}

    def path(tag: Tag) -> tuple[Tag, ...]:
        above = known.get(tag.parent_id) if tag.parent_id else None
        return (*(path(above) if above else ()), tag)

    return {tag.slug: path(tag) for tag in known.values()}


async def known_tags(session: AsyncSession, slugs: Collection[str]) -> set[str]:
    """Retired ones too: a product that has one can still be saved."""
    if not slugs:
        return set()
    return set(await session.scalars(select(Tag.slug).where(Tag.slug.in_(slugs))))


async def tagged(session: AsyncSession, tag_ids: Collection[UUID]) -> Sequence[UUID]:
    """Products that have one of these tags, by hand or by a rule."""
    by_hand = exists().where(Tag.id.in_(tag_ids), Product.tags.has_key(Tag.slug))
    by_rule = exists().where(GivenTag.tag_id.in_(tag_ids), GivenTag.product_id == Product.id)
    found = await session.scalars(select(Product.id).where(or_(by_hand, by_rule)))
    return found.all()


async def brands(session: AsyncSession) -> Sequence[Brand]:
    found = await session.scalars(select(Brand).order_by(Brand.slug).limit(BRANDS_MAX))
    return found.all()


async def find_brand(session: AsyncSession, brand_id: UUID) -> Brand:
    found = await session.get(Brand, brand_id)
    if found is None:
        raise BrandNotFound(str(brand_id))
    return found


async def brand_at(session: AsyncSession, slug: str) -> Brand:
    found = await session.scalar(select(Brand).where(Brand.slug == slug))
    if found is None:
        raise BrandNotFound(slug)
    return found


async def known_brands(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    if not ids:
        return set()
    return set(await session.scalars(select(Brand.id).where(Brand.id.in_(ids))))


async def branded(session: AsyncSession, brand_id: UUID) -> Sequence[UUID]:
    """Products of the brand."""
    found = await session.scalars(select(Product.id).where(Product.brand_id == brand_id))
    return found.all()


async def brand_stamp(session: AsyncSession) -> tuple[int, object]:
    """Differs whenever a brand was made or edited."""
    row = (await session.execute(select(func.count(), func.max(Brand.edited_at)))).one()
    return row[0], row[1]
