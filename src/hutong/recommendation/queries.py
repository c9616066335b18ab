from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Subquery, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong import identity
from hutong.catalog import Category, PricePoint, Product, Sku
from hutong.identity import SubjectKind
from hutong.recommendation.models import Deed, DeedKind, Taste
from hutong.recommendation.rules import NOTHING_KNOWN, Done, Interests

DEEDS_MAX = 300
"""Of one member: what is older does not count."""


async def interests_behind(session: AsyncSession, token: str, at: datetime) -> Interests:
    """Of whom this session belongs to: one look by key."""
    whose = identity.subject_of(token, SubjectKind.MEMBER, at)
    return await _read(session, Taste.member_id == whose)


async def interests_of(session: AsyncSession, member_id: UUID) -> Interests:
    return await _read(session, Taste.member_id == member_id)


async def is_off(session: AsyncSession, member_id: UUID) -> bool:
    found = await session.scalar(select(Taste.off_since).where(Taste.member_id == member_id))
    return found is not None


async def stale(session: AsyncSession, most: int) -> Sequence[Taste]:
    """Whose interests are to be worked out, who has waited longest first; no other worker has
    them."""
    found = await session.scalars(
        select(Taste)
        .where(Taste.stale_since.is_not(None))
        .order_by(Taste.stale_since)
        .limit(most)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def deeds_of(
    session: AsyncSession, member_ids: Sequence[UUID], since: datetime
) -> Mapping[UUID, Sequence[Done]]:
    place = func.row_number().over(partition_by=Deed.member_id, order_by=Deed.at.desc())
    latest = (
        select(Deed.member_id, Deed.product_id, Deed.kind, Deed.at, place.label("place"))
        .where(Deed.member_id.in_(member_ids), Deed.at > since)
        .subquery()
    )
    rows = await session.execute(
        select(latest, Category.slug, _was_cut(latest).label("cut"))
        .join(Product, Product.id == latest.c.product_id)
        .join(Category, Category.id == Product.category_id)
        .where(latest.c.place <= DEEDS_MAX)
    )
    found: defaultdict[UUID, list[Done]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(Done(row.product_id, row.kind, row.at, row.slug, row.cut))
    return found


def _was_cut(deed: Subquery) -> ColumnElement[bool]:
    """Whether an article of it was on sale at a price that was cut when it was bought."""
    later = aliased(PricePoint)
    over = exists().where(
        later.sku_id == PricePoint.sku_id, later.id > PricePoint.id, later.since <= deed.c.at
    )
    point = select(PricePoint.id).join(Sku, Sku.id == PricePoint.sku_id)
    return and_(
        deed.c.kind == DeedKind.BOUGHT,
        point.where(
            Sku.product_id == deed.c.product_id,
            PricePoint.since <= deed.c.at,
            PricePoint.on_sale,
            PricePoint.original_minor.is_not(None),
            ~over,
        ).exists(),
    )


async def _read(session: AsyncSession, whose: ColumnElement[bool]) -> Interests:
    asked = select(Taste.interests, Taste.bought, Taste.price_minded).where(
        whose, Taste.off_since.is_(None)
    )
    row = (await session.execute(asked)).one_or_none()
    if row is None:
        return NOTHING_KNOWN
    told = {
        "interests": row.interests,
        "bought": row.bought,
        "price_minded": row.price_minded,
    }
    return msgspec.convert(told, Interests)
