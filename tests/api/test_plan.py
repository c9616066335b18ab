"""How the database tells the desk what it asks: nothing that grows is read from end to end."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart
from hutong.api.desk import Desk
from hutong.api.models import KeptAnswer
from hutong.cart import Item, Source
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.wire import Wire
from hutong.orders import Batcher
from tests.api.conftest import token_of
from tests.growing import grow, reads, too_much
from tests.make import goods, people
from tests.postgres import fresh_database

KEY = "order-0001"
FEW = 12
GROWN = {
    "identity_session": (
        "'id', md5('m' || n)::uuid, 'token_hash', decode(md5('t' || n), 'hex'),"
        " 'former_hash', decode(md5('f' || n), 'hex')"
    ),
    "members_member": "'id', md5('m' || n)::uuid, 'phone', '' || (13000000000 + n)",
    "members_address": "'id', md5('m' || n)::uuid, 'member_id', md5('m' || n)::uuid",
    "cart_checkout": "'id', md5('m' || n)::uuid",
    "api_answer": "'key', 'k' || n",
    "catalog_sku": "'id', md5('m' || n)::uuid, 'code', 'C' || n, 'combination', 'c' || n",
    "inventory_stock": "'sku_id', (select id from catalog_sku where code = 'C' || n)",
}


@pytest.fixture
async def url() -> AsyncIterator[str]:
    with fresh_database() as url:
        yield url


async def test_a_shop_that_began_empty_looks_everything_up(url: str) -> None:
    """The plan is made when the first order comes, and nothing tells one way from another."""
    db = Database(url)
    desk = Desk(db, Batcher.of(url), pay_minutes=30)
    wire = Wire(url, name="hutong test", statement_ms=5000, lock_ms=1000)
    async with db.transaction() as session:
        await session.execute(text("analyze"))
        mug = await goods.goods(session, in_stock=9)
        asking = [await _ordering(session, mug) for _ in range(2)]
    await desk.look(*asking[0])
    await grow(db, GROWN)
    await db.glance("select pg_stat_force_next_flush()")
    before = await reads(wire)

    known = await desk.look(*asking[1])

    await db.glance("select pg_stat_force_next_flush()")
    assert known.before.kept is not None
    assert known.review is not None
    assert too_much(before, await reads(wire), few=FEW) == {}
    await wire.close()
    await db.close()


async def _ordering(session: AsyncSession, mug: ProductSheet) -> tuple[str, str, UUID]:
    """Somebody with an address and a checkout, who was answered under the same key before."""
    member = await people.member(session)
    await people.address(session, member.id)
    checkout = await cart.begin_checkout(
        session, member.id, [Item(mug.skus[0].id, 1)], Source.BUY_NOW
    )
    session.add(
        KeptAnswer(
            member_id=member.id,
            key=KEY,
            fingerprint=str(uuid4()),
            status=201,
            body=b"told",
            at=clock.now(),
        )
    )
    return await token_of(session, member), KEY, checkout.id
