"""Orders that are simply paid, many in one statement.

The worker takes what providers captured in batches of up to 500; one by one each order costs it
six statements, and it falls behind the callbacks (`bench/callbacks.py`). Taken here are orders that
are open and unpaid and whose goods are still promised; `service.settle.mark_paid` does the same one
by one and all the rest besides. A test compares the rows.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.db import fetch

# Each table is entered by keys that are given, whatever the planner knows of a new shop's tables;
# what a row must be like is asked after it was found.
PLANNING = "select set_config('enable_seqscan', 'off', true)"

# Orders by id, then their promises by SKU: the order in which everybody locks them.
SETTLE = """
    with told as materialized (
        select * from unnest($1::uuid[], $2::timestamptz[], $3::text[])
            as t (order_id, at, at_told)
    ),
    found as materialized (
        select id, state, payment from orders_order
        where id = any($1)
        order by id
        for update
    ),
    placed as materialized (
        select found.id, told.at, told.at_told
        from found join told on told.order_id = found.id
        where found.state = 'open' and found.payment = 'unpaid'
    ),
    reserved as materialized (
        select id, reference, state from inventory_reservation
        where reference = any(array(select id from placed))
        order by sku_id, id
        for no key update
    ),
    promised as materialized (
        select id, reference from reserved where state = 'held'
    ),
    ready as (
        select * from placed where id in (select reference from promised)
    ),
    claimed as (
        update inventory_reservation promise set state = 'claimed', expires_at = null
        from promised
        where promise.id = promised.id and promise.id = any(array(select id from promised))
    ),
    paid as (
        update orders_order o set payment = 'paid', paid_at = ready.at, moves = o.moves + 1
        from ready where o.id = ready.id and o.id = any($1)
        returning o.id, o.number, o.member_id, o.moves, o.total_minor, o.currency,
                  ready.at, ready.at_told
    ),
    steps as (
        insert into orders_history
            (order_id, position, at, axis, before, after, by_kind, by_id, by_name, note)
        select id, moves, at, 'payment', 'unpaid', 'paid', $5, $6::uuid, $7, '' from paid
    ),
    happened as (
        insert into event (name, key, payload, at)
        select 'orders.paid', paid.id,
               jsonb_build_object(
                   'order_id', paid.id, 'number', paid.number, 'member_id', paid.member_id,
                   'at', paid.at_told,
                   'total', jsonb_build_object('minor', paid.total_minor,
                                               'currency', paid.currency),
                   'lines', (
                       select jsonb_agg(jsonb_build_object(
                           'sku_id', line.sku_id, 'product_id', line.product_id,
                           'quantity', line.quantity) order by line.position)
                       from orders_line line where line.order_id = paid.id)),
               $4
        from paid
    )
    select id from ready
"""


async def settle(session: AsyncSession, told: Mapping[UUID, datetime]) -> frozenset[UUID]:
    """The orders that were paid at those times, as far as that was simple: which they are."""
    await fetch(session, PLANNING)
    found = await fetch(
        session,
        SETTLE,
        list(told),
        list(told.values()),
        [msgspec.to_builtins(at) for at in told.values()],
        clock.now(),
        SYSTEM.kind.value,
        SYSTEM.id,
        SYSTEM.name,
    )
    crashpoint("orders.settled")
    return frozenset(row["id"] for row in found)
