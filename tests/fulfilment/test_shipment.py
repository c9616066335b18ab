from datetime import datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment
from hutong.fulfilment import Scan, ShipmentState, TrackingNumberTaken
from hutong.fulfilment.rules import expected_at
from hutong.kernel import clock
from hutong.kernel.clock import SHOP_ZONE, Simulated
from hutong.kernel.events import Happened
from tests.books import books_agree
from tests.fulfilment import make
from tests.fulfilment.make import NUMBER

STEPS = [
    ("picked", ShipmentState.IN_TRANSIT),
    ("hub", ShipmentState.IN_TRANSIT),
    ("out", ShipmentState.OUT_FOR_DELIVERY),
    ("signed", ShipmentState.DELIVERED),
]


def scans() -> list[Scan]:
    return [
        Scan(
            key=key,
            at=clock.now() + timedelta(hours=hour),
            state=state,
            text={"zh": key, "en": key},
        )
        for hour, (key, state) in enumerate(STEPS, start=1)
    ]


async def _told(session: AsyncSession) -> list[str]:
    found = await session.scalars(select(Happened.name).order_by(Happened.position))
    return list(found)


async def test_a_parcel_remembers_what_is_in_it_and_where_it_goes(
    session: AsyncSession, time: Simulated
) -> None:
    sent = await make.shipment(session)

    (shipment,) = await fulfilment.shipments_of(session, sent.order_id)
    assert [(line.sku_id, line.quantity) for line in shipment.lines] == [(make.MUG.sku_id, 2)]
    assert (shipment.recipient, shipment.city) == ("李雷", "杭州市")
    assert [event.key for event in shipment.events] == ["created"]
    assert await _told(session) == ["fulfilment.shipped"]


async def test_the_same_number_for_the_same_order_is_the_same_parcel(
    session: AsyncSession, time: Simulated
) -> None:
    order_id = uuid4()

    first = await make.shipment(session, order_id=order_id)
    second = await make.shipment(session, order_id=order_id)

    assert first.id == second.id
    assert await _told(session) == ["fulfilment.shipped"]


async def test_a_number_is_not_used_for_two_orders(session: AsyncSession, time: Simulated) -> None:
    await make.shipment(session)

    with pytest.raises(TrackingNumberTaken):
        await make.shipment(session)


async def test_tracking_moves_the_parcel_and_tells_when_it_arrives(
    session: AsyncSession, time: Simulated
) -> None:
    sent = await make.shipment(session)

    for scan in scans():
        await fulfilment.record_tracking(session, "sf", NUMBER, [scan])

    assert sent.state is ShipmentState.DELIVERED
    assert sent.delivered_at == scans()[-1].at
    assert await _told(session) == [
        "fulfilment.shipped",
        "fulfilment.moved",
        "fulfilment.moved",
        "fulfilment.delivered",
    ]
    await books_agree(session)


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_tracking_in_any_order_and_twice_ends_the_same(
    session: AsyncSession, time: Simulated, order: tuple[int, ...]
) -> None:
    sent = await make.shipment(session)

    for position in [*order, *order]:
        await fulfilment.record_tracking(session, "sf", NUMBER, [scans()[position]])

    (shipment,) = await fulfilment.shipments_of(session, sent.order_id)
    assert shipment.state is ShipmentState.DELIVERED
    assert [event.key for event in shipment.events] == ["signed", "out", "hub", "picked", "created"]
    assert (await _told(session)).count("fulfilment.delivered") == 1
    await books_agree(session)


async def test_news_of_the_past_does_not_move_a_parcel_back(
    session: AsyncSession, time: Simulated
) -> None:
    sent = await make.shipment(session)
    picked, _, out, _ = scans()
    await fulfilment.record_tracking(session, "sf", NUMBER, [out])

    await fulfilment.record_tracking(session, "sf", NUMBER, [picked])

    assert sent.state is ShipmentState.OUT_FOR_DELIVERY


async def test_a_parcel_that_nobody_sent_is_not_tracked(session: AsyncSession) -> None:
    with pytest.raises(fulfilment.NoSuchParcel):
        await fulfilment.record_tracking(session, "sf", NUMBER, [])


@pytest.mark.parametrize(
    ("province", "day"), [("浙江省", 3), ("上海市", 4), ("北京市", 5), ("新疆维吾尔自治区", 8)]
)
def test_the_expected_day_grows_with_the_distance(province: str, day: int) -> None:
    leaving = datetime(2026, 11, 2, 23, 30, tzinfo=SHOP_ZONE)

    assert expected_at(leaving, province) == datetime(2026, 11, day, 18, tzinfo=SHOP_ZONE)
