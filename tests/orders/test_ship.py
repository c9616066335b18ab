from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment, inventory, orders
from hutong.fulfilment import Scan, Shipment, ShipmentState, TrackingNumberTaken
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.orders import (
    FulfilmentState,
    NotConfirmable,
    NotShippable,
    Order,
    OrderState,
    ShipLine,
    ShipsTooMuch,
)
from hutong.wiring import Strangers
from tests.books import books_agree
from tests.conftest import Worker
from tests.make import trade
from tests.payments.provider import Provider


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


@pytest.fixture
async def paid(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> Order:
    """Two of one colour and three of another."""
    order = await trade.order(session, 2, 3, in_stock=5)
    await trade.pay(db, provider, order)
    await worker()
    return order


async def _ship(session: AsyncSession, order: Order, *lines: ShipLine) -> Shipment:
    return await orders.ship(
        session,
        order.id,
        lines=lines or None,
        carrier="sf",
        tracking_number=trade.tracking_number(),
        by=trade.STAFF,
    )


async def _deliver(session: AsyncSession, shipment: Shipment) -> None:
    scan = Scan(
        key="signed",
        at=clock.now(),
        state=ShipmentState.DELIVERED,
        text={"zh": "已签收", "en": "Signed for"},
    )
    number = shipment.tracking_number
    await fulfilment.record_tracking(session, shipment.carrier, number, [scan])


async def test_a_whole_order_leaves_in_one_parcel(session: AsyncSession, paid: Order) -> None:
    shipment = await _ship(session, paid)

    (parcel,) = await fulfilment.shipments_of(session, paid.id)
    assert paid.fulfilment is FulfilmentState.SHIPPED
    assert [line.quantity for line in parcel.lines] == [2, 3]
    assert (parcel.number, parcel.recipient) == (f"{paid.number}-1", "李雷")
    assert shipment.expected_at is not None
    (stock,) = await inventory.stock_rows(session, [paid.lines[0].sku_id])
    assert (stock.on_hand, stock.reserved) == (3, 0)
    await books_agree(session)


async def test_an_order_leaves_in_parts(session: AsyncSession, paid: Order) -> None:
    first, second = paid.lines

    await _ship(session, paid, ShipLine(first.sku_id, 1))
    assert paid.fulfilment is FulfilmentState.PARTIAL
    await _ship(session, paid, ShipLine(second.sku_id, 3))
    assert paid.fulfilment is FulfilmentState.PARTIAL
    await books_agree(session)
    await _ship(session, paid)

    assert paid.fulfilment is FulfilmentState.SHIPPED
    parcels = await fulfilment.shipments_of(session, paid.id)
    assert [parcel.number for parcel in parcels] == [f"{paid.number}-{n}" for n in (1, 2, 3)]
    await books_agree(session)


async def test_no_more_leaves_than_was_ordered(session: AsyncSession, paid: Order) -> None:
    sku = paid.lines[0].sku_id
    await _ship(session, paid, ShipLine(sku, 1))

    for lines in ([ShipLine(sku, 2)], [ShipLine(sku, 1), ShipLine(sku, 1)]):
        with pytest.raises(ShipsTooMuch):
            await _ship(session, paid, *lines)
    await books_agree(session)


@pytest.mark.parametrize("quantity", [0, -1])
async def test_nothing_is_not_shipped(session: AsyncSession, paid: Order, quantity: int) -> None:
    with pytest.raises(Invalid):
        await _ship(session, paid, ShipLine(paid.lines[0].sku_id, quantity))


async def test_what_was_not_ordered_is_not_shipped(session: AsyncSession, paid: Order) -> None:
    with pytest.raises(Invalid):
        await _ship(session, paid, ShipLine(paid.id, 1))


async def test_an_unpaid_order_is_not_shipped(session: AsyncSession) -> None:
    order = await trade.order(session)

    with pytest.raises(NotShippable):
        await _ship(session, order)
    await books_agree(session)


async def test_a_cancelled_order_is_not_shipped(session: AsyncSession, paid: Order) -> None:
    await orders.cancel(session, paid.id, by=trade.STAFF, reason="staff")

    with pytest.raises(NotShippable):
        await _ship(session, paid)


async def test_the_same_tracking_number_again_is_the_same_parcel(
    session: AsyncSession, paid: Order
) -> None:
    number = trade.tracking_number()

    sent = [
        await orders.ship(session, paid.id, carrier="sf", tracking_number=number, by=trade.STAFF)
        for _ in range(2)
    ]

    assert sent[0].id == sent[1].id
    assert len(await fulfilment.shipments_of(session, paid.id)) == 1
    await books_agree(session)


async def test_a_tracking_number_of_another_order_is_refused(
    session: AsyncSession, db: Database, provider: Provider, paid: Order, worker: Worker
) -> None:
    other = await trade.order(session)
    await trade.pay(db, provider, other)
    await worker()
    number = (await _ship(session, paid)).tracking_number

    with pytest.raises(TrackingNumberTaken):
        await orders.ship(session, other.id, carrier="sf", tracking_number=number, by=trade.STAFF)


async def test_an_order_has_arrived_when_its_last_parcel_has(
    session: AsyncSession, paid: Order, worker: Worker
) -> None:
    first = await _ship(session, paid, ShipLine(paid.lines[0].sku_id, 2))
    await _deliver(session, first)
    await worker()
    assert paid.fulfilment is FulfilmentState.PARTIAL
    second = await _ship(session, paid)
    await worker()
    assert paid.fulfilment is FulfilmentState.SHIPPED

    await _deliver(session, second)
    await worker()

    assert paid.fulfilment is FulfilmentState.DELIVERED
    await books_agree(session)


async def test_the_buyer_confirms_once(session: AsyncSession, paid: Order) -> None:
    await _ship(session, paid)

    for _ in range(2):
        await orders.confirm_receipt(session, paid.id, by=trade.buyer(paid.member_id))

    found = await orders.find_for_staff(session, paid.number)
    assert paid.state is OrderState.COMPLETED
    assert [step.after for step in found.history].count("completed") == 1
    await books_agree(session)


async def test_what_has_not_left_is_not_confirmed(session: AsyncSession, paid: Order) -> None:
    with pytest.raises(NotConfirmable):
        await orders.confirm_receipt(session, paid.id, by=trade.buyer(paid.member_id))


async def test_an_order_that_arrived_confirms_itself_after_some_days(
    session: AsyncSession, db: Database, paid: Order, worker: Worker, time: Simulated
) -> None:
    await _deliver(session, await _ship(session, paid))
    await worker()

    time.advance(timedelta(days=9))
    assert await orders.confirm_overdue(db, days=10) == 0
    time.advance(timedelta(days=1))
    assert await orders.confirm_overdue(db, days=10) == 1

    assert paid.state is OrderState.COMPLETED
    await books_agree(session)


async def test_a_parcel_that_nobody_received_confirms_nothing(
    session: AsyncSession, db: Database, paid: Order, time: Simulated
) -> None:
    await _ship(session, paid)

    time.advance(timedelta(days=60))

    assert await orders.confirm_overdue(db, days=10) == 0
