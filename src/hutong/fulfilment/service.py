from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import insert
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.fulfilment import carriers, queries, rules
from hutong.fulfilment.events import ParcelDelivered, ParcelMoved, ParcelShipped
from hutong.fulfilment.gateway import CarrierUnreachable, Parcel, Report, Scan, Tracker
from hutong.fulfilment.models import Shipment, ShipmentLine, TrackingEvent
from hutong.fulfilment.states import SHIPMENT_MOVES, ShipmentState
from hutong.kernel import clock, events
from hutong.kernel.db import Database, Rows
from hutong.kernel.errors import Conflict
from hutong.kernel.ids import new_id
from hutong.kernel.texts import Texts

SWEEP_MAX = 100
SCANS_MAX = 200
SOONEST = timedelta(seconds=10)
LATEST = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=45)
HANDED_OVER: Texts = {
    "zh": "商家已发货，等待快递揽收",
    "en": "Packed and waiting for the carrier",
}

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class ShippedLine:
    sku_id: UUID
    quantity: int
    title: Texts
    sku_title: Texts


@dataclass(frozen=True, kw_only=True)
class Destination:
    recipient: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    detail: str


@dataclass(eq=False)
class TrackingNumberTaken(Conflict):
    """The number belongs to a parcel of another order."""

    message = "Tracking number {tracking_number} is already used for another order."
    tracking_number: str


async def create_shipment(  # noqa: PLR0913 - a consignment note has that many fields
    session: AsyncSession,
    *,
    order_id: UUID,
    member_id: UUID,
    number: str,
    lines: Sequence[ShippedLine],
    carrier: str,
    tracking_number: str,
    to: Destination,
    at: datetime,
) -> Shipment:
    """Hand a parcel over. The same tracking number for the same order is the same parcel.

    Raises Invalid for a number that the carrier cannot have made, TrackingNumberTaken.
    """
    tracking_number = carriers.checked(carrier, tracking_number)
    shipment: Shipment | None = await session.scalar(
        postgresql.insert(Shipment)
        .values(
            id=new_id(),
            order_id=order_id,
            member_id=member_id,
            number=number,
            carrier=carrier,
            tracking_number=tracking_number,
            state=ShipmentState.CREATED,
            shipped_at=at,
            moved_at=at,
            expected_at=rules.expected_at(at, to.province),
            follow_at=at,
            **asdict(to),
        )
        .on_conflict_do_nothing(index_elements=["carrier", "tracking_number"])
        .returning(Shipment)
    )
    if shipment is None:
        return await _same_parcel(session, order_id, carrier, tracking_number)
    await _write_lines(session, shipment.id, lines)
    handed_over = Scan(key="created", at=at, state=ShipmentState.CREATED, text=HANDED_OVER)
    await _new_scans(session, shipment.id, [handed_over], at=at)
    events.emit(session, handed_over_event(shipment))
    return shipment


async def record_tracking(
    session: AsyncSession,
    carrier: str,
    tracking_number: str,
    scans: Sequence[Scan],
    *,
    expected_at: datetime | None = None,
) -> Shipment:
    """Take in what the carrier saw, in any order and however often. Raises NoSuchParcel."""
    shipment = await queries.locked(session, carrier, tracking_number)
    known_until = await queries.newest_scan(session, shipment.id)
    fresh = await _new_scans(session, shipment.id, scans[-SCANS_MAX:], at=clock.now())
    shipment.expected_at = expected_at or shipment.expected_at
    for scan in sorted(fresh, key=lambda scan: scan.at):
        if known_until is None or scan.at >= known_until:  # else it is news of the past
            moved(session, shipment, scan)
    return shipment


async def follow_parcels(db: Database, tracker: Tracker) -> int:
    """Ask for every parcel that is due. How many the carrier could tell of."""
    at = clock.now()
    async with db.transaction() as session:
        due = await queries.due(session, at, limit=SWEEP_MAX)
        for shipment in due:
            shipment.follow_at = _next_asking(shipment, at)
    told = 0
    for shipment in due:
        report = await _asked(tracker, shipment)
        if report.scans:
            await _take_in(db, shipment, report)
            told += 1
    return told


def handed_over_event(shipment: Shipment) -> ParcelShipped:
    return ParcelShipped(
        shipment_id=shipment.id,
        order_id=shipment.order_id,
        member_id=shipment.member_id,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        at=shipment.shipped_at,
    )


async def _same_parcel(
    session: AsyncSession, order_id: UUID, carrier: str, tracking_number: str
) -> Shipment:
    shipment = await queries.locked(session, carrier, tracking_number)
    if shipment.order_id != order_id:
        raise TrackingNumberTaken(tracking_number)
    return shipment


async def _write_lines(
    session: AsyncSession, shipment_id: UUID, lines: Sequence[ShippedLine]
) -> None:
    await session.execute(
        insert(ShipmentLine).values(
            [
                {"shipment_id": shipment_id, "position": position, **asdict(line)}
                for position, line in enumerate(lines, start=1)
            ]
        )
    )


async def _new_scans(
    session: AsyncSession, shipment_id: UUID, scans: Sequence[Scan], *, at: datetime
) -> list[Scan]:
    """Write down those that we had not heard of, and return them."""
    if not scans:
        return []
    rows = [
        {"id": new_id(), "shipment_id": shipment_id, "recorded_at": at, **asdict(scan)}
        for scan in scans
    ]
    written = await session.scalars(
        postgresql.insert(TrackingEvent)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["shipment_id", "key"])
        .returning(TrackingEvent.key)
    )
    keys = set(written)
    return [scan for scan in scans if scan.key in keys]


def moved(session: Rows, shipment: Shipment, scan: Scan) -> None:
    shipment.moved_at = scan.at
    if scan.state not in SHIPMENT_MOVES[shipment.state]:  # the same state, or after delivery
        return
    shipment.enter(scan.state, scan.at)
    about = {
        "shipment_id": shipment.id,
        "order_id": shipment.order_id,
        "member_id": shipment.member_id,
    }
    if shipment.delivered:
        events.emit(session, ParcelDelivered(**about, at=scan.at))
    else:
        events.emit(session, ParcelMoved(**about, state=scan.state, at=scan.at))


def _next_asking(shipment: Shipment, at: datetime) -> datetime | None:
    """Often while it is fresh, then ever more rarely."""
    age = at - shipment.shipped_at
    return None if age > GIVE_UP_AFTER else at + min(max(age / 40, SOONEST), LATEST)


async def _asked(tracker: Tracker, shipment: Shipment) -> Report:
    try:
        return await tracker.track(
            Parcel(
                carrier=shipment.carrier,
                tracking_number=shipment.tracking_number,
                shipped_at=shipment.shipped_at,
                province=shipment.province,
                city=shipment.city,
                district=shipment.district,
            )
        )
    except CarrierUnreachable:
        log.warning("fulfilment.carrier_unreachable", parcel=shipment.tracking_number)
        return Report()


async def _take_in(db: Database, shipment: Shipment, report: Report) -> None:
    async with db.transaction() as session:
        await record_tracking(
            session,
            shipment.carrier,
            shipment.tracking_number,
            report.scans,
            expected_at=report.expected_at,
        )
