"""Stock, article by article, and what moved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, ProductState, Sku, SkuNotFound
from hutong.inventory import FEW_LEFT, Location, LocationKind, Stock
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, found
from hutong.views.stock.goods import named, picture_of
from hutong.views.stock.movements import MovementRow, last_movements
from hutong.views.stock.shelves import ShelfRow, shelves_of
from hutong.views.stock.thresholds import low_shelves

NUMBERS = ("on_hand", "moving", "reserved", "available")


class StockLevel(StrEnum):
    """out: the shop can sell none of it; low: a shelf of it is low."""

    OUT = "out"
    LOW = "low"
    ENOUGH = "enough"


@dataclass(frozen=True, kw_only=True)
class StockFilters:
    q: str | None = None
    low: bool | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StockRow:
    """`on_hand` stands in all locations, `moving` is between two; `available` is what the shop can
    promise from where it sells; on `low_shelves` shelves it is low. From `alert_below` on shoppers
    read how few are left."""

    id: UUID
    product_id: UUID
    code: str
    title: Texts
    sku_title: Texts
    picture: str | None
    state: ProductState
    active: bool
    on_hand: int
    moving: int
    reserved: int
    available: int
    alert_below: int
    own_alert: int | None
    low_shelves: int

    @property
    def level(self) -> StockLevel:
        if self.available <= 0:
            return StockLevel.OUT
        return StockLevel.LOW if self.low_shelves else StockLevel.ENOUGH


@dataclass(frozen=True, kw_only=True, slots=True)
class StockPage:
    row: StockRow
    shelves: Sequence[ShelfRow]
    movements: Sequence[MovementRow]


async def stock_list(
    session: AsyncSession, filters: StockFilters, paging: Paging
) -> Found[StockRow]:
    return await found(
        session,
        _ROWS.where(*_wanted(filters)),
        paging,
        sorts={"code": Sku.code, "available": AVAILABLE, "on_hand": ON_HAND},
        tie=Sku.id,
        row=_row,
    )


def scarce() -> Subquery:
    """The articles on sale that are low somewhere or not to be had at all."""
    return _ROWS.where(SCARCE).subquery()


async def stock_page(session: AsyncSession, sku_id: UUID) -> StockPage:
    """Raises SkuNotFound."""
    record = (await session.execute(_ROWS.where(Sku.id == sku_id))).one_or_none()
    if record is None:
        raise SkuNotFound(str(sku_id))
    return StockPage(
        row=_row(record),
        shelves=await shelves_of(session, sku_id),
        movements=await last_movements(session, sku_id),
    )


def _totals() -> Any:
    moving = Location.kind == LocationKind.TRANSIT
    return (
        select(
            Stock.sku_id,
            func.sum(Stock.on_hand).filter(~moving).label("on_hand"),
            func.sum(Stock.on_hand).filter(moving).label("moving"),
            func.sum(Stock.reserved).label("reserved"),
            func.sum(Stock.on_hand - Stock.reserved).filter(Location.sells).label("available"),
            func.max(Stock.alert_below).label("alert_below"),
        )
        .join(Location, Location.id == Stock.location_id)
        .group_by(Stock.sku_id)
        .subquery()
    )


_TOTALS, _LOW = _totals(), low_shelves()
ON_HAND = func.coalesce(_TOTALS.c.on_hand, 0)
MOVING = func.coalesce(_TOTALS.c.moving, 0)
RESERVED = func.coalesce(_TOTALS.c.reserved, 0)
AVAILABLE = func.coalesce(_TOTALS.c.available, 0)
ALERT = func.coalesce(_TOTALS.c.alert_below, FEW_LEFT)
LOW_SHELVES = func.coalesce(_LOW.c.shelves, 0)
SCARCE = and_(
    or_(LOW_SHELVES > 0, AVAILABLE <= 0), Sku.active.is_(True), Product.state == ProductState.LISTED
)
"""On sale, and low somewhere or not to be had at all."""


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Sku.id,
            Sku.product_id,
            Sku.code,
            Product.title,
            Sku.title.label("sku_title"),
            picture_of(),
            Product.state,
            Sku.active,
            ON_HAND.label("on_hand"),
            MOVING.label("moving"),
            RESERVED.label("reserved"),
            AVAILABLE.label("available"),
            ALERT.label("alert_below"),
            _TOTALS.c.alert_below.label("own_alert"),
            LOW_SHELVES.label("low_shelves"),
        )
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(_TOTALS, _TOTALS.c.sku_id == Sku.id)
        .outerjoin(_LOW, _LOW.c.sku_id == Sku.id)
    )


_ROWS = _columns()


def _wanted(filters: StockFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.low:
        wanted.append(SCARCE)
    if filters.state:
        wanted.append(Product.state == ProductState(filters.state))
    if filters.q:
        wanted.append(named(filters.q))
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> StockRow:
    facts = {name: row._mapping[name] for name in StockRow.__dataclass_fields__}  # noqa: SLF001 - public API
    counted = {name: int(facts[name]) for name in NUMBERS}
    return StockRow(**facts | counted | {"sku_title": row.sku_title or {}})
