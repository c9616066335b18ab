from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.inventory import (
    MAIN,
    TRANSIT,
    DocumentNotFound,
    Location,
    MovementReason,
    NotFree,
    Shift,
    Transfer,
    TransferDraft,
    TransferState,
    Want,
)
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.kernel.states import IllegalMove
from tests.books import books_agree
from tests.inventory.conftest import Standing
from tests.make import places

pytestmark = pytest.mark.usefixtures("books_balance")


@pytest.fixture
async def store(session: AsyncSession) -> Location:
    return await places.location(session, sells=True)


async def draft(session: AsyncSession, to: Location, *wants: Want) -> Transfer:
    wanted = TransferDraft(from_id=MAIN, to_id=to.id, wants=wants, note="补货")
    return await inventory.draft_transfer(session, wanted, by=SYSTEM)


async def pieces(session: AsyncSession) -> int:
    return await session.scalar(text("select coalesce(sum(on_hand), 0) from inventory_stock")) or 0


async def test_goods_leave_one_shelf_are_on_their_way_and_arrive(
    session: AsyncSession, mug: UUID, store: Location, standing: Standing
) -> None:
    transfer = await draft(session, store, Want(mug, 4))
    assert await standing(mug, MAIN) == (10, 0)

    await inventory.send_transfer(session, transfer.id, by=SYSTEM)
    sent = [await standing(mug, place) for place in (MAIN, TRANSIT, store.id)]

    await inventory.receive_transfer(session, transfer.id, by=SYSTEM)
    arrived = [await standing(mug, place) for place in (MAIN, TRANSIT, store.id)]
    assert sent == [(6, 0), (4, 0), (0, 0)]
    assert arrived == [(6, 0), (0, 0), (4, 0)]


async def test_what_is_on_its_way_cannot_be_sold(
    session: AsyncSession, mug: UUID, store: Location
) -> None:
    transfer = await draft(session, store, Want(mug, 4))

    await inventory.send_transfer(session, transfer.id, by=SYSTEM)

    assert (await inventory.available(session, [mug]))[mug] == 6


async def test_what_did_not_arrive_is_lost_and_what_came_beyond_it_is_counted_in(
    session: AsyncSession, mug: UUID, bowl: UUID, store: Location, standing: Standing
) -> None:
    transfer = await draft(session, store, Want(mug, 4), Want(bowl, 1))
    await inventory.send_transfer(session, transfer.id, by=SYSTEM)

    await inventory.receive_transfer(session, transfer.id, {mug: 3, bowl: 2}, by=SYSTEM)

    lines = {each.sku_id: each for each in await inventory.transfer_lines(session, transfer.id)}
    assert [await standing(sku, TRANSIT) for sku in (mug, bowl)] == [(0, 0), (0, 0)]
    assert [await standing(sku, store.id) for sku in (mug, bowl)] == [(3, 0), (2, 0)]
    assert (lines[mug].received, lines[bowl].received) == (3, 2)
    reasons = {each.reason for each in await inventory.movements(session, mug)}
    assert MovementReason.LOST in reasons


async def test_what_is_promised_stays_where_it_is(
    session: AsyncSession, mug: UUID, store: Location, standing: Standing
) -> None:
    until = clock.now() + timedelta(minutes=30)
    await inventory.reserve(session, uuid4(), [Want(mug, 8)], until=until)
    transfer = await draft(session, store, Want(mug, 3))

    with pytest.raises(NotFree, match=r"2.*3"):
        async with session.begin_nested():
            await inventory.send_transfer(session, transfer.id, by=SYSTEM)

    await session.refresh(transfer)
    assert transfer.state is TransferState.DRAFT
    assert await standing(mug, MAIN) == (10, 8)


async def test_only_what_has_not_left_can_be_called_off(
    session: AsyncSession, mug: UUID, store: Location
) -> None:
    first, second = [await draft(session, store, Want(mug, 1)) for _ in range(2)]
    await inventory.cancel_transfer(session, first.id, by=SYSTEM)
    await inventory.send_transfer(session, second.id, by=SYSTEM)

    with pytest.raises(IllegalMove):
        await inventory.send_transfer(session, first.id, by=SYSTEM)
    with pytest.raises(IllegalMove):
        await inventory.cancel_transfer(session, second.id, by=SYSTEM)


