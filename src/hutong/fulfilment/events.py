from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hutong.fulfilment.states import ShipmentState
from hutong.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ParcelShipped(Event):
    """A parcel was handed to a carrier."""

    name = "fulfilment.shipped"
    about = "order_id"
    shipment_id: UUID
    order_id: UUID
    member_id: UUID
    carrier: str
    tracking_number: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ParcelMoved(Event):
    """The carrier saw a parcel in another state than before, delivery apart."""

    name = "fulfilment.moved"
    about = "order_id"
    shipment_id: UUID
    order_id: UUID
    member_id: UUID
    state: ShipmentState
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ParcelDelivered(Event):
    """A parcel was signed for."""

    name = "fulfilment.delivered"
    about = "order_id"
    shipment_id: UUID
    order_id: UUID
    member_id: UUID
    at: datetime
