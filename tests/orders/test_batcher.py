"""What becomes of orders that wait together when something goes wrong around them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory, orders
from hutong.inventory import OutOfStock
from hutong.kernel.db import Database
from hutong.kernel.wire import NotReached, Unsure, Wire
from hutong.kernel.within import Within
from hutong.orders import (
    Batcher,
    Limit,
    NotStorable,
    Order,
    OutcomeUnknown,
    OverLimit,
    Placed,
    Placement,
    SameKeyOtherOrder,
    TooManyOrders,
)
from tests.books import books_agree
from tests.make import goods, trade
from tests.placing import InSession
from tests.postgres import fresh_database

Happens = Callable[[], Awaitable[None]]


@dataclass
class Watched:
    """The real thing, with a word before and after each statement."""

    inner: Any
    before: Happens | None = None
    after: Happens | None = None
    sizes: list[int] = field(default_factory=list)

    async def __call__(self, statement: str, *arguments: Sequence[Any]) -> Any:
        self.sizes.append(len(arguments[0]))
        if self.before is not None:
            await self.before()
        rows = await self.inner(statement, *arguments)
        if self.after is not None:
            await self.after()
        return rows

    async def close(self) -> None:
        await self.inner.close()


def lost(error: Exception) -> Happens:
    async def happens() -> None:
        raise error

    return happens


async def together(batcher: Batcher, placements: Sequence[Placement]) -> list[Any]:
    return await asyncio.gather(
        *(orders.place(batcher, placement) for placement in placements), return_exceptions=True
    )


async def some(session: AsyncSession, count: int, *, in_stock: int = 100) -> list[Placement]:
    """Orders of different people for the same article."""
    product = await goods.goods(session, in_stock=in_stock)
    return [trade.placement(trade.lines(product, 1)) for _ in range(count)]


async def how_many(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Order)) or 0


async def test_what_comes_together_goes_in_one_statement_and_the_rest_in_the_next(
    session: AsyncSession,
) -> None:
    wire = Watched(InSession(session))
    batcher = Batcher(wire, batch_max=4)

    placed = await together(batcher, await some(session, 10))

    assert wire.sizes == [4, 4, 2]
    assert len({each.number for each in placed}) == 10
    await books_agree(session)


async def test_a_double_click_in_one_batch_is_one_order(session: AsyncSession) -> None:
    wire = Watched(InSession(session))
    (wanted,) = await some(session, 1)

    first, second, third = await together(Batcher(wire), [wanted, wanted, wanted])

    assert wire.sizes == [1]
    assert second == third == first.once_more()
    assert await how_many(session) == 1


async def test_one_key_with_two_contents_in_one_batch_is_the_first_of_them(
    session: AsyncSession,
) -> None:
    (wanted,) = await some(session, 1)

    first, second = await together(
        Batcher(InSession(session)), [wanted, trade.changed(wanted, note="!")]
    )

    assert isinstance(first, Placed)
    assert isinstance(second, SameKeyOtherOrder)


async def test_an_order_that_cannot_be_stored_does_not_fail_its_neighbours(
    session: AsyncSession,
) -> None:
    good, bad, also_good = await some(session, 3)
    poison = trade.changed(bad, note="\x00")

    first, refused, last = await together(Batcher(InSession(session)), [good, poison, also_good])

    assert isinstance(first, Placed)
    assert isinstance(refused, NotStorable)
    assert isinstance(last, Placed)
    await books_agree(session)


async def test_what_nobody_foresaw_reaches_only_whoever_caused_it(session: AsyncSession) -> None:
    good, bad = await some(session, 2)
    poison = trade.changed(bad, lines=[trade.changed(bad.lines[0], sku_id="no id")])  # type: ignore[arg-type]

    placed, broken = await together(Batcher(InSession(session)), [good, poison])

    assert isinstance(placed, Placed)
    assert isinstance(broken, Exception)


async def test_a_full_queue_refuses_at_once(session: AsyncSession) -> None:
    batcher = Batcher(InSession(session), queue_max=3)

    outcomes = await together(batcher, await some(session, 5))

    assert [type(each) for each in outcomes] == [Placed] * 3 + [TooManyOrders] * 2


async def test_whoever_goes_away_before_their_turn_orders_nothing(session: AsyncSession) -> None:
    batcher = Batcher(InSession(session), batch_max=1)
    first, second = (
        asyncio.ensure_future(orders.place(batcher, each)) for each in await some(session, 2)
    )
    await asyncio.sleep(0)

    second.cancel()
    await asyncio.wait([first, second])

    assert second.cancelled()
    assert await how_many(session) == 1


async def test_who_waits_while_the_shop_closes_is_served_and_nobody_after(
    session: AsyncSession,
) -> None:
    batcher = Batcher(InSession(session), batch_max=1)
    wanted = await some(session, 4)
    waiting = [asyncio.ensure_future(orders.place(batcher, each)) for each in wanted[:3]]
    await asyncio.sleep(0)

    await batcher.close()

    assert all(each.done() for each in waiting)
    assert await how_many(session) == 3
    with pytest.raises(TooManyOrders):
        await orders.place(batcher, wanted[3])


async def test_an_answer_that_is_lost_is_unknown_and_the_same_key_reveals_it(
    session: AsyncSession,
) -> None:
    (wanted,) = await some(session, 1)
    wire = Watched(InSession(session), after=lost(Unsure()))
    batcher = Batcher(wire)

    with pytest.raises(OutcomeUnknown):
        await orders.place(batcher, wanted)
    wire.after = None
    again = await orders.place(batcher, wanted)

    assert again.again
    assert await how_many(session) == 1


async def test_a_database_that_is_away_has_placed_nothing(session: AsyncSession) -> None:
    wire = Watched(InSession(session), before=lost(NotReached()))
    wanted = await some(session, 2)

    outcomes = await together(Batcher(wire), wanted)

    assert [type(each) for each in outcomes] == [TooManyOrders] * 2
    assert await how_many(session) == 0


@pytest.fixture
async def shop() -> AsyncIterator["Shop"]:
    """A database that commits, and batchers on connections of their own, as web processes are."""
    with fresh_database() as url:
        db = Database(url)
        found = Shop(url, db)
        yield found
        for batcher in found.batchers:
            await batcher.close()
        await db.close()


@dataclass
class Shop:
    url: str
    db: Database
    batchers: list[Batcher] = field(default_factory=list)

    def batcher(self) -> Batcher:
        self.batchers.append(Batcher.of(self.url))
        return self.batchers[-1]

    async def execute(self, statement: str) -> None:
        async with self.db.transaction() as session:
            await session.execute(text(statement))


CUT = "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '{}%'"


async def test_many_buyers_at_several_doors_get_the_last_ten_and_no_more(shop: Shop) -> None:
    async with shop.db.transaction() as session:
        wanted = await some(session, 60, in_stock=10)
    doors = [shop.batcher() for _ in range(4)]

    outcomes = await asyncio.gather(
        *(orders.place(doors[n % 4], each) for n, each in enumerate(wanted)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Placed) for each in outcomes) == 10
    assert sum(isinstance(each, OutOfStock) for each in outcomes) == 50
    async with shop.db.transaction() as session:
        await books_agree(session)


async def test_one_person_at_several_doors_gets_no_more_than_the_limit(shop: Shop) -> None:
    mine = uuid4()
    async with shop.db.transaction() as session:
        product = await goods.goods(session, specs=(goods.spec("颜色", *"红黄蓝绿"),), in_stock=100)
    lines = [trade.changed(line, limit=Limit(3)) for line in trade.lines(product, 1, 1, 1, 1)]  # type: ignore[arg-type]
    doors = [shop.batcher() for _ in range(4)]

    outcomes = await asyncio.gather(
        *(
            orders.place(doors[n % 4], trade.placement([lines[n % 4]], member_id=mine))  # type: ignore[list-item]
            for n in range(24)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Placed) for each in outcomes) == 3
    assert sum(isinstance(each, OverLimit) for each in outcomes) == 21


async def test_one_key_at_several_doors_is_one_order(shop: Shop) -> None:
    async with shop.db.transaction() as session:
        (wanted,) = await some(session, 1)
    other = trade.changed(wanted, note="!")
    doors = [shop.batcher() for _ in range(4)]

    outcomes = await asyncio.gather(
        *(orders.place(doors[n % 4], other if n % 3 else wanted) for n in range(24)),
        return_exceptions=True,
    )

    assert len({each.order_id for each in outcomes if isinstance(each, Placed)}) == 1
    assert {type(each) for each in outcomes} == {Placed, SameKeyOtherOrder}


async def test_orders_are_placed_again_when_the_database_is_back(shop: Shop) -> None:
    async with shop.db.transaction() as session:
        wanted = await some(session, 3)
    batcher = shop.batcher()
    await orders.place(batcher, wanted[0])

    await shop.execute(CUT.format("hutong orders"))
    await asyncio.sleep(0.2)
    placed = await orders.place(batcher, wanted[1])

    assert isinstance(placed, Placed)


async def test_a_connection_that_is_cut_while_we_wait_leaves_it_unknown(shop: Shop) -> None:
    async with shop.db.transaction() as session:
        (wanted,) = await some(session, 1)
    batcher = shop.batcher()

    async with shop.db.transaction() as session:  # somebody keeps the stock, so that it waits
        await session.execute(text("lock table inventory_stock in exclusive mode"))
        waiting = asyncio.ensure_future(orders.place(batcher, wanted))
        await asyncio.sleep(0.3)
        await shop.execute(CUT.format("hutong orders"))
        await asyncio.wait([waiting])

    assert isinstance(waiting.exception(), OutcomeUnknown)
    assert not (await orders.place(batcher, wanted)).again


async def test_goods_that_somebody_keeps_locked_do_not_stop_the_others(shop: Shop) -> None:
    async with shop.db.transaction() as session:
        (stuck,) = await some(session, 1)
        free = await some(session, 2)
    batcher = shop.batcher()

    async with shop.db.transaction() as session:
        await inventory.adjust(
            session, stuck.lines[0].sku_id, on_hand=7, by=trade.STAFF, note="counting"
        )
        outcomes = await together(batcher, [free[0], stuck, free[1]])

    assert [type(each) for each in outcomes] == [Placed, TooManyOrders, Placed]
    assert not (await orders.place(batcher, stuck)).again


async def test_where_there_is_no_database_nothing_was_sent() -> None:
    wire = Wire("postgresql://127.0.0.1:9/none", name="nobody", statement_ms=100, lock_ms=100)

    with pytest.raises(NotReached):
        await wire("select 1")


async def test_a_statement_that_takes_too_long_is_given_up(shop: Shop) -> None:
    wire = Wire(shop.url, name="hutong test", statement_ms=100, lock_ms=100)

    with pytest.raises(Unsure):
        await wire("select pg_sleep(5)")
    (row,) = await wire("select 1 as one")

    assert row["one"] == 1
    await wire.close()


async def test_inside_a_transaction_it_is_part_of_it(session: AsyncSession, db: Database) -> None:
    (wanted,) = await some(session, 1)

    async with session.begin_nested() as savepoint:
        await orders.place(Batcher(Within(db)), wanted)
        placed = await how_many(session)
        await savepoint.rollback()

    assert (placed, await how_many(session)) == (1, 0)
