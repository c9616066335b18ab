from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, literal, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory.models import MAIN, Location, Movement, Reservation, Stock
from hutong.inventory.states import LocationKind, ReservationState
from hutong.kernel.errors import NotFound

FEW_LEFT = 10
ROWS_MAX = 500


@dataclass(eq=False)
class StockNotFound(NotFound):
    message = "There is no stock of this article."
    sku_id: UUID


@dataclass(eq=False)
class LocationNotFound(NotFound):
    message = "There is no such location."
    location_id: UUID


class ShelfLevel(msgspec.Struct, frozen=True):
    """How many of an article can be sold from one location."""

    location_id: UUID
    available: int


class Level(msgspec.Struct, frozen=True):
    """What a shopper can have, and whether that is little enough to tell them.

    `available` is the one figure over all locations that the shop sells from; `shelves` are those
    that have some, the first to be sold from first.
    """

    available: int
    alert_below: int = FEW_LEFT
    shelves: tuple[ShelfLevel, ...] = ()

    @property
    def at_once(self) -> int:
        """How many one order can have: a line of it leaves from one location."""
        if not self.shelves:
            return self.available
        return max(shelf.available for shelf in self.shelves)

    @property
    def few(self) -> bool:
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
    kind: LocationKind
    sells: bool
    bin: str | None
    on_hand: int
    reserved: int
    alert_below: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


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
    """How many can be sold now, over all locations that the shop sells from. One statement;
    unknown SKUs have none."""
    return {sku_id: level.available for sku_id, level in (await levels(session, sku_ids)).items()}


async def own_hints(session: AsyncSession, sku_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """From how few on shoppers read what is left, where staff said so; others take the shop's."""
    rows = await session.execute(
        select(Stock.sku_id, Stock.alert_below).where(
            Stock.sku_id.in_(sku_ids), Stock.location_id == MAIN, Stock.alert_below.is_not(None)
        )
    )
    return {row.sku_id: row.alert_below for row in rows}


async def levels(session: AsyncSession, sku_ids: Sequence[UUID]) -> dict[UUID, Level]:
    """The same with each SKU's own limit for a low-stock hint. One statement."""
    if not sku_ids:
        return {}
    rows = await session.execute(
        select(
            Stock.sku_id,
            Stock.location_id,
            (Stock.on_hand - Stock.reserved).label("available"),
            func.coalesce(Stock.alert_below, FEW_LEFT).label("alert_below"),
        )
        .join(Location, Location.id == Stock.location_id)
        .where(Stock.sku_id.in_(sku_ids), Location.sells)
        .order_by(Location.priority, Location.id)
    )
    shelves: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        shelves[row.sku_id].append(row)
    return {sku_id: _level(shelves[sku_id]) if sku_id in shelves else NONE for sku_id in sku_ids}


def _level(shelves: Sequence[Any]) -> Level:
    return Level(
        available=sum(row.available for row in shelves),
        alert_below=max(row.alert_below for row in shelves),
        shelves=tuple(
            ShelfLevel(row.location_id, row.available) for row in shelves if row.available > 0
        ),
    )


async def stock_rows(session: AsyncSession, sku_ids: Sequence[UUID]) -> list[StockRow]:
    """Every shelf on which one of the SKUs stands."""
    rows = await session.execute(
        select(
            Stock.sku_id,
            Stock.location_id,
            Location.code.label("location"),
            Location.kind,
            Location.sells,
            Stock.bin,
            Stock.on_hand,
            Stock.reserved,
            func.coalesce(Stock.alert_below, FEW_LEFT).label("alert_below"),
        )
        .join(Location, Location.id == Stock.location_id)
        .where(Stock.sku_id.in_(sku_ids))
        .order_by(Location.priority, Location.code, Stock.sku_id)
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


async def reservations(
    session: AsyncSession, reference: UUID, *, lock: bool = False
) -> Sequence[Reservation]:
    wanted = (
        select(Reservation)
        .where(Reservation.reference == reference)
        .order_by(Reservation.sku_id)
        .execution_options(populate_existing=True)
    )
    found = await session.scalars(wanted.with_for_update(key_share=True) if lock else wanted)
    return found.all()


async def hold(session: AsyncSession, shelves: Sequence[tuple[UUID, UUID]]) -> None:
    """Those that there are, by location and SKU, until the end of the transaction."""
    await session.execute(
        select(Stock.sku_id)
        .where(tuple_(Stock.location_id, Stock.sku_id).in_(shelves))
        .order_by(Stock.sku_id, Stock.location_id)
        .with_for_update(key_share=True)
    )


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


async def find_location(session: AsyncSession, location_id: UUID) -> Location:
    return _there(await session.get(Location, location_id), location_id)


async def locked_location(session: AsyncSession, location_id: UUID) -> Location:
    found = await session.scalar(
        select(Location)
        .where(Location.id == location_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return _there(found, location_id)


async def locked_pool(session: AsyncSession, location_id: UUID) -> Location:
    pool = await locked_location(session, location_id)
    return _there(pool if pool.kind is LocationKind.POOL else None, location_id)


def _there(location: Location | None, location_id: UUID) -> Location:
    if location is None:
        raise LocationNotFound(location_id)
    return location


async def locations(
    session: AsyncSession, kinds: Sequence[LocationKind] = tuple(LocationKind)
) -> Sequence[Location]:
    """Those in use, the first to be sold from first."""
    found = await session.scalars(
        select(Location)
        .where(Location.active, Location.kind.in_(kinds))
        .order_by(Location.priority, Location.code)
        .limit(ROWS_MAX)
    )
    return found.all()


async def location_count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Location)) or 0


async def code_taken(session: AsyncSession, code: str, *, but: UUID | None) -> bool:
    taken = select(literal(1)).where(Location.code == code, Location.id.is_distinct_from(but))
    return bool(await session.scalar(select(taken.exists())))


async def holds_goods(session: AsyncSession, location_id: UUID) -> bool:
    there = select(literal(1)).where(Stock.location_id == location_id, Stock.on_hand > 0)
    return bool(await session.scalar(select(there.exists())))


async def skus_at(session: AsyncSession, location_id: UUID) -> Sequence[UUID]:
    found = await session.scalars(
        select(Stock.sku_id)
        .where(Stock.location_id == location_id, Stock.on_hand > 0)
        .order_by(Stock.sku_id)
    )
    return found.all()


async def free_in(session: AsyncSession, pool: Location) -> Mapping[UUID, int]:
    """What stands in the pool and is promised to nobody. The shelves that it goes back to are held
    along with it, in the order in which everybody holds shelves."""
    within = select(Stock.sku_id).where(Stock.location_id == pool.id)
    rows = await session.execute(
        select(Stock.sku_id, Stock.location_id, Stock.on_hand - Stock.reserved)
        .where(Stock.location_id.in_((pool.id, pool.parent_id)), Stock.sku_id.in_(within))
        .order_by(Stock.sku_id, Stock.location_id)
        .with_for_update(key_share=True)
    )
    return {sku_id: free for sku_id, location_id, free in rows if location_id == pool.id}


async def ended_pools(session: AsyncSession, at: datetime, *, limit: int) -> Sequence[UUID]:
    """Pools past their time that are still open or hold something that is promised to nobody."""
    left = select(literal(1)).where(
        Stock.location_id == Location.id, Stock.on_hand > Stock.reserved
    )
    found = await session.scalars(
        select(Location.id)
        .where(Location.kind == LocationKind.POOL, Location.ends_at <= at)
        .where(Location.active | left.exists())
        .order_by(Location.id)
        .limit(limit)
    )
    return found.all()


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
