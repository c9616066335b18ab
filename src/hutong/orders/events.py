from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hutong.kernel.actor import ActorKind
from hutong.kernel.events import Event
from hutong.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class Sold:
    """So many of one article in an order."""

    sku_id: UUID
    product_id: UUID
    quantity: int


@dataclass(frozen=True, kw_only=True)
class OrderEvent(Event):
    about = "order_id"
    order_id: UUID
    number: str
    member_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderEvent):
    """Somebody ordered; the stock is promised, the money is not there yet."""

    name = "orders.placed"
    total: Money
    pay_by: datetime


@dataclass(frozen=True, kw_only=True)
class OrderPaid(OrderEvent):
    """The money for an order is there, and its goods are to be sent."""

    name = "orders.paid"
    total: Money
    lines: tuple[Sold, ...]


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderEvent):
    """Called off by the buyer, by staff, or by the clock; what was paid is owed back."""

    name = "orders.cancelled"
    reason: str
    was_paid: bool
    lines: tuple[Sold, ...]
    by: ActorKind = ActorKind.MEMBER


@dataclass(frozen=True, kw_only=True)
class OrderReopened(OrderEvent):
    """It was closed for want of money, which came late; the goods were still there."""

    name = "orders.reopened"
    lines: tuple[Sold, ...]


@dataclass(frozen=True, kw_only=True)
class OrderShipped(OrderEvent):
    """A parcel of an order left; complete when nothing is left to send."""

    name = "orders.shipped"
    shipment_id: UUID
    complete: bool


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(OrderEvent):
    """Every parcel of an order has arrived."""

    name = "orders.delivered"


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(OrderEvent):
    """The buyer has what they ordered: they said so, or enough days have passed."""

    name = "orders.completed"
    total: Money
    by_itself: bool


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(OrderEvent):
    """All the money of an order went back."""

    name = "orders.refunded"
    total: Money
