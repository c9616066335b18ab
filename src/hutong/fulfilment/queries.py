from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from hutong.fulfilment.models import Shipment, TrackingEvent
from hutong.fulfilment.states import ShipmentState
from hutong.kernel.errors import NotFound

SHIPMENTS_MAX = 100


@dataclass(eq=False)
class NoSuchParcel(NotFound):
    message = "There is no parcel {tracking_number}."
    tracking_number: str


@dataclass(frozen=True)
class Progress:
    """How far the parcels of one order are."""

    parcels: int
    delivered: int

    @property
    def all_delivered(self) -> bool:
        return self.parcels > 0 and self.parcels == self.delivered


async def shipments_of(session: AsyncSession, order_id: UUID) -> Sequence[Shipment]:
    """The parcels of an order, the first one first, with lines and tracking (newest first)."""
    found = await session.scalars(
        select(Shipment)
        .where(Shipment.order_id == order_id)
        .options(selectinload(Shipment.lines), selectinload(Shipment.events))
        .order_by(Shipment.shipped_at, Shipment.number)
        .limit(SHIPMENTS_MAX)
    )
    return found.all()


async def by_tracking_number(
    session: AsyncSession, carrier: str, tracking_number: str
) -> Shipment | None:
    return await session.scalar(
        select(Shipment).where(
            Shipment.carrier == carrier, Shipment.tracking_number == tracking_number
        )
    )


async def locked(session: AsyncSession, carrier: str, tracking_number: str) -> Shipment:
    """The parcel as it is now, held until the end of the transaction."""
    shipment = await session.scalar(
        select(Shipment)
        .where(Shipment.carrier == carrier, Shipment.tracking_number == tracking_number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if shipment is None:
        raise NoSuchParcel(tracking_number)
    return shipment


async def progress(session: AsyncSession, order_id: UUID) -> Progress:
    row = (
        await session.execute(
            select(
                func.count(),
                func.count().filter(Shipment.state == ShipmentState.DELIVERED),
            ).where(Shipment.order_id == order_id)
        )
    ).one()
    return Progress(parcels=row[0], delivered=row[1])


async def newest_scan(session: AsyncSession, shipment_id: UUID) -> datetime | None:
    return await session.scalar(
        select(func.max(TrackingEvent.at)).where(
            TrackingEvent.shipment_id == shipment_id,
            TrackingEvent.state != ShipmentState.CREATED,
        )
    )


async def due(session: AsyncSession, at: datetime, *, limit: int) -> Sequence[Shipment]:
    """Parcels that should be asked for, held so that no other worker asks as well."""
    found = await session.scalars(
        select(Shipment)
        .where(Shipment.follow_at <= at)
        .order_by(Shipment.follow_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return found.all()
