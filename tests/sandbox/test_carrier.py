from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment
from hutong.fulfilment import CARRIERS, Parcel, ShipmentState
from hutong.fulfilment.gateways.sandbox import SandboxTracker
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.sandbox.route import Way, steps
from tests.books import books_agree
from tests.fulfilment import make

PLACES = [
    ("浙江省", "杭州市"),
    ("上海市", "市辖区"),
    ("四川省", "成都市"),
    ("新疆维吾尔自治区", "喀什地区"),
]


def way(number: str, province: str = "四川省", city: str = "成都市") -> Way:
    return Way(
        carrier=CARRIERS["sf"].name,
        tracking_number=number,
        province=province,
        city=city,
        district="锦江区",
    )


def parcel(number: str = make.NUMBER) -> Parcel:
    return Parcel(
        carrier="sf",
        tracking_number=number,
        shipped_at=clock.now(),
        province="四川省",
        city="成都市",
        district="锦江区",
    )


@pytest.mark.parametrize(("province", "city"), PLACES)
def test_every_parcel_is_picked_up_carried_and_signed_for(province: str, city: str) -> None:
    for number in range(60):
        story = steps(way(f"SF{number:013d}", province, city))

        times = [step.after for step in story]
        assert times == sorted(times)
        assert len({step.key for step in story}) == len(story)
        assert story[0].key == "picked"
        assert story[-1].state is ShipmentState.DELIVERED
        assert all(step.text["zh"] and step.text["en"] for step in story)


def test_the_same_parcel_always_goes_the_same_way() -> None:
    assert steps(way("SF1")) == steps(way("SF1"))


def test_far_takes_longer_than_near() -> None:
    near, far = (steps(way("SF1", *place))[-1].after for place in (PLACES[0], PLACES[3]))

    assert near < timedelta(days=1) < far


async def test_a_parcel_moves_while_the_time_passes(
    session: AsyncSession, db: Database, tracker: SandboxTracker, time: Simulated
) -> None:
    sent = await make.shipment(session)
    seen = [sent.state]

    for _ in range(60):
        time.advance(timedelta(seconds=10))
        await fulfilment.follow_parcels(db, tracker)
        if seen[-1] is not sent.state:
            seen.append(sent.state)

    (shipment,) = await fulfilment.shipments_of(session, sent.order_id)
    assert seen[0] is ShipmentState.CREATED
    assert seen[-1] is ShipmentState.DELIVERED
    assert ShipmentState.OUT_FOR_DELIVERY in seen
    assert len(shipment.events) >= 5
    await books_agree(session)


async def test_asking_again_tells_the_same_story(tracker: SandboxTracker, time: Simulated) -> None:
    await tracker.track(parcel())
    time.advance(timedelta(minutes=4))

    first, second = await tracker.track(parcel()), await tracker.track(parcel())

    assert first == second
    assert len(first.scans) > 0


async def test_a_parcel_that_left_long_ago_goes_at_the_pace_of_life(
    tracker: SandboxTracker, time: Simulated
) -> None:
    old = parcel()
    time.advance(timedelta(hours=20))

    report = await tracker.track(old)
    time.advance(timedelta(minutes=10))
    later = await tracker.track(old)

    assert len(report.scans) == len(later.scans) > 0
    assert report.expected_at is not None
    assert report.expected_at > clock.now()


async def test_without_the_key_nothing_is_told(
    tracker: SandboxTracker, client: AsyncClient
) -> None:
    tracker.secret = "guess"

    with pytest.raises(fulfilment.CarrierUnreachable):
        await tracker.track(parcel())


async def test_a_carrier_that_nobody_knows_tells_nothing(
    tracker: SandboxTracker, time: Simulated
) -> None:
    owl = Parcel(**{**vars(parcel()), "carrier": "owl"})

    with pytest.raises(fulfilment.CarrierUnreachable):
        await tracker.track(owl)
