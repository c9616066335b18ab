import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

from hutong import inventory
from hutong.inventory import OutOfStock, Want
from hutong.kernel import clock
from hutong.kernel.db import Database
from tests.books import books_agree
from tests.make import goods as make


async def test_fifty_buyers_race_for_seven_mugs_and_seven_win(committed: Database) -> None:
    async with committed.transaction() as session:
        mug = (await make.goods(session, in_stock=7)).skus[0].id

    outcomes = await asyncio.gather(*(buy(committed, Want(mug, 1)) for _buyer in range(50)))

    async with committed.reading() as session:
        row = (await inventory.stock_rows(session, [mug]))[0]
        assert sum(outcomes) == 7
        assert (row.on_hand, row.reserved) == (7, 7)
        await books_agree(session)


async def test_who_waits_for_what_is_given_back_meanwhile_gets_it_or_is_told_no(
    committed: Database,
) -> None:
    """Whoever is served decides on the shelf as it is, not as it was when they came."""
    async with committed.transaction() as session:
        mug = (await make.goods(session, in_stock=6)).skus[0].id

    async def come_and_go() -> None:
        for quantity in (1, 2, 3) * 8:
            order = uuid4()
            if await buy(committed, Want(mug, quantity), order=order):
                async with committed.transaction() as session:
                    await inventory.release(session, order)
                await buy_late(committed, order)

    await asyncio.gather(*(come_and_go() for _buyer in range(8)))

    async with committed.reading() as session:
        assert (await inventory.available(session, [mug]))[mug] == 6


async def buy_late(db: Database, order: UUID) -> None:
    """The money comes after all, and after it a change of mind."""
    async with db.transaction() as session:
        await inventory.reclaim(session, order)
    async with db.transaction() as session:
        await inventory.release(session, order)


async def test_orders_of_the_same_goods_in_any_order_do_not_lock_each_other_up(
    committed: Database,
) -> None:
    async with committed.transaction() as session:
        skus = [(await make.goods(session, in_stock=100)).skus[0].id for _product in range(6)]

    there_and_back = [skus, skus[::-1]] * 20
    outcomes = await asyncio.gather(
        *(buy(committed, *(Want(sku, 1) for sku in order)) for order in there_and_back)
    )

    async with committed.reading() as session:
        assert all(outcomes)
        assert set((await inventory.available(session, skus)).values()) == {60}


async def test_giving_back_and_paying_at_once_is_one_of_the_two(committed: Database) -> None:
    async with committed.transaction() as session:
        mug = (await make.goods(session, in_stock=7)).skus[0].id
    order = uuid4()
    assert await buy(committed, Want(mug, 2), order=order)

    async def attempt(how: str) -> bool:
        try:
            async with committed.transaction() as session:
                await (inventory.claim if how == "pay" else inventory.release)(session, order)
        except inventory.ReservationGone:
            return False
        return True

    await asyncio.gather(*(attempt(how) for how in ["pay", "give back"] * 5))

    async with committed.reading() as session:
        await books_agree(session)
        assert (await inventory.available(session, [mug]))[mug] == 7


async def buy(db: Database, *wants: Want, order: UUID | None = None) -> bool:
    """One buyer on a connection of their own. Whether they got it."""
    until = clock.now() + timedelta(minutes=30)
    try:
        async with db.transaction() as session:
            await inventory.reserve(session, order or uuid4(), wants, until=until)
    except OutOfStock:
        return False
    return True
