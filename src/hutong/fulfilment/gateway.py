"""What we ask of whoever knows where parcels are: a carrier, or one that asks them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hutong.fulfilment.states import ShipmentState
from hutong.kernel.errors import Unavailable
from hutong.kernel.texts import Texts


@dataclass(frozen=True, kw_only=True)
class Parcel:
    carrier: str
    tracking_number: str
    shipped_at: datetime
    province: str
    city: str
    district: str


@dataclass(frozen=True, kw_only=True)
class Scan:
    """One sighting. The key is the carrier's own, the same each time it is told."""

    key: str
    at: datetime
    state: ShipmentState
    text: Texts
    place: Texts | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything seen so far. Without scans: the carrier does not know the parcel yet."""

    scans: Sequence[Scan] = ()
    expected_at: datetime | None = None


@dataclass(eq=False)
class CarrierUnreachable(Unavailable):
    message = "The carrier does not answer."


class Tracker(Protocol):
    async def track(self, parcel: Parcel) -> Report:
        """Where it has been. Asking is also how the carrier learns that we want to know."""
        ...
