"""From how few on a shelf is low, how many it wants, and who said so.

A shelf is low when no more is free on it than its lower limit, which follows from its sales and how
long new goods take, or which staff have pinned. That is what "low" means wherever staff read it; an
article is low when one of its shelves is. A low shelf wants more when what is coming to it does not
lift it above that limit either.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, ProductState, Sku
from hutong.inventory import (
    Location,
    Rank,
    Receipt,
    ReceiptLine,
    ReceiptState,
    Stock,
    StockNotFound,
    Threshold,
    Transfer,
    TransferLine,
    TransferState,
)
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, found
from hutong.views.stock.goods import article_columns, named

TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class ThresholdFilters:
    q: str | None = None
    location: str | None = None
    rank: str | None = None
    low: bool | None = None
    wanting: bool | None = None
    pinned: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ThresholdRow:
    """`coming` is expected from suppliers or on its way from elsewhere."""

    location_id: UUID
    location: Texts
    sku_id: UUID
    code: str
    barcode: str | None
    title: Texts
    sku_title: Texts
    picture: str | None
    rank: Rank
    demand: Decimal
    deviation: Decimal
    lead_days: int
    suggested_minimum: int
    suggested_maximum: int
    minimum: int
    maximum: int
    free: int
    coming: int
    low: bool
    to_order: int
    computed_at: datetime
    pinned_at: datetime | None
    pinned_by: str | None

    @property
    def key(self) -> str:
        return f"{self.location_id}.{self.sku_id}"

    @property
    def id(self) -> str:
        return self.key

    @property
    def daily(self) -> Decimal:
        return self.demand.quantize(TENTH)

    @property
    def pinned(self) -> bool:
        return self.pinned_at is not None


async def threshold_list(
    session: AsyncSession, filters: ThresholdFilters, paging: Paging
) -> Found[ThresholdRow]:
    sorts = {"code": Sku.code, "demand": Threshold.demand, "free": FREE, "to_order": TO_ORDER}
    wanted = _ROWS.where(*_wanted(filters))
    return await found(session, wanted, paging, sorts=sorts, tie=PLACE, row=_row)


async def threshold(session: AsyncSession, location_id: UUID, sku_id: UUID) -> ThresholdRow:
    """Raises StockNotFound."""
    one = _ROWS.where(Threshold.location_id == location_id, Threshold.sku_id == sku_id)
    row = (await session.execute(one)).one_or_none()
    if row is None:
        raise StockNotFound(sku_id)
    return _row(row)


def _expected() -> Any:
    left = ReceiptLine.expected - ReceiptLine.received
    return (
        select(Receipt.location_id, ReceiptLine.sku_id, func.sum(left).label("pieces"))
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(Receipt.state.in_((ReceiptState.EXPECTED, ReceiptState.PARTIAL)), left > 0)
        .group_by(Receipt.location_id, ReceiptLine.sku_id)
        .subquery()
    )


def _moving() -> Any:
    pieces = func.sum(TransferLine.quantity).label("pieces")
    return (
        select(Transfer.to_id.label("location_id"), TransferLine.sku_id, pieces)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(Transfer.state == TransferState.SENT)
        .group_by(Transfer.to_id, TransferLine.sku_id)
        .subquery()
    )


IN_USE = (Location.id == Threshold.location_id) & Location.active
STANDING = (Stock.location_id == Threshold.location_id) & (Stock.sku_id == Threshold.sku_id)
_EXPECTED, _MOVING = _expected(), _moving()
FREE = func.coalesce(Stock.on_hand - Stock.reserved, 0)
COMING = func.coalesce(_EXPECTED.c.pieces, 0) + func.coalesce(_MOVING.c.pieces, 0)
MINIMUM = func.coalesce(Threshold.pinned_minimum, Threshold.minimum)
MAXIMUM = func.coalesce(Threshold.pinned_maximum, Threshold.maximum)
LOW = (MAXIMUM > 0) & (FREE <= MINIMUM)
WANTING = (MAXIMUM > 0) & (FREE + COMING <= MINIMUM)
TO_ORDER = case((WANTING, MAXIMUM - FREE - COMING), else_=0)
PLACE = func.concat(Threshold.sku_id, Threshold.location_id)


def _columns() -> Select[*tuple[Any, ...]]:
    def here(there: Any) -> Any:
        return (there.c.location_id == Threshold.location_id) & (there.c.sku_id == Threshold.sku_id)

    return (
        select(
            *article_columns(),
            Threshold.location_id,
            Location.name.label("location"),
            Threshold.rank,
            Threshold.demand,
            Threshold.deviation,
            Threshold.lead_days,
            Threshold.minimum.label("suggested_minimum"),
            Threshold.maximum.label("suggested_maximum"),
            MINIMUM.label("minimum"),
            MAXIMUM.label("maximum"),
            FREE.label("free"),
            COMING.label("coming"),
            LOW.label("low"),
            TO_ORDER.label("to_order"),
            Threshold.computed_at,
            Threshold.pinned_at,
            Threshold.pinned_by,
        )
        .join(Location, IN_USE)
        .join(Sku, Sku.id == Threshold.sku_id)
        .join(Product, (Product.id == Sku.product_id) & (Product.state == ProductState.LISTED))
        .outerjoin(Stock, STANDING)
        .outerjoin(_EXPECTED, here(_EXPECTED))
        .outerjoin(_MOVING, here(_MOVING))
        .where(Sku.active)
    )


_ROWS = _columns()


def low_shelves() -> Subquery:
    """Of each article that is low somewhere, on how many shelves."""
    return (
        select(Threshold.sku_id, func.count().label("shelves"))
        .join(Location, IN_USE)
        .outerjoin(Stock, STANDING)
        .where(LOW)
        .group_by(Threshold.sku_id)
        .subquery()
    )


def _wanted(filters: ThresholdFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.location:
        wanted.append(Location.code == filters.location)
    if filters.rank:
        wanted.append(Threshold.rank == Rank(filters.rank))
    if filters.low:
        wanted.append(LOW)
    if filters.wanting:
        wanted.append(WANTING)
    if filters.pinned:
        wanted.append(Threshold.pinned_at.is_not(None))
    if filters.q:
        wanted.append(named(filters.q))
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> ThresholdRow:
    facts = row._asdict()
    counted = {name: int(facts[name]) for name in ("coming", "to_order")}
    return ThresholdRow(**facts | counted | {"sku_title": row.sku_title or {}})
