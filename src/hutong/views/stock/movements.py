"""The ledger of stock: what moved, why, by whom, and on which paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong.catalog import Product, Sku
from hutong.inventory import (
    Location,
    LocationKind,
    Movement,
    MovementReason,
    Receipt,
    Stocktake,
    Transfer,
)
from hutong.kernel.texts import Texts
from hutong.orders import Order
from hutong.views.lists import Found, Paging, Period, found, within
from hutong.views.stock.goods import article_columns, called, named

SHOWN = 50
PAGES = {
    "order": "/console/orders",
    "receipt": "/console/receipts",
    "transfer": "/console/transfers",
    "stocktake": "/console/stocktakes",
    "pool": "/console/pools",
}


@dataclass(frozen=True, kw_only=True)
class MovementFilters:
    q: str | None = None
    reason: str | None = None
    location: str | None = None
    at: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MovementRow:
    """`paper`: the number of the order or document on which it moved, or the code of the pool."""

    id: UUID
    at: datetime
    location: Texts
    sku_id: UUID
    code: str
    barcode: str | None
    title: Texts
    sku_title: Texts
    picture: str | None
    reason: MovementReason
    on_hand: int
    reserved: int
    who: str
    note: str
    reference: UUID | None
    kind: str | None
    paper: str | None

    @property
    def page(self) -> str:
        """Where that paper is looked at; nowhere when somebody moved it without one."""
        return f"{PAGES[self.kind]}/{self.reference}" if self.kind else ""


async def movement_list(
    session: AsyncSession, filters: MovementFilters, paging: Paging
) -> Found[MovementRow]:
    wanted = _ROWS.where(*_wanted(filters))
    sorts = {"at": Movement.at}
    return await found(session, wanted, paging, sorts=sorts, tie=Movement.id, row=_row)


async def last_movements(session: AsyncSession, sku_id: UUID) -> Sequence[MovementRow]:
    """The newest first."""
    rows = _ROWS.where(Movement.sku_id == sku_id)
    rows = rows.order_by(Movement.at.desc(), Movement.id.desc()).limit(SHOWN)
    return [_row(row) for row in await session.execute(rows)]


Pool = aliased(Location)
PAPER = func.coalesce(
    Order.number, Receipt.number, Transfer.number, Stocktake.number, Pool.code
).label("paper")
KIND = case(
    (Order.id.is_not(None), "order"),
    (Receipt.id.is_not(None), "receipt"),
    (Transfer.id.is_not(None), "transfer"),
    (Stocktake.id.is_not(None), "stocktake"),
    (Pool.id.is_not(None), "pool"),
).label("kind")


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *article_columns(),
            Movement.id,
            Movement.at,
            Location.name.label("location"),
            Movement.reason,
            Movement.on_hand_delta.label("on_hand"),
            Movement.reserved_delta.label("reserved"),
            Movement.by_name.label("who"),
            func.coalesce(Movement.note, "").label("note"),
            Movement.reference,
            KIND,
            PAPER,
        )
        .join(Location, Location.id == Movement.location_id)
        .join(Sku, Sku.id == Movement.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(Order, Order.id == Movement.reference)
        .outerjoin(Receipt, Receipt.id == Movement.reference)
        .outerjoin(Transfer, Transfer.id == Movement.reference)
        .outerjoin(Stocktake, Stocktake.id == Movement.reference)
        .outerjoin(Pool, (Pool.id == Movement.reference) & (Pool.kind == LocationKind.POOL))
    )


_ROWS = _columns()


def _wanted(filters: MovementFilters) -> list[ColumnElement[bool]]:
    wanted = within(Movement.at, filters.at)
    if filters.reason:
        wanted.append(Movement.reason == MovementReason(filters.reason))
    if filters.location:
        wanted.append(Location.code == filters.location)
    if filters.q:
        number = filters.q.upper()
        papers = (Order.number, Receipt.number, Transfer.number, Stocktake.number)
        wanted.append(or_(named(filters.q), *(each == number for each in papers)))
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> MovementRow:
    told = {"sku_title": row.sku_title or {}, "who": called(row.who)}
    return MovementRow(**row._asdict() | told)
