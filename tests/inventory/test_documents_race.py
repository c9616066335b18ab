"""Several people work on the same papers at once while the shop goes on selling: each on a
connection of their own, against a database that really commits."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.inventory import (
    MAIN,
    TRANSIT,
    LocationKind,
    Movement,
    MovementReason,
    Pin,
    ReceiptDraft,
    Shift,
    Stocktake,
    StocktakePlan,
    TransferDraft,
    Want,
)
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError
from tests.books import books_agree
from tests.make import goods as make
from tests.make import places

Deed = Callable[[AsyncSession], Awaitable[object]]
CLERKS = 6
SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class World:
    skus: Sequence[UUID]
    store: UUID


@pytest.fixture
async def world(committed: Database) -> World:
    """Six articles, sixty of each in the warehouse and forty in the store."""
    async with committed.transaction() as session:
        skus = [(await make.goods(session, in_stock=60)).skus[0].id for _ in range(6)]
        store = await places.location(
            session, LocationKind.STORE, sells=True, stock=dict.fromkeys(skus, 40)
        )
    return World(sorted(skus), store.id)


async def tried(db: Database, deed: Deed) -> bool:
    """One person on a connection of their own. Whether the business let them; whatever is wrong
    with the database itself is raised."""
    try:
        async with db.transaction() as session:
            await deed(session)
    except DomainError:
        return False
    return True


async def at_once(db: Database, *deeds: Deed) -> int:
    """How many of them were done."""
    return sum(await asyncio.gather(*(tried(db, deed) for deed in deeds)))


async def standing(db: Database, sku_id: UUID) -> dict[UUID, tuple[int, int]]:
    async with db.reading() as session:
        rows = await inventory.stock_rows(session, [sku_id])
        await books_agree(session)
    return {row.location_id: (row.on_hand, row.reserved) for row in rows}


async def expected(db: Database, *wants: Want, where: UUID = MAIN) -> UUID:
    async with db.transaction() as session:
        draft = ReceiptDraft(location_id=where, supplier="窑", wants=wants)
        return (await inventory.expect_goods(session, draft, by=SYSTEM)).id


async def counting(db: Database, where: UUID = MAIN) -> Stocktake:
    async with db.transaction() as session:
        plan = StocktakePlan(location_id=where)
        stocktake = await inventory.plan_stocktake(session, plan, by=SYSTEM)
        await inventory.start_stocktake(session, stocktake.id, by=SYSTEM)
    return stocktake


async def test_boxes_that_two_clerks_count_at_once_come_in_once(
    committed: Database, world: World
) -> None:
    mug, bowl = world.skus[:2]
    receipt = await expected(committed, Want(mug, 5), Want(bowl, 5))

    def take(session: AsyncSession) -> Awaitable[None]:
        had = {mug: 0, bowl: 0}
        return inventory.receive_goods(session, receipt, {mug: 5}, had=had, by=SYSTEM)

    assert await at_once(committed, *[take] * CLERKS) == 1
    assert (await standing(committed, mug))[MAIN] == (65, 0)


async def test_two_clerks_who_count_different_boxes_do_not_disturb_each_other(
    committed: Database, world: World
) -> None:
    receipt = await expected(committed, *(Want(sku, 5) for sku in world.skus))

    def taking(sku: UUID) -> Deed:
        def take(session: AsyncSession) -> Awaitable[None]:
            had = dict.fromkeys(world.skus, 0)
            return inventory.receive_goods(session, receipt, {sku: 5}, had=had, by=SYSTEM)

        return take

    assert await at_once(committed, *map(taking, world.skus)) == len(world.skus)
    assert (await standing(committed, world.skus[-1]))[MAIN] == (65, 0)


async def test_the_rest_of_a_receipt_comes_in_once_however_many_take_it_in(
    committed: Database, world: World
) -> None:
    receipt = await expected(committed, *(Want(sku, 5) for sku in world.skus))

    done = await at_once(
        committed, *[lambda s: inventory.receive_goods(s, receipt, by=SYSTEM)] * CLERKS
    )

    assert done == 1
    assert (await standing(committed, world.skus[0]))[MAIN] == (65, 0)


async def test_a_transfer_is_sent_once_and_counted_in_once(
    committed: Database, world: World
) -> None:
    mug = world.skus[0]
    async with committed.transaction() as session:
        draft = TransferDraft(from_id=MAIN, to_id=world.store, wants=[Want(mug, 7)])
        transfer = (await inventory.draft_transfer(session, draft, by=SYSTEM)).id

    sent = await at_once(
        committed, *[lambda s: inventory.send_transfer(s, transfer, by=SYSTEM)] * CLERKS
    )
    between = await standing(committed, mug)
    received = await at_once(
        committed,
        *[lambda s: inventory.receive_transfer(s, transfer, {mug: 6}, by=SYSTEM)] * CLERKS,
    )

    after = await standing(committed, mug)
    assert (sent, received) == (1, 1)
    assert (between[MAIN], between[TRANSIT]) == ((53, 0), (7, 0))
    assert (after[MAIN], after[TRANSIT], after[world.store]) == ((53, 0), (0, 0), (46, 0))


async def test_sending_and_calling_off_at_once_is_one_of_the_two(
    committed: Database, world: World
) -> None:
    async with committed.transaction() as session:
        draft = TransferDraft(from_id=MAIN, to_id=world.store, wants=[Want(world.skus[0], 7)])
        transfer = (await inventory.draft_transfer(session, draft, by=SYSTEM)).id

    def send(session: AsyncSession) -> Awaitable[None]:
        return inventory.send_transfer(session, transfer, by=SYSTEM)

    def cancel(session: AsyncSession) -> Awaitable[None]:
        return inventory.cancel_transfer(session, transfer, by=SYSTEM)

    assert await at_once(committed, *[send, cancel] * CLERKS) == 1


async def test_a_stocktake_is_posted_once(committed: Database, world: World) -> None:
    mug = world.skus[0]
    stocktake = (await counting(committed)).id
    async with committed.transaction() as session:
        await inventory.count(session, stocktake, {mug: 58}, by=SYSTEM)
        await inventory.review_stocktake(session, stocktake, by=SYSTEM)

    done = await at_once(
        committed, *[lambda s: inventory.post_stocktake(s, stocktake, by=SYSTEM)] * CLERKS
    )

    assert done == 1
    assert (await standing(committed, mug))[MAIN] == (58, 0)


async def test_two_who_find_the_same_article_that_is_on_no_sheet_write_one_line(
    committed: Database, world: World
) -> None:
    stocktake = (await counting(committed)).id
    async with committed.transaction() as session:
        found = (await make.goods(session, in_stock=0)).skus[0].id

    done = await at_once(
        committed, *[lambda s: inventory.count(s, stocktake, {found: 2}, by=SYSTEM)] * CLERKS
    )

    async with committed.reading() as session:
        lines = await inventory.stocktake_lines(session, stocktake, sku_ids=[found])
    assert (done, [line.counted for line in lines]) == (CLERKS, [2])


async def test_two_counts_of_one_shelf_are_not_posted_one_upon_the_other(
    committed: Database, world: World
) -> None:
    mug = world.skus[0]
    sheets = [(await counting(committed)).id for _ in range(2)]
    for sheet in sheets:
        async with committed.transaction() as session:
            await inventory.count(session, sheet, {mug: 59}, by=SYSTEM)
            await inventory.review_stocktake(session, sheet, by=SYSTEM)

    def posting(sheet: UUID) -> Deed:
        return lambda session: inventory.post_stocktake(session, sheet, by=SYSTEM)

    assert await at_once(committed, *map(posting, sheets)) == 1
    assert (await standing(committed, mug))[MAIN] == (59, 0)


async def test_new_shelves_that_many_open_at_once_are_opened_by_one_of_them(
    committed: Database, world: World
) -> None:
    async with committed.transaction() as session:
        place = (await places.location(session)).id
    there_and_back = [world.skus, world.skus[::-1]]

    def bringing(skus: Sequence[UUID]) -> Deed:
        wants = [Want(sku, 1) for sku in skus]
        return lambda s: inventory.receive_many(s, wants, by=SYSTEM, location_id=place)

    assert await at_once(committed, *map(bringing, there_and_back * 10)) == 20
    assert (await standing(committed, world.skus[0]))[place] == (20, 0)


async def test_a_pool_that_ends_while_its_orders_are_given_back_locks_nobody_up(
    committed: Database, world: World
) -> None:
    """Each order has the first article from the warehouse and the last from the pool."""
    first, last = world.skus[0], world.skus[-1]
    async with committed.transaction() as session:
        both = [Want(first, 30), Want(last, 30)]
        pool = (await places.pool(session, *both)).id
    orders = [uuid4() for _ in range(20)]
    for order in orders:
        async with committed.transaction() as session:
            until = clock.now() + SOON
            await inventory.reserve(session, order, [Want(first, 1)], until=until)
            of_pool = [Want(last, 1)]
            await inventory.reserve(session, order, of_pool, until=until, location_id=pool)

    def giving_back(order: UUID) -> Deed:
        return lambda session: inventory.release(session, order)

    ending = [lambda s: inventory.end_pool(s, pool, by=SYSTEM)] * 10
    deeds = [
        deed for pair in zip(map(giving_back, orders), ending * 2, strict=True) for deed in pair
    ]
    assert await at_once(committed, *deeds) == len(deeds)
    assert await inventory.end_pools(committed) >= 0
    assert (await standing(committed, first))[MAIN] == (60, 0)


async def test_a_busy_day_with_everybody_at_work(committed: Database, world: World) -> None:
    """Orders, receipts, transfers both ways, counts, write-offs, limits and the sweeps, all of the
    same six articles, eight at a time. Nothing but what the business refuses goes wrong, nobody is
    locked up, and every piece is accounted for."""
    async with committed.transaction() as session:
        pool = (await places.pool(session, *(Want(sku, 10) for sku in world.skus))).id
    day = Day(committed, world, pool, Random(20261122))

    async def worker() -> None:
        for _ in range(25):
            await day.something()

    await asyncio.gather(*(worker() for _ in range(8)))

    async with committed.reading() as session:
        await books_agree(session)
        came = select(func.sum(Movement.on_hand_delta)).where(
            Movement.reason == MovementReason.RECEIVE
        )
        assert await session.scalar(came) == 600 + day.received


class Day:
    def __init__(self, db: Database, world: World, pool: UUID, chance: Random) -> None:
        self._db = db
        self._world = world
        self._pool = pool
        self._chance = chance
        self._numbers = count(1)
        self.received = 0

    async def something(self) -> None:
        deeds = (
            *[self.order] * 5,
            self.receive,
            self.transfer,
            self.stocktake,
            self.write_off,
            self.adjust,
            self.pin,
            self.allot,
            self.sweep,
        )
        await self._chance.choice(deeds)()

    def some(self) -> list[Want]:
        skus = self._chance.sample(self._world.skus, self._chance.randint(1, 4))
        return [Want(sku, self._chance.randint(1, 3)) for sku in skus]

    def place(self) -> UUID:
        return self._chance.choice((MAIN, self._world.store))

    async def order(self) -> None:
        order, wants = uuid4(), self.some()
        place = self._chance.choice((MAIN, self._world.store, self._pool))

        async def placed(session: AsyncSession) -> None:
            until = clock.now() + SOON
            await inventory.reserve(session, order, wants, until=until, location_id=place)

        if await tried(self._db, placed):
            if self._chance.random() < 0.4:
                await tried(self._db, lambda s: inventory.release(s, order))
            elif await tried(self._db, lambda s: inventory.claim(s, order)):
                await tried(self._db, lambda s: inventory.ship(s, order, wants))

    async def receive(self) -> None:
        wants = self.some()
        receipt = await expected(self._db, *wants, where=self.place())
        took = [lambda s: inventory.receive_goods(s, receipt, by=SYSTEM)] * 2
        assert await at_once(self._db, *took) == 1
        self.received += sum(want.quantity for want in wants)

    async def transfer(self) -> None:
        ends = [MAIN, self._world.store]
        self._chance.shuffle(ends)
        draft = TransferDraft(from_id=ends[0], to_id=ends[1], wants=self.some())
        async with self._db.transaction() as session:
            transfer = (await inventory.draft_transfer(session, draft, by=SYSTEM)).id
        await at_once(self._db, *[lambda s: inventory.send_transfer(s, transfer, by=SYSTEM)] * 2)
        await at_once(self._db, *[lambda s: inventory.receive_transfer(s, transfer, by=SYSTEM)] * 2)

    async def stocktake(self) -> None:
        sheet = (await counting(self._db, self.place())).id
        found = {want.sku_id: self._chance.randint(30, 60) for want in self.some()}
        await tried(self._db, lambda s: inventory.count(s, sheet, found, by=SYSTEM))
        await tried(self._db, lambda s: inventory.review_stocktake(s, sheet, by=SYSTEM))
        await at_once(self._db, *[lambda s: inventory.post_stocktake(s, sheet, by=SYSTEM)] * 2)

    async def write_off(self) -> None:
        loss = Shift(self.place(), self.some()[0].sku_id, -1, MovementReason.DAMAGED)
        await tried(self._db, lambda s: inventory.write_off(s, loss, by=SYSTEM))

    async def adjust(self) -> None:
        sku, place = self.some()[0].sku_id, self.place()
        await tried(
            self._db,
            lambda s: inventory.adjust(s, sku, on_hand=40, by=SYSTEM, location_id=place),
        )

    async def pin(self) -> None:
        async def pinned(session: AsyncSession) -> None:
            for sku in sorted(want.sku_id for want in self.some()):
                await inventory.pin_threshold(session, MAIN, sku, Pin(1, 9), by=SYSTEM)

        await tried(self._db, pinned)

    async def allot(self) -> None:
        more = [Want(each.sku_id, each.quantity - 2) for each in self.some()]
        more = [each for each in more if each.quantity]
        await tried(self._db, lambda s: inventory.allot(s, self._pool, more, by=SYSTEM))

    async def sweep(self) -> None:
        await inventory.release_expired(self._db)
        await inventory.end_pools(self._db)
