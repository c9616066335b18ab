from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment
from hutong.fulfilment import CarrierUnreachable, Parcel, Report, Scan, ShipmentState
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from tests.fulfilment import make


@dataclass
class Carrier:
    """Satisfies fulfilment.Tracker."""

    scans: list[Scan] = field(default_factory=list)
    away: bool = False
    asked: list[Parcel] = field(default_factory=list)

    async def track(self, parcel: Parcel) -> Report:
        self.asked.append(parcel)
        if self.away:
            raise CarrierUnreachable
        return Report(scans=list(self.scans))

    def saw(self, state: ShipmentState) -> None:
        text = {"zh": "有新动态", "en": "News"}
        at = clock.now()
        self.scans.append(Scan(key=f"{state}-{at}", at=at, state=state, text=text))


async def test_parcels_move_when_the_carrier_has_news(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    sent = await make.shipment(session)
    carrier = Carrier()
    carrier.saw(ShipmentState.IN_TRANSIT)

    assert await fulfilment.follow_parcels(db, carrier) == 1

    assert sent.state is ShipmentState.IN_TRANSIT
    assert carrier.asked[0].city == "杭州市"


async def test_a_delivered_parcel_is_not_asked_for_any_more(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    await make.shipment(session)
    carrier = Carrier()
    carrier.saw(ShipmentState.DELIVERED)

    for _ in range(3):
        await fulfilment.follow_parcels(db, carrier)
        time.advance(timedelta(hours=2))

    assert len(carrier.asked) == 1


async def test_a_parcel_is_asked_for_ever_more_rarely_and_not_for_ever(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    await make.shipment(session)
    carrier = Carrier()

    for _ in range(60):
        await fulfilment.follow_parcels(db, carrier)
        time.advance(timedelta(days=1))

    assert len(carrier.asked) == 47


async def test_a_carrier_that_is_away_is_asked_again_later(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    sent = await make.shipment(session)
    carrier = Carrier(away=True)
    carrier.saw(ShipmentState.IN_TRANSIT)

    assert await fulfilment.follow_parcels(db, carrier) == 0
    carrier.away = False
    time.advance(timedelta(minutes=1))
    assert await fulfilment.follow_parcels(db, carrier) == 1

    assert sent.state is ShipmentState.IN_TRANSIT
