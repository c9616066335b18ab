from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, Sku
from hutong.inventory.documents.models import (
    Receipt,
    ReceiptLine,
    Stocktake,
    StocktakeLine,
    Transfer,
    TransferLine,
)
from hutong.inventory.models import Movement, Stock
from hutong.inventory.planning.models import Threshold
from hutong.inventory.states import MovementReason, Rank
from hutong.kernel.errors import NotFound

Paper = TypeVar("Paper", Receipt, Stocktake, Transfer)


@dataclass(eq=False)
class DocumentNotFound(NotFound):
    message = "There is no such document."
    document_id: UUID


async def locked(session: AsyncSession, kind: type[Paper], document_id: UUID) -> Paper:
    """Raises DocumentNotFound."""
    found = await session.get(
        kind, document_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if found is None:
        raise DocumentNotFound(document_id)
    return found


async def transfer_lines(session: AsyncSession, transfer_id: UUID) -> Sequence[TransferLine]:
    found = await session.scalars(
        select(TransferLine)
        .where(TransferLine.transfer_id == transfer_id)
        .order_by(TransferLine.sku_id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def receipt_lines(session: AsyncSession, receipt_id: UUID) -> Sequence[ReceiptLine]:
    found = await session.scalars(
        select(ReceiptLine)
        .where(ReceiptLine.receipt_id == receipt_id)
        .order_by(ReceiptLine.sku_id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def stocktake_lines(
    session: AsyncSession, stocktake_id: UUID, *, sku_ids: Sequence[UUID] | None = None
) -> Sequence[StocktakeLine]:
    wanted = select(StocktakeLine).where(StocktakeLine.stocktake_id == stocktake_id)
    if sku_ids is not None:
        wanted = wanted.where(StocktakeLine.sku_id.in_(sku_ids))
    found = await session.scalars(
        wanted.order_by(StocktakeLine.sku_id).execution_options(populate_existing=True)
    )
    return found.all()


async def sheet(
    session: AsyncSession,
    location_id: UUID,
    *,
    categories: Sequence[UUID] | None = None,
    rank: Rank | None = None,
    limit: int,
) -> Mapping[UUID, int]:
    """What the books say of everything that is to be counted, in one moment."""
    wanted = (
        select(Stock.sku_id, Stock.on_hand)
        .join(Sku, Sku.id == Stock.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(Stock.location_id == location_id, Sku.active | (Stock.on_hand > 0))
    )
    if categories is not None:
        wanted = wanted.where(Product.category_id.in_(categories))
    if rank is not None:
        ranked = (Threshold.location_id == Stock.location_id) & (Threshold.sku_id == Stock.sku_id)
        wanted = wanted.join(Threshold, ranked).where(Threshold.rank == rank)
    rows = await session.execute(wanted.order_by(Stock.sku_id).limit(limit + 1))
    return {row.sku_id: row.on_hand for row in rows}


async def books(
    session: AsyncSession, location_id: UUID, sku_ids: Sequence[UUID]
) -> Mapping[UUID, int]:
    """What the books say now; the rows are held until the end of the transaction."""
    rows = await session.execute(
        select(Stock.sku_id, Stock.on_hand)
        .where(Stock.location_id == location_id, Stock.sku_id.in_(sku_ids))
        .order_by(Stock.sku_id)
        .with_for_update(key_share=True)
    )
    return {row.sku_id: row.on_hand for row in rows}


async def put_right_since(session: AsyncSession, stocktake_id: UUID) -> Sequence[UUID]:
    """Articles with a difference that somebody corrected after they were counted."""
    found = await session.scalars(
        select(StocktakeLine.sku_id)
        .join(Stocktake, Stocktake.id == StocktakeLine.stocktake_id)
        .join(
            Movement,
            (Movement.sku_id == StocktakeLine.sku_id)
            & (Movement.location_id == Stocktake.location_id)
            & (Movement.at > StocktakeLine.counted_at),
        )
        .where(
            StocktakeLine.stocktake_id == stocktake_id,
            StocktakeLine.counted != StocktakeLine.at_count,
            Movement.reason.in_((MovementReason.COUNT, MovementReason.ADJUST)),
        )
        .distinct()
        .order_by(StocktakeLine.sku_id)
    )
    return found.all()
