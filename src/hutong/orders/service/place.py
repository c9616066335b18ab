from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from hutong import inventory, payments
from hutong.inventory import Want
from hutong.kernel import clock, events
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Rows
from hutong.orders import queries, steps
from hutong.orders.errors import SameKeyOtherOrder
from hutong.orders.events import OrderPlaced
from hutong.orders.models import Order, OrderLine
from hutong.orders.placement import Draft, PlacedLine, Placement, drafted, order_row
from hutong.orders.service.settle import paid


async def place(session: AsyncSession, placement: Placement) -> Order:
    """Promise the stock, record the sale, expect the money. All of it or nothing.

    The same key and contents give the same order again, also when they arrive together: the
    later one waits for the earlier. Raises SameKeyOtherOrder, OutOfStock, Invalid,
    TotalsDoNotAdd.
    """
    draft = drafted(placement, clock.now())
    order = await _written(session, draft)
    if order is None:
        return await _placed_before(session, draft)
    wants = [Want(line.sku_id, line.quantity) for line in placement.lines]
    await inventory.reserve(session, order.id, wants, until=placement.pay_by)
    await _write_the_rest(session, order, draft)
    return order


async def _written(session: AsyncSession, draft: Draft) -> Order | None:
    """The new row; None when the key is taken. Waits for another transaction with that key."""
    order: Order | None = await session.scalar(
        insert(Order)
        .values(order_row(draft))
        .on_conflict_do_nothing(index_elements=["member_id", "idempotency_key"])
        .returning(Order)
    )
    return order


async def _placed_before(session: AsyncSession, draft: Draft) -> Order:
    key = draft.placement.idempotency_key
    order = await queries.by_key(session, draft.placement.member_id, key)
    if order is None or order.fingerprint != draft.fingerprint:
        raise SameKeyOtherOrder(key)
    return order


async def _write_the_rest(session: AsyncSession, order: Order, draft: Draft) -> None:
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
        await session.flush()
    else:  # nothing to pay is paid
        await session.flush()
        await inventory.claim(session, order.id)
        paid(session, order, by=SYSTEM, at=draft.at)


def write_down(rows: Rows, order: Order, draft: Draft) -> None:
    """What stands beside the order's own row: its lines, its first step, the news."""
    lines = _lines(order, draft.placement.lines)
    for line in lines:
        rows.add(line)
    set_committed_value(order, "lines", lines)
    rows.add(steps.first(order, by=draft.placement.by))
    events.emit(
        rows,
        OrderPlaced(
            order_id=order.id,
            number=order.number,
            member_id=order.member_id,
            at=draft.at,
            total=order.total,
            pay_by=order.pay_by,
        ),
    )


def _lines(order: Order, placed: Sequence[PlacedLine]) -> list[OrderLine]:
    return [
        OrderLine(
            order_id=order.id,
            position=position,
            sku_id=line.sku_id,
            product_id=line.product_id,
            slug=line.slug,
            title=line.title,
            sku_title=line.sku_title,
            sku_code=line.sku_code,
            picture=line.picture,
            quantity=line.quantity,
            shipped=0,
            unit_price=line.unit_price,
            payable=line.payable,
            weight_grams=line.weight_grams,
            trace=[dict(step) for step in line.trace],
        )
        for position, line in enumerate(placed, start=1)
    ]
