from enum import StrEnum


class ShipmentState(StrEnum):
    CREATED = "created"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"


SHIPMENT_MOVES = {
    ShipmentState.CREATED: {
        ShipmentState.IN_TRANSIT,
        ShipmentState.OUT_FOR_DELIVERY,
        ShipmentState.DELIVERED,
        ShipmentState.EXCEPTION,
    },
    ShipmentState.IN_TRANSIT: {
        ShipmentState.OUT_FOR_DELIVERY,
        ShipmentState.DELIVERED,
        ShipmentState.EXCEPTION,
    },
    # nobody at home: the parcel goes back to the station and out again
    ShipmentState.OUT_FOR_DELIVERY: {
        ShipmentState.IN_TRANSIT,
        ShipmentState.DELIVERED,
        ShipmentState.EXCEPTION,
    },
    ShipmentState.EXCEPTION: {
        ShipmentState.IN_TRANSIT,
        ShipmentState.OUT_FOR_DELIVERY,
        ShipmentState.DELIVERED,
    },
    ShipmentState.DELIVERED: set[ShipmentState](),
}
