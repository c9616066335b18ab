from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.fulfilment import ParcelDelivered
from hutong.kernel import clock
from hutong.orders import settling
from hutong.orders.events import OrderPaid
from hutong.orders.service.settle import mark_paid, mark_refunded
from hutong.orders.service.ship import mark_delivered
from hutong.payments import PaymentCaptured, PaymentRefunded


async def settle(session: AsyncSession, happened: Sequence[PaymentCaptured]) -> None:
    """Batched: those that are simply paid in one statement, the others one by one."""
    done = await settling.settle(session, {event.reference: event.at for event in happened})
    for event in happened:
        if event.reference not in done:
            await mark_paid(session, event.reference, event.at)


async def refunded(session: AsyncSession, event: PaymentRefunded) -> None:
    if event.full:
        await mark_refunded(session, event.reference, clock.now())


async def parcel_delivered(session: AsyncSession, event: ParcelDelivered) -> None:
    await mark_delivered(session, event.order_id, event.at)


async def count_sales(session: AsyncSession, happened: Sequence[OrderPaid]) -> None:
    """Batched: what sells is shown first."""
    sold: Counter[UUID] = Counter()
    for event in happened:
        for line in event.lines:
            sold[line.product_id] += line.quantity
    await search.count_sales(session, sold)
