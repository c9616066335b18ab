"""Stock, shelf by shelf: one article in one location."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select, sql
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, Sku
from hutong.inventory import Location, LocationKind, Stock, StockNotFound, Threshold
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, found
from hutong.views.stock.goods import article_columns, named
from hutong.views.stock.thresholds import LOW, MINIMUM, STANDING

SHELVES_MAX = 100
FREE = Stock.on_hand - Stock.reserved
PLACE = func.concat(Stock.sku_id, Stock.location_id)


@dataclass(frozen=True, kw_only=True)
class ShelfFilters:
    q: str | None = None
    location: str | None = None
    low: bool | None = None
    empty: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShelfRow:
    location_id: UUID
    location: Texts
    kind: LocationKind
    sku_id: UUID
    code: str
    barcode: str | None
    title: Texts
    sku_title: Texts
    picture: str | None
    bin: str | None
    on_hand: int
    reserved: int
    free: int
    minimum: int
    low: bool

    @property
    def key(self) -> str:
        return f"{self.location_id}.{self.sku_id}"

    @property
    def id(self) -> str:
        return self.key


async def shelf_list(
    session: AsyncSession, filters: ShelfFilters, paging: Paging
) -> Found[ShelfRow]:
    sorts = {"code": Sku.code, "on_hand": Stock.on_hand, "free": FREE, "bin": Stock.bin}
    wanted = _rows().where(*_wanted(filters))
    return await found(session, wanted, paging, sorts=sorts, tie=PLACE, row=_row)


async def shelf(session: AsyncSession, location_id: UUID, sku_id: UUID) -> ShelfRow:
    """Raises StockNotFound."""
    one = _rows().where(Stock.location_id == location_id, Stock.sku_id == sku_id)
    row = (await session.execute(one)).one_or_none()
    if row is None:
        raise StockNotFound(sku_id)
    return _row(row)


async def shelves_of(session: AsyncSession, sku_id: UUID) -> Sequence[ShelfRow]:
    """All where it stands or stood, the first to be sold from first."""
    rows = _rows().where(Stock.sku_id == sku_id, Location.active)
    ordered = rows.order_by(Location.priority, Location.code).limit(SHELVES_MAX)
    return [_row(row) for row in await session.execute(ordered)]


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *article_columns(),
            Stock.location_id,
            Location.name.label("location"),
            Location.kind,
            Stock.bin,
            Stock.on_hand,
            Stock.reserved,
            FREE.label("free"),
            func.coalesce(MINIMUM, 0).label("minimum"),
            func.coalesce(LOW, sql.false()).label("low"),
        )
        .join(Location, Location.id == Stock.location_id)
        .join(Sku, Sku.id == Stock.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(Threshold, STANDING)
    )


def _wanted(filters: ShelfFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.location:
        wanted.append(Location.code == filters.location)
    if filters.low:
        wanted.append(LOW)
    if filters.empty:
        wanted.append(Stock.on_hand == 0)
    if filters.q:
        wanted.append(named(filters.q))
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> ShelfRow:
    return ShelfRow(**row._asdict() | {"sku_title": row.sku_title or {}})
