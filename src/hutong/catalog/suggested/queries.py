from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.models import Product, Sku
from hutong.catalog.suggested.models import WAITING, SuggestedPrice
from hutong.kernel.errors import NotFound


@dataclass(eq=False)
class NoSuchSuggestedPrice(NotFound):
    message = "There is no such suggested price."


@dataclass(frozen=True, slots=True)
class Whose:
    """The article that a price is suggested for."""

    id: UUID
    code: str
    product_id: UUID
    currency: str


async def suggested_price(session: AsyncSession, suggested_id: UUID) -> SuggestedPrice:
    found = await session.get(SuggestedPrice, suggested_id)
    if found is None:
        raise NoSuchSuggestedPrice
    return found


async def suggested_of(session: AsyncSession, sku_ids: Sequence[UUID]) -> Sequence[SuggestedPrice]:
    """Those that wait or stand, held until the end of the transaction."""
    found = await session.scalars(
        select(SuggestedPrice)
        .where(SuggestedPrice.sku_id.in_(sku_ids), SuggestedPrice.ended_at.is_(None))
        .order_by(SuggestedPrice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


async def suggested_now(
    session: AsyncSession, sku_ids: Sequence[UUID]
) -> Mapping[UUID, SuggestedPrice]:
    """The newest of each SKU that waits or stands."""
    found = await session.scalars(
        select(SuggestedPrice)
        .where(SuggestedPrice.sku_id.in_(sku_ids), SuggestedPrice.ended_at.is_(None))
        .order_by(SuggestedPrice.entered_at, SuggestedPrice.id)
    )
    return {one.sku_id: one for one in found}


async def waiting(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[SuggestedPrice]:
    """Those of them that still wait, held until the end of the transaction."""
    found = await session.scalars(
        select(SuggestedPrice)
        .where(SuggestedPrice.id.in_(ids), text(WAITING))
        .order_by(SuggestedPrice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


async def replaced_by(
    session: AsyncSession, newer: Sequence[SuggestedPrice]
) -> Sequence[SuggestedPrice]:
    """What waited in the places of these until they were entered."""
    places = [(one.sku_id, one.entered_at) for one in newer]
    found = await session.scalars(
        select(SuggestedPrice).where(
            tuple_(SuggestedPrice.sku_id, SuggestedPrice.ended_at).in_(places),
            SuggestedPrice.confirmed_at.is_(None),
        )
    )
    return found.all()


async def whose(session: AsyncSession, sku_ids: Sequence[UUID]) -> dict[UUID, Whose]:
    columns = Sku.id, Sku.code, Sku.product_id, Sku.currency
    rows = await session.execute(select(*columns).where(Sku.id.in_(sku_ids)))
    return {row.id: Whose(row.id, row.code, row.product_id, row.currency) for row in rows}


_PRICE = func.jsonb_build_object(
    *("minor", SuggestedPrice.price_minor, "currency", SuggestedPrice.currency)
)
_STANDING = func.jsonb_build_object(
    *("sku_id", SuggestedPrice.sku_id, "price", _PRICE),
    *("dated", SuggestedPrice.dated, "until", SuggestedPrice.until),
)
SUGGESTED = (
    select(func.coalesce(func.jsonb_agg(_STANDING), text("'[]'::jsonb")))
    .join(Sku, Sku.id == SuggestedPrice.sku_id)
    .where(
        Sku.product_id == Product.id,
        SuggestedPrice.confirmed_at.is_not(None),
        SuggestedPrice.ended_at.is_(None),
    )
    .correlate(Product)
    .scalar_subquery()
)
"""Those of a product that were confirmed, as a part of its row."""
