from enum import StrEnum


class ReservationState(StrEnum):
    """held: promised until a time; claimed: paid for; shipped: all of it is gone."""

    HELD = "held"
    CLAIMED = "claimed"
    SHIPPED = "shipped"
    RELEASED = "released"


MOVES = {
    ReservationState.HELD: {ReservationState.CLAIMED, ReservationState.RELEASED},
    ReservationState.CLAIMED: {ReservationState.SHIPPED, ReservationState.RELEASED},
    ReservationState.SHIPPED: set[ReservationState](),
    ReservationState.RELEASED: set[ReservationState](),
}


class MovementReason(StrEnum):
    RECEIVE = "receive"
    RESERVE = "reserve"
    RELEASE = "release"
    SHIP = "ship"
    ADJUST = "adjust"
    RETURN = "return"


class LocationKind(StrEnum):
    WAREHOUSE = "warehouse"
    SHOP = "shop"
