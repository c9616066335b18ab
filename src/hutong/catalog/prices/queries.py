from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.models import Sku
from hutong.catalog.prices.models import PricePoint, PriceRule
from hutong.catalog.prices.rules import PriceRules, Stretch
from hutong.kernel.money import Money

ENDED_AT_ONCE = 500
RULES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """What a SKU costs as it is kept now."""

    id: UUID
    product_id: UUID
    code: str
    price: Money
    original: Money | None


async def price_rules(session: AsyncSession) -> PriceRules:
    """Those in force."""
    found = await price_rule(session)
    return found.rules if found else PriceRules()


async def price_rule(session: AsyncSession) -> PriceRule | None:
    """The newest, None where nobody set any yet."""
    newest = select(PriceRule).order_by(PriceRule.set_at.desc(), PriceRule.id.desc()).limit(1)
    return (await session.scalars(newest)).one_or_none()


async def kept_prices(session: AsyncSession, product_ids: Sequence[UUID]) -> list[Kept]:
    rows = await session.scalars(select(Sku).where(Sku.product_id.in_(product_ids)))
    return [Kept(sku.id, sku.product_id, sku.code, sku.price, sku.original) for sku in rows]


async def stretches(
    session: AsyncSession, sku_ids: Sequence[UUID], *, after: datetime
) -> dict[UUID, list[Stretch]]:
    """What each cost, as far as that lasted beyond `after`. One statement."""
    until = func.lead(PricePoint.since).over(partition_by=PricePoint.sku_id, order_by=PricePoint.id)
    points = (
        select(PricePoint, until.label("until")).where(PricePoint.sku_id.in_(sku_ids)).subquery()
    )
    rows = await session.execute(
        select(points)
        .where((points.c.until > after) | points.c.until.is_(None))
        .order_by(points.c.sku_id, points.c.id)
    )
    return {
        sku_id: [
            Stretch(row.since, row.until, Money(row.price_minor, row.currency), row.on_sale)
            for row in theirs
        ]
        for sku_id, theirs in groupby(rows, key=lambda row: row.sku_id)
    }


async def products_past_their_time(session: AsyncSession, at: datetime) -> Sequence[UUID]:
    """Those with an original price that was shown for as long as it may be."""
    found = await session.scalars(
        select(Sku.product_id).where(Sku.original_until <= at).distinct().limit(ENDED_AT_ONCE)
    )
    return found.all()


async def shown_since_too_long(session: AsyncSession, rules: PriceRules, at: datetime) -> int:
    """How many original prices these rules would end at once."""
    began = at - (rules.ends(at) - at)
    over = (Sku.original_since <= began) & (Sku.original_until > at)
    return await session.scalar(select(func.count()).select_from(Sku).where(over)) or 0
