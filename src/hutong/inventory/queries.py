from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory.models import Location, Movement, Reservation, Stock
from hutong.inventory.states import ReservationState
from hutong.kernel.errors import NotFound

LOW_STOCK = 10
ROWS_MAX = 500


@dataclass(eq=False)
class StockNotFound(NotFound):
    message = "There is no stock of this article."
    sku_id: UUID


@dataclass(frozen=True, slots=True)
class Level:
    """What a shopper can have, and whether that is little enough to say so."""

    available: int
    alert_below: int = LOW_STOCK

    @property
    def low(self) -> bool:
        return 0 < self.available <= self.alert_below

    @property
    def hint(self) -> int | None:
        """The number to show: None while there is plenty."""
        return self.available if self.available <= self.alert_below else None


NONE = Level(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    sku_id: UUID
    location_id: UUID
    location: str
    on_hand: int
    reserved: int
    alert_below: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    @property
    def low(self) -> bool:
        return self.available <= self.alert_below


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A stock row that its ledger does not explain."""

    sku_id: UUID
    location_id: UUID
    on_hand: int
    on_hand_moved: int
    reserved: int
    reserved_moved: int
    promised: int


async def available(session: AsyncSession, sku_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many can be sold now, over all locations. One statement; unknown SKUs have none."""
    return {sku_id: level.available for sku_id, level in (await levels(session, sku_ids)).items()}


async def levels(session: AsyncSession, sku_ids: Sequence[UUID]) -> dict[UUID, Level]:
    """The same with each SKU's own limit for a low-stock hint. One statement."""
    if not sku_ids:
        return {}
    rows = await session.execute(
        select(
            Stock.sku_id,
            func.sum(Stock.on_hand - Stock.reserved).label("available"),
            func.max(func.coalesce(Stock.alert_below, LOW_STOCK)).label("alert_below"),
        )
        .where(Stock.sku_id.in_(sku_ids))
        .group_by(Stock.sku_id)
    )
    found = {row.sku_id: Level(int(row.available), row.alert_below) for row in rows}
    return {sku_id: found.get(sku_id, NONE) for sku_id in sku_ids}


async def stock_rows(session: AsyncSession, sku_ids: Sequence[UUID]) -> list[StockRow]:
    """Every shelf on which one of the SKUs stands."""
    rows = await session.execute(
        select(
            Stock.sku_id,
            Stock.location_id,
            Location.code.label("location"),
            Stock.on_hand,
            Stock.reserved,
            func.coalesce(Stock.alert_below, LOW_STOCK).label("alert_below"),
        )
        .join(Location, Location.id == Stock.location_id)
        .where(Stock.sku_id.in_(sku_ids))
        .order_by(Location.code, Stock.sku_id)
    )
    return [StockRow(**row) for row in rows.mappings()]


async def movements(
    session: AsyncSession, sku_id: UUID, *, before: UUID | None = None, limit: int = 50
) -> Sequence[Movement]:
    """The ledger of one SKU, newest first; continue with the last id as `before`."""
    wanted = select(Movement).where(Movement.sku_id == sku_id)
    if before is not None:
        wanted = wanted.where(Movement.id < before)
    found = await session.scalars(wanted.order_by(Movement.id.desc()).limit(min(limit, ROWS_MAX)))
    return found.all()


async def reservations(session: AsyncSession, reference: UUID) -> Sequence[Reservation]:
    found = await session.scalars(
        select(Reservation)
        .where(Reservation.reference == reference)
        .order_by(Reservation.sku_id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def overdue(session: AsyncSession, at: datetime, *, limit: int) -> Sequence[UUID]:
    """References that hold stock past that time, oldest first."""
    found = await session.scalars(
        select(Reservation.reference)
        .where(Reservation.state == ReservationState.HELD, Reservation.expires_at < at)
        .group_by(Reservation.reference)
        .order_by(func.min(Reservation.expires_at))
        .limit(limit)
    )
    return found.all()


async def locked(session: AsyncSession, sku_id: UUID, *, location_id: UUID) -> Stock:
    found = await session.scalar(
        select(Stock)
        .where(Stock.location_id == location_id, Stock.sku_id == sku_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise StockNotFound(sku_id)
    return found


DRIFT = text("""
    with moved as (
        select location_id, sku_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved
        from inventory_movement group by 1, 2
    ),
    promised as (
        select location_id, sku_id, sum(quantity - shipped) as quantity
        from inventory_reservation where state in ('held', 'claimed') group by 1, 2
    )
    select sku_id, location_id,
           coalesce(stock.on_hand, 0) as on_hand,
           cast(coalesce(moved.on_hand, 0) as bigint) as on_hand_moved,
           coalesce(stock.reserved, 0) as reserved,
           cast(coalesce(moved.reserved, 0) as bigint) as reserved_moved,
           cast(coalesce(promised.quantity, 0) as bigint) as promised
    from inventory_stock stock
    full join moved using (location_id, sku_id)
    full join promised using (location_id, sku_id)
    where coalesce(stock.on_hand, 0) <> coalesce(moved.on_hand, 0)
       or coalesce(stock.reserved, 0) <> coalesce(moved.reserved, 0)
       or coalesce(stock.reserved, 0) <> coalesce(promised.quantity, 0)
    order by sku_id, location_id
    limit 500
""")


async def drift(session: AsyncSession) -> list[Drift]:
    """Stock that differs from the sum of its movements or of its open promises. Always empty;
    a row is a defect or a hand in the database."""
    rows = await session.execute(DRIFT)
    return [Drift(**row) for row in rows.mappings()]
