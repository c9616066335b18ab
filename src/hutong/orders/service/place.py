from collections.abc import Sequence

from sqlalchemy.orm.attributes import set_committed_value

from hutong.kernel import clock, events
from hutong.kernel.db import Rows
from hutong.orders import steps
from hutong.orders.batcher import Batcher
from hutong.orders.events import OrderPlaced
from hutong.orders.hot import Placed
from hutong.orders.models import Order, OrderLine
from hutong.orders.placement import Draft, PlacedLine, Placement, drafted


async def place(batcher: Batcher, placement: Placement) -> Placed:
    """Promise the stock, record the sale, expect the money: all of it or nothing, together with
    the other orders of this moment. It stands when this returns.

    The same key and contents give the same order again. Raises SameKeyOtherOrder, OutOfStock,
    OverLimit, PlacesMoved, Invalid, TotalsDoNotAdd; TooManyOrders when nothing was tried,
    OutcomeUnknown when nobody knows: with the same key it may be sent again in either case.
    """
    return await batcher.place(drafted(placement, clock.now()))


def write_down(rows: Rows, order: Order, draft: Draft) -> None:
    """What stands beside the order's own row: its lines, its first step, the news. For those who
    write orders of the past."""
    lines = order_lines(order, draft.placement.lines)
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
            at=draft.placed_at,
            total=order.total,
            pay_by=order.pay_by,
        ),
    )


def order_lines(order: Order, placed: Sequence[PlacedLine]) -> list[OrderLine]:
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
            valid_days=line.valid_days,
            trace=[dict(step) for step in line.trace],
        )
        for position, line in enumerate(placed, start=1)
    ]
