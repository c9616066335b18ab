"""An order written by the modules' own functions, row by row: what the batch must equal."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, payments
from hutong.inventory import Want
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.orders import Order, Placement
from hutong.orders.placement import drafted, order_row
from hutong.orders.service.place import write_down
from hutong.orders.service.settle import paid


async def place(session: AsyncSession, placement: Placement) -> Order:
    draft = drafted(placement, clock.now())
    order = await session.scalar(insert(Order).values(order_row(draft)).returning(Order))
    assert order is not None
    wants = [Want(line.sku_id, line.quantity) for line in placement.lines]
    await inventory.reserve(session, order.id, wants, until=placement.pay_by)
    write_down(session, order, draft)
    if order.total:
        await payments.open_intent(
            session,
            reference=order.id,
            number=order.number,
            member_id=order.member_id,
            amount=order.total,
            expires_at=order.pay_by,
        )
    else:
        await inventory.claim(session, order.id)
        paid(session, order, by=SYSTEM, at=draft.placed_at)
    await session.flush()
    return order
