"""Sending an order, in one parcel or several, and what happens when it arrives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment, inventory
from hutong.fulfilment import Destination, Shipment, ShippedLine, TrackingNumberTaken
from hutong.inventory import Want
from hutong.kernel import clock, events
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database, Rows
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.orders import queries, rules, steps
from hutong.orders.errors import NotConfirmable, NotShippable, ShipsTooMuch
from hutong.orders.events import OrderCompleted, OrderDelivered, OrderShipped
from hutong.orders.models import Order, OrderLine
from hutong.orders.service.codes import still_to_serve
from hutong.orders.states import FulfilmentState, OrderState


@dataclass(frozen=True, slots=True)
class ShipLine:
    sku_id: UUID
    quantity: int


async def ship(
    session: AsyncSession,
    order_id: UUID,
    *,
    lines: Sequence[ShipLine] | None = None,
    carrier: str,
    tracking_number: str,
    by: Actor,
) -> Shipment:
    """Hand a parcel over; without lines, with everything that is left.

    The same tracking number again is the same parcel. Raises NotShippable for what is not paid
    or is called off, ShipsTooMuch, TrackingNumberTaken, Invalid.
    """
    tracking_number = fulfilment.checked(carrier, tracking_number)
    order = await queries.locked(session, order_id)
    sent = await fulfilment.by_tracking_number(session, carrier, tracking_number)
    if sent is not None:
        if sent.order_id != order.id:
            raise TrackingNumberTaken(tracking_number)
        return sent
    if not rules.can_ship(order):
        raise NotShippable(order.number)
    leaving = _leaving(order, lines)
    at = clock.now()
    parcels = (await fulfilment.progress(session, order.id)).parcels
    shipment = await fulfilment.create_shipment(
        session,
        order_id=order.id,
        member_id=order.member_id,
        number=f"{order.number}-{parcels + 1}",
        lines=[shipped_line(line, quantity) for line, quantity in leaving],
        carrier=carrier,
        tracking_number=tracking_number,
        to=destination(order),
        at=at,
    )
    wants = [Want(line.sku_id, quantity) for line, quantity in leaving]
    await inventory.ship(session, order.id, wants)
    send(session, order, leaving, shipment=shipment, by=by)
    return shipment


async def confirm_receipt(session: AsyncSession, order_id: UUID, *, by: Actor) -> Order:
    """The buyer has it. Confirming twice is confirming once. Raises NotConfirmable."""
    order = await queries.locked(session, order_id)
    if order.state is not OrderState.COMPLETED:
        if order.fulfilment is FulfilmentState.RECEIVED:
            return order
        if not rules.can_confirm(order):
            raise NotConfirmable(order.number)
        await _received(session, order, by=by, at=clock.now())
    return order


async def confirm_overdue(db: Database, *, days: int) -> int:
    """Complete orders that arrived so many days ago and that nobody confirmed."""
    at = clock.now()
    until = at - timedelta(days=days)
    async with db.reading() as session:
        overdue = await queries.delivered_until(session, until)
    done = 0
    for order_id in overdue:
        async with db.transaction() as session:
            order = await queries.locked(session, order_id)
            if rules.can_confirm(order):  # else it was confirmed or given back meanwhile
                await _received(session, order, by=SYSTEM, at=at)
                done += 1
    return done


async def _received(session: AsyncSession, order: Order, *, by: Actor, at: datetime) -> None:
    """The goods are there; services that are still to be had keep the order open."""
    if await still_to_serve(session, order):
        steps.take(session, order, FulfilmentState.RECEIVED, by=by, at=at)
    else:
        complete(session, order, by=by, at=at)


async def mark_delivered(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    """The last parcel of a sent order has arrived."""
    order = await queries.locked_if_any(session, order_id)
    if order is None or order.fulfilment is not FulfilmentState.SHIPPED:
        return
    progress = await fulfilment.progress(session, order_id)
    if progress.all_delivered:
        steps.take(session, order, FulfilmentState.DELIVERED, by=SYSTEM, at=at)
        delivered = OrderDelivered(
            order_id=order.id, number=order.number, member_id=order.member_id, at=at
        )
        events.emit(session, delivered)


def _leaving(order: Order, lines: Sequence[ShipLine] | None) -> list[tuple[OrderLine, int]]:
    """Which lines leave in which quantity. Raises ShipsTooMuch and Invalid."""
    if lines is None:
        return [(line, line.left) for line in order.unshipped]
    by_sku = {line.sku_id: line for line in order.lines}
    wanted: dict[UUID, int] = {}
    for each in lines:
        if each.sku_id not in by_sku or each.quantity <= 0:
            raise Invalid([Problem("lines", _("Please check what goes into the parcel."))])
        wanted[each.sku_id] = wanted.get(each.sku_id, 0) + each.quantity
    if not wanted:
        raise Invalid([Problem("lines", _("Please check what goes into the parcel."))])
    for sku_id, quantity in wanted.items():
        if quantity > by_sku[sku_id].left:
            raise ShipsTooMuch(by_sku[sku_id].sku_code, by_sku[sku_id].left)
    return [(by_sku[sku_id], quantity) for sku_id, quantity in wanted.items()]


def send(
    session: Rows,
    order: Order,
    leaving: Sequence[tuple[OrderLine, int]],
    *,
    shipment: Shipment,
    by: Actor,
) -> None:
    at = shipment.shipped_at
    for line, quantity in leaving:
        line.shipped += quantity
    target = FulfilmentState.PARTIAL if order.unshipped else FulfilmentState.SHIPPED
    if order.fulfilment is not target:
        steps.take(session, order, target, by=by, at=at, note=shipment.tracking_number)
    shipped = OrderShipped(
        order_id=order.id,
        number=order.number,
        member_id=order.member_id,
        at=at,
        shipment_id=shipment.id,
        complete=not order.unshipped,
    )
    events.emit(session, shipped)


def complete(session: Rows, order: Order, *, by: Actor, at: datetime) -> None:
    steps.take(session, order, OrderState.COMPLETED, by=by, at=at)
    completed = OrderCompleted(
        order_id=order.id,
        number=order.number,
        member_id=order.member_id,
        at=at,
        total=order.total,
        by_itself=by is SYSTEM,
    )
    events.emit(session, completed)


def shipped_line(line: OrderLine, quantity: int) -> ShippedLine:
    return ShippedLine(
        sku_id=line.sku_id, quantity=quantity, title=line.title, sku_title=line.sku_title
    )


def destination(order: Order) -> Destination:
    return Destination(
        recipient=order.recipient,
        phone=order.phone,
        province=order.province,
        city=order.city,
        district=order.district,
        street=order.street,
        detail=order.detail,
    )