async def test_goods_arrive_once(session: AsyncSession, mug: UUID, store: Location) -> None:
    transfer = await draft(session, store, Want(mug, 1))
    await inventory.send_transfer(session, transfer.id, by=SYSTEM)
    await inventory.receive_transfer(session, transfer.id, by=SYSTEM)

    with pytest.raises(IllegalMove):
        await inventory.receive_transfer(session, transfer.id, by=SYSTEM)


async def test_a_transfer_that_makes_no_sense_is_refused(
    session: AsyncSession, mug: UUID, store: Location
) -> None:
    pool = await places.pool(session, Want(mug, 1))
    for from_id, to_id, wants in (
        (MAIN, MAIN, [Want(mug, 1)]),
        (MAIN, pool.id, [Want(mug, 1)]),
        (MAIN, TRANSIT, [Want(mug, 1)]),
        (MAIN, store.id, []),
        (MAIN, store.id, [Want(mug, 0)]),
        (MAIN, store.id, [Want(mug, 1_000_001)]),
        (MAIN, store.id, [Want(uuid4(), 1) for _ in range(501)]),
    ):
        wanted = TransferDraft(from_id=from_id, to_id=to_id, wants=wants)
        with pytest.raises(Invalid):
            await inventory.draft_transfer(session, wanted, by=SYSTEM)


@pytest.mark.parametrize("counted", [-1, 1_000_001])
async def test_a_count_on_arrival_is_a_sensible_number(
    session: AsyncSession, mug: UUID, store: Location, counted: int
) -> None:
    transfer = await draft(session, store, Want(mug, 1))
    await inventory.send_transfer(session, transfer.id, by=SYSTEM)

    with pytest.raises(Invalid):
        async with session.begin_nested():
            await inventory.receive_transfer(session, transfer.id, {mug: counted}, by=SYSTEM)


async def test_nothing_is_counted_in_that_was_not_sent(
    session: AsyncSession, mug: UUID, bowl: UUID, store: Location
) -> None:
    transfer = await draft(session, store, Want(mug, 1))
    await inventory.send_transfer(session, transfer.id, by=SYSTEM)

    with pytest.raises(Invalid):
        async with session.begin_nested():
            await inventory.receive_transfer(session, transfer.id, {bowl: 1}, by=SYSTEM)


async def test_a_transfer_that_is_not_there_is_not_found(session: AsyncSession) -> None:
    with pytest.raises(DocumentNotFound):
        await inventory.send_transfer(session, uuid4(), by=SYSTEM)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_staff_do_the_shelves_are_the_sum_of_the_ledger(
    session: AsyncSession, mug: UUID, bowl: UUID, store: Location, seed: int
) -> None:
    chance = Random(seed)
    pool = await places.pool(session)
    total = await pieces(session)

    for _act in range(40):
        sku, quantity = chance.choice((mug, bowl)), chance.randint(1, 6)
        try:
            async with session.begin_nested():
                total += await act(session, chance, Want(sku, quantity), (store, pool))
        except (NotFree, inventory.OutOfStock):
            continue

    await books_agree(session)
    assert await pieces(session) == total


async def act(
    session: AsyncSession, chance: Random, want: Want, places: tuple[Location, Location]
) -> int:
    """One thing that somebody does; by how many pieces the house is richer."""
    store, pool = places
    match chance.choice(("receive", "lose", "allot", "end", "transfer", "sell", "return")):
        case "receive":
            await inventory.receive_many(session, [want, want], by=SYSTEM, location_id=store.id)
            return 2 * want.quantity
        case "lose":
            loss = Shift(MAIN, want.sku_id, -want.quantity, MovementReason.LOST)
            await inventory.write_off(session, loss, by=SYSTEM)
            return -want.quantity
        case "allot":
            await inventory.allot(session, pool.id, [want], by=SYSTEM)
        case "end":
            back = [Want(want.sku_id, -want.quantity)]
            await inventory.allot(session, pool.id, back, by=SYSTEM)
        case "transfer":
            transfer = await draft(session, store, want)
            await inventory.send_transfer(session, transfer.id, by=SYSTEM)
            arrived = want.quantity + chance.randint(-1, 1)
            await inventory.receive_transfer(
                session, transfer.id, {want.sku_id: arrived}, by=SYSTEM
            )
            return arrived - want.quantity
        case "sell":
            order = uuid4()
            await inventory.reserve(
                session, order, [want], until=clock.now() + timedelta(minutes=30)
            )
            await inventory.claim(session, order)
            await inventory.ship(session, order, [want])
            return -want.quantity
        case "return":
            await inventory.take_back(session, want, location_id=MAIN, by=SYSTEM)
            return want.quantity
    return 0
