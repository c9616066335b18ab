"""How many products have each tag or brand."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import GivenTag, Product


@dataclass(frozen=True, slots=True)
class Tagged:
    by_hand: Mapping[str, int]
    by_rule: Mapping[UUID, int]


async def products_by_tag(session: AsyncSession) -> Tagged:
    """By hand by slug, by rules by id."""
    slug = func.jsonb_array_elements_text(Product.tags).column_valued("slug")
    by_hand = await session.execute(select(slug, func.count()).select_from(Product).group_by(slug))
    by_rule = await session.execute(
        select(GivenTag.tag_id, func.count(GivenTag.product_id.distinct())).group_by(
            GivenTag.tag_id
        )
    )
    return Tagged(dict(by_hand.tuples().all()), dict(by_rule.tuples().all()))


async def products_by_brand(session: AsyncSession) -> Mapping[UUID, int]:
    counted = await session.execute(
        select(Product.brand_id, func.count())
        .where(Product.brand_id.is_not(None))
        .group_by(Product.brand_id)
    )
    return {brand: count for brand, count in counted.tuples() if brand}
