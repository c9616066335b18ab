"""One order's parcels, as fulfilment writes them down."""

from collections.abc import Sequence
from dataclasses import asdict

from hutong.demo.bulk.pile import Pile
from hutong.demo.year import Parcel
from hutong.fulfilment import Scan, Shipment, ShipmentLine, ShipmentState, TrackingEvent, rules
from hutong.fulfilment.service import HANDED_OVER, handed_over_event, moved
from hutong.kernel import clock, events
from hutong.orders import Order, OrderLine
from hutong.orders.service import ship


class Parcels:
    def __init__(self, pile: Pile, order: Order) -> None:
        self._pile = pile
        self._order = order
        self._sent: dict[str, Shipment] = {}

    def send(self, parcel: Parcel, leaving: Sequence[tuple[OrderLine, int]]) -> Shipment:
        order, at = self._order, clock.now()
        to = ship.destination(order)
        shipment = Shipment(
            order_id=order.id,
            member_id=order.member_id,
            number=f"{order.number}-{len(self._sent) + 1}",
            carrier=parcel.carrier,
            tracking_number=parcel.tracking_number,
            shipped_at=at,
            moved_at=at,
            expected_at=rules.expected_at(at, to.province),
            follow_at=at,
            **asdict(to),
        )
        self._pile.add(shipment)
        self._sent[parcel.tracking_number] = shipment
        for position, (line, quantity) in enumerate(leaving, start=1):
            packed = asdict(ship.shipped_line(line, quantity))
            self._pile.add(ShipmentLine(shipment_id=shipment.id, position=position, **packed))
        self._write(
            shipment, Scan(key="created", at=at, state=ShipmentState.CREATED, text=HANDED_OVER)
        )
        events.emit(self._pile, handed_over_event(shipment))
        return shipment

    def see(self, parcel: Parcel, scan: Scan) -> bool:
        """True when the order's last parcel has arrived."""
        shipment = self._sent[parcel.tracking_number]
        self._write(shipment, scan)
        shipment.expected_at = parcel.expected_at
        moved(self._pile, shipment, scan)
        return shipment.delivered and all(each.delivered for each in self._sent.values())

    def _write(self, shipment: Shipment, scan: Scan) -> None:
        seen = TrackingEvent(
            shipment_id=shipment.id,
            key=scan.key,
            at=scan.at,
            state=scan.state,
            text=scan.text,
            place=scan.place,
            recorded_at=clock.now(),
        )
        self._pile.add(seen)
