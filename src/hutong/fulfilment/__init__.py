"""Owns parcels: who carries them, what is in them, and where they have been seen."""

from hutong.fulfilment.carriers import CARRIERS, Carrier, checked
from hutong.fulfilment.connect import connect
from hutong.fulfilment.events import ParcelDelivered, ParcelMoved, ParcelShipped
from hutong.fulfilment.gateway import CarrierUnreachable, Parcel, Report, Scan, Tracker
from hutong.fulfilment.invariants import INVARIANTS
from hutong.fulfilment.jobs import SCHEDULE, tasks
from hutong.fulfilment.models import Shipment, ShipmentLine, TrackingEvent
from hutong.fulfilment.queries import (
    NoSuchParcel,
    Progress,
    by_tracking_number,
    progress,
    shipments_of,
)
from hutong.fulfilment.service import (
    Destination,
    ShippedLine,
    TrackingNumberTaken,
    create_shipment,
    follow_parcels,
    record_tracking,
)
from hutong.fulfilment.states import ShipmentState

__all__ = [
    "CARRIERS",
    "INVARIANTS",
    "SCHEDULE",
    "Carrier",
    "CarrierUnreachable",
    "Destination",
    "NoSuchParcel",
    "Parcel",
    "ParcelDelivered",
    "ParcelMoved",
    "ParcelShipped",
    "Progress",
    "Report",
    "Scan",
    "Shipment",
    "ShipmentLine",
    "ShipmentState",
    "ShippedLine",
    "Tracker",
    "TrackingEvent",
    "TrackingNumberTaken",
    "by_tracking_number",
    "checked",
    "connect",
    "create_shipment",
    "follow_parcels",
    "progress",
    "record_tracking",
    "shipments_of",
    "tasks",
]
