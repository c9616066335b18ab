"""Where the parcels of an order are."""

from datetime import datetime
from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath

from hutong import fulfilment, orders
from hutong.api.bearer import MyId
from hutong.api.shapes import Told
from hutong.fulfilment import CARRIERS, Shipment, ShipmentState
from hutong.kernel.i18n import N_
from hutong.kernel.texts import pick
from hutong.web.session import Session

NUMBER_MAX = 30


class InsideOut(Told, frozen=True):
    sku_id: UUID
    title: str
    sku_title: str
    quantity: int


class SightingOut(Told, frozen=True):
    at: datetime
    state: ShipmentState
    words: str
    place: str


class ParcelOut(Told, frozen=True):
    """Sightings come newest first."""

    carrier: str
    carrier_name: str
    tracking_number: str
    state: ShipmentState
    shipped_at: datetime
    expected_at: datetime | None
    delivered_at: datetime | None
    inside: list[InsideOut]
    sightings: list[SightingOut]

    @classmethod
    def of(cls, shipment: Shipment) -> "ParcelOut":
        return cls(
            carrier=shipment.carrier,
            carrier_name=pick(CARRIERS[shipment.carrier].name),
            tracking_number=shipment.tracking_number,
            state=shipment.state,
            shipped_at=shipment.shipped_at,
            expected_at=shipment.expected_at,
            delivered_at=shipment.delivered_at,
            inside=[
                InsideOut(
                    sku_id=line.sku_id,
                    title=pick(line.title),
                    sku_title=pick(line.sku_title),
                    quantity=line.quantity,
                )
                for line in shipment.lines
            ],
            sightings=[
                SightingOut(
                    at=event.at,
                    state=event.state,
                    words=pick(event.text),
                    place=pick(event.place or {}),
                )
                for event in shipment.events
            ],
        )


@get("/orders/{number:str}/parcels", summary=N_("The parcels of an order"))
async def tracking(session: Session, my_id: MyId, number: FromPath[str]) -> list[ParcelOut]:
    order = await orders.find(session, number[:NUMBER_MAX], member_id=my_id)
    return [ParcelOut.of(each) for each in await fulfilment.shipments_of(session, order.id)]


router = Router("/", route_handlers=[tracking], tags=["orders"])
