"""Many orders paid in one statement become what they would have become one by one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, orders
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.orders import Order, settling
from hutong.orders.service.settle import mark_paid
from tests.books import books_agree
from tests.counting import statements
from tests.make import trade
from tests.payments.provider import Provider

ROWS = (
    "select to_jsonb(o) from orders_order o where o.id = :id",
    "select to_jsonb(r) from inventory_reservation r where reference = :id order by quantity",
    "select to_jsonb(h) from orders_history h where order_id = :id order by position",
    "select to_jsonb(e) from event e where key = :id order by position",
)
OWN = {
    *("id", "number", "member_id", "shard", "idempotency_key", "fingerprint", "order_id"),
    *(
        "sku_id",
        "product_id",
        "reference",
        "intent_id",
        "key",
        "position",
        "recorded_at",
        "xid",
        "by_id",
    ),
}


async def rows(session: AsyncSession, order_id: UUID) -> list[list[Any]]:
    """All that is written of an order, less what is an order's own."""
    found = []
    for sql in ROWS:
        result = await session.execute(text(sql), {"id": order_id})
        found.append([_alike(row) for row in result.scalars()])
    return found


def _alike(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _alike(each) for key, each in value.items() if key not in OWN}
    return [_alike(each) for each in value] if isinstance(value, list) else value


async def test_one_by_one_and_all_at_once_write_the_same_rows(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    alone = await trade.order(session, 2, 3)
    together = [await trade.order(session, 2, 3) for _ in range(3)]
    for order in (alone, *together):
        await trade.pay(db, provider, order)
    at = clock.now()

    await mark_paid(session, alone.id, at)
    await session.flush()
    with statements() as sent:
        done = await settling.settle(session, {order.id: at for order in together})

    assert done == {order.id for order in together}
    assert len(sent) == 2  # one of them for the planner
    expected = await rows(session, alone.id)
    assert [len(each) for each in expected[1:3]] == [2, 2]
    for order in together:
        assert await rows(session, order.id) == expected
    session.expire_all()
    await books_agree(session)


async def _cancelled(session: AsyncSession, order: Order) -> None:
    await orders.cancel(session, order.id, by=SYSTEM, reason="unpaid")


async def _paid(session: AsyncSession, order: Order) -> None:
    await mark_paid(session, order.id, clock.now())


async def _not_promised(session: AsyncSession, order: Order) -> None:
    await inventory.release(session, order.id)


@pytest.mark.parametrize(
    "first",
    [_cancelled, _paid, pytest.param(_not_promised, marks=pytest.mark.breaks_books)],
)
async def test_what_is_not_simple_is_left_to_those_who_can(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    first: Callable[[AsyncSession, Order], Any],
) -> None:
    order = await trade.order(session)
    await trade.pay(db, provider, order)
    await first(session, order)
    await session.flush()
    before = await rows(session, order.id)

    assert await settling.settle(session, {order.id: clock.now(), uuid4(): clock.now()}) == set()

    assert await rows(session, order.id) == before
