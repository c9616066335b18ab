"""How the database goes about a purchase: nothing that grows is read from one end to the other."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, pricing
from hutong.api.desk import Desk
from hutong.api.models import KeptAnswer
from hutong.cart import Item, Source
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.kernel.wire import Wire
from hutong.orders import Batcher
from hutong.payments import Captures
from tests.api.buying import buy
from tests.api.conftest import calling, token_of
from tests.growing import grow, reads, too_much
from tests.make import goods, people
from tests.payments.provider import Provider
from tests.postgres import fresh_database
from tests.pricing.test_freight_rules import EVERYWHERE

KEY = "order-0001"
FEW = 12
MANY = 60  # a purchase asks for the same row more than once
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

BOUGHT = {
    "orders_order": "'id', md5('m' || n)::uuid, 'member_id', md5('m' || n)::uuid,"
    " 'number', 'N' || n",
    "payments_intent": "'id', md5('m' || n)::uuid, 'reference', md5('r' || n)::uuid",
    "payments_attempt": (
        "'id', md5('m' || n)::uuid, 'intent_id', md5('m' || n)::uuid,"
        " 'provider_reference', 'p' || n, 'state', 'captured', 'query_at', null"
    ),
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


@pytest.fixture
async def new_shop(url: str, running: Litestar, settings: Settings) -> AsyncIterator[Litestar]:
    """As it is in production: each statement in a transaction of its own."""
    before, db = dict(running.state.dict()), Database(url)
    batcher, captures = Batcher.of(url), Captures.of(url)
    desk = Desk(db, batcher, pay_minutes=settings.order_pay_minutes)
    running.state.update({"db": db, "batcher": batcher, "captures": captures, "desk": desk})
    yield running
    running.state.update(before)
    await batcher.close()
    await captures.close()
    await db.close()


async def test_a_purchase_in_a_shop_that_began_empty_reads_what_it_is_about(
    url: str, new_shop: Litestar, provider: Provider
) -> None:
    db = Database(url)
    wire = Wire(url, name="hutong test", statement_ms=5000, lock_ms=1000)
    async with db.transaction() as session:
        await session.execute(text("analyze"))
        await pricing.save_freight_rule(session, EVERYWHERE)
        wanted = [await goods.goods(session, slug) for slug in ("moon-mug", "sun-mug")]
        buyers = [await _signed_in(session) for _ in range(2)]
    async with calling(new_shop, buyers[0]) as first:
        await buy(first, provider, wanted)
    await grow(db, GROWN | BOUGHT)
    before = await reads(wire)

    async with calling(new_shop, buyers[1]) as second:
        number = await buy(second, provider, wanted)

    await new_shop.state.db.close()
    assert number
    assert too_much(before, await reads(wire), few=MANY) == {}
    await wire.close()
    await db.close()


async def _signed_in(session: AsyncSession) -> str:
    member = await people.member(session)
    await people.address(session, member.id)
    return await token_of(session, member)


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
