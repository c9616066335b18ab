"""How the database goes about a batch: nothing that grows is read from one end to the other."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, orders
from hutong.catalog import ProductSheet
from hutong.kernel.db import Database
from hutong.kernel.wire import Wire
from hutong.orders import Answer, Batcher, FromCheckout, Limit, Placement
from tests.growing import grow, reads, too_much
from tests.make import goods, trade
from tests.postgres import fresh_database

FEW = 12
GROWN = {
    "orders_order": "'id', md5('m' || n)::uuid, 'member_id', md5('m' || n)::uuid,"
    " 'number', 'N' || n",
    "inventory_location": "'id', md5('m' || n)::uuid, 'code', 'L' || n",
    "catalog_sku": "'id', md5('m' || n)::uuid, 'code', 'C' || n, 'combination', 'c' || n",
    "inventory_stock": "'sku_id', (select id from catalog_sku where code = 'C' || n)",
    "cart_line": "'id', md5('m' || n)::uuid, 'member_id', md5('m' || n)::uuid",
    "cart_checkout": "'id', md5('m' || n)::uuid",
}


@pytest.fixture
async def url() -> AsyncIterator[str]:
    with fresh_database() as url:
        yield url


async def test_a_shop_that_began_empty_goes_through_its_indexes(url: str) -> None:
    """The plan is made with the first orders, when a scan of everything costs nothing."""
    db = Database(url)
    async with db.transaction() as session:
        await session.execute(text("analyze"))
        product = await goods.goods(session, in_stock=10_000)
        wanted = [await _checked_out(session, product) for _ in range(5)]
    wire = Wire(url, name="hutong test", statement_ms=5000, lock_ms=1000)
    for each in wanted[:3]:
        await orders.place(Batcher(wire), each)
    await grow(db, GROWN)
    before = await reads(wire)

    for each in wanted[3:]:
        await orders.place(Batcher(wire), each)

    assert too_much(before, await reads(wire), few=FEW) == {}
    await wire.close()
    await db.close()


async def test_a_buyer_of_many_orders_is_not_looked_through(url: str) -> None:
    db, buyer = Database(url), uuid4()
    async with db.transaction() as session:
        product = await goods.goods(session, in_stock=10_000)
        wanted = [await _checked_out(session, product, buyer=buyer) for _ in range(2)]
    wire = Wire(url, name="hutong test", statement_ms=5000, lock_ms=1000)
    await orders.place(Batcher(wire), wanted[0])
    await grow(
        db,
        {
            "orders_order": "'id', md5('m' || n)::uuid, 'number', 'N' || n,"
            " 'idempotency_key', 'K' || n"
        },
    )
    before = await reads(wire)

    await orders.place(Batcher(wire), wanted[1])

    assert too_much(before, await reads(wire), few=FEW) == {}
    await wire.close()
    await db.close()


async def _checked_out(
    session: AsyncSession, product: ProductSheet, *, buyer: UUID | None = None
) -> Placement:
    """With everything that an order can bring along; of this buyer without a limit, which counts
    what was bought before."""
    member_id, sku = buyer or uuid4(), product.skus[0].id
    await cart.add(session, cart.Owner(member_id=member_id), sku, 2)
    checkout = await cart.begin_checkout(session, member_id, [cart.Item(sku, 1)], cart.Source.CART)
    (line,) = trade.lines(product, 1)
    limit = None if buyer else Limit(5)
    return trade.changed(
        trade.placement([replace(line, limit=limit)], member_id=member_id, key=str(checkout.id)),
        checkout=FromCheckout(checkout.id, None, "", from_cart=True),
        answer=Answer(str(checkout.id), "print", 201, b"told"),
    )
