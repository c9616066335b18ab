"""Services are had by codes: they come when the order is paid, and take their places in stock."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, vouchers
from hutong.inventory import Want
from hutong.kernel.actor import SYSTEM
from hutong.orders import queries
from hutong.orders.models import Order, OrderLine
from hutong.orders.states import OrderState, PaymentState
from hutong.vouchers import Bought, Served, Voucher, VoucherState


async def issue_codes(session: AsyncSession, order_ids: Sequence[UUID]) -> None:
    """For every paid service among these orders. Twice is once; what was called off meanwhile
    gets none."""
    for order_id in await queries.with_services(session, order_ids):
        order = await queries.locked(session, order_id)
        if order.state is OrderState.OPEN and order.payment is PaymentState.PAID:
            await _issue(session, order)


async def still_to_serve(session: AsyncSession, order: Order) -> bool:
    """Somebody can still come for a service of it."""
    bought = sum(line.quantity for line in order.services)
    if not bought:
        return False
    standing = await vouchers.standing(session, order.id)
    return bought > sum(standing.values()) or VoucherState.READY in standing


async def free_places(session: AsyncSession, order: Order, void: Sequence[Voucher]) -> None:
    """What nobody had can be sold to somebody else."""
    if not void:
        return
    where = {
        each.sku_id: each.location_id for each in await inventory.reservations(session, order.id)
    }
    for sku_id, places in sorted(Counter(voucher.sku_id for voucher in void).items()):
        await inventory.take_back(
            session,
            Want(sku_id, places),
            location_id=where[sku_id],
            by=SYSTEM,
            note=order.number,
        )


async def _issue(session: AsyncSession, order: Order) -> None:
    if await vouchers.standing(session, order.id):
        return
    wants = [Want(line.sku_id, line.quantity) for line in order.services]
    await inventory.ship(session, order.id, wants)
    bought = Bought(
        order_id=order.id,
        number=order.number,
        member_id=order.member_id,
        paid_at=order.paid_at or order.placed_at,
        lines=[_served(line, line.valid_days) for line in order.lines if line.valid_days],
    )
    await vouchers.issue(session, bought)


def _served(line: OrderLine, valid_days: int) -> Served:
    return Served(
        position=line.position,
        sku_id=line.sku_id,
        title=line.title,
        sku_title=line.sku_title,
        quantity=line.quantity,
        payable=line.payable,
        valid_days=valid_days,
    )
