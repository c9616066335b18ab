from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.inventory import (
    MAIN,
    BelowReserved,
    MovementReason,
    NotFree,
    NotReserved,
    OutOfStock,
    ReservationGone,
    ReservationState,
    Shift,
    Shortage,
    Want,
)
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from tests.counting import statements
from tests.make import goods as make

HALF_AN_HOUR = timedelta(minutes=30)


pytestmark = pytest.mark.usefixtures("books_balance")


async def reserve(session: AsyncSession, *wants: Want) -> UUID:
    order = uuid4()
    await inventory.reserve(session, order, wants, until=clock.now() + HALF_AN_HOUR)
    return order


async def left(session: AsyncSession, sku_id: UUID) -> int:
    return (await inventory.available(session, [sku_id]))[sku_id]


async def test_a_promise_takes_from_what_can_be_sold(session: AsyncSession, mug: UUID) -> None:
    await reserve(session, Want(mug, 4))

    assert await left(session, mug) == 6


async def test_an_order_is_promised_whole_or_not_at_all(
    session: AsyncSession, mug: UUID, bowl: UUID
) -> None:
    with pytest.raises(OutOfStock) as refused:
        await reserve(session, Want(mug, 4), Want(bowl, 5))

    assert refused.value.shortages == [Shortage(bowl, wanted=5, available=3)]
    assert await left(session, mug) == 10


async def test_the_last_one_can_be_sold_once(session: AsyncSession, bowl: UUID) -> None:
    await reserve(session, Want(bowl, 3))

    with pytest.raises(OutOfStock):
        await reserve(session, Want(bowl, 1))


async def test_what_never_was_on_the_shelf_is_out_of_stock(session: AsyncSession) -> None:
    unknown = uuid4()

    with pytest.raises(OutOfStock) as refused:
        await reserve(session, Want(unknown, 1))

    assert refused.value.shortages == [Shortage(unknown, wanted=1, available=0)]


async def test_the_same_article_twice_in_one_order_is_one_promise(
    session: AsyncSession, bowl: UUID
) -> None:
    order = await reserve(session, Want(bowl, 1), Want(bowl, 2))

    assert [each.quantity for each in await inventory.reservations(session, order)] == [3]


async def test_a_promise_takes_two_statements_however_long_the_order(session: AsyncSession) -> None:
    wants = [Want((await make.goods(session)).skus[0].id, 1) for _line in range(5)]

    with statements() as sent:
        await reserve(session, *wants)

    assert len(sent) == 2


async def test_a_paid_promise_has_no_end(
    session: AsyncSession, db: Database, mug: UUID, time: Simulated
) -> None:
    order = await reserve(session, Want(mug, 4))
    await inventory.claim(session, order)

    time.advance(timedelta(days=3))

    assert await inventory.release_expired(db) == 0
    assert await left(session, mug) == 6


async def test_an_unpaid_promise_ends_by_itself_after_its_time_and_some_grace(
    session: AsyncSession, db: Database, mug: UUID, time: Simulated
) -> None:
    await reserve(session, Want(mug, 4))

    time.advance(HALF_AN_HOUR + timedelta(minutes=9))
    assert await inventory.release_expired(db) == 0

    time.advance(timedelta(minutes=2))
    assert await inventory.release_expired(db) == 1
    assert await left(session, mug) == 10


async def test_paying_twice_is_paying_once(session: AsyncSession, mug: UUID) -> None:
    order = await reserve(session, Want(mug, 4))

    await inventory.claim(session, order)
    await inventory.claim(session, order)

    assert await left(session, mug) == 6


async def test_money_that_comes_too_late_finds_the_promise_gone(
    session: AsyncSession, mug: UUID
) -> None:
    order = await reserve(session, Want(mug, 4))
    await inventory.release(session, order)

    with pytest.raises(ReservationGone):
        await inventory.claim(session, order)


async def test_giving_back_twice_gives_back_once(session: AsyncSession, mug: UUID) -> None:
    order = await reserve(session, Want(mug, 4))

    await inventory.release(session, order)
    await inventory.release(session, order)

    assert await left(session, mug) == 10


async def test_what_is_sent_leaves_the_shelf_and_the_promise(
    session: AsyncSession, mug: UUID
) -> None:
    order = await reserve(session, Want(mug, 4))
    await inventory.claim(session, order)

    await inventory.ship(session, order, [Want(mug, 4)])

    row = (await inventory.stock_rows(session, [mug]))[0]
    reservation = (await inventory.reservations(session, order))[0]
    assert (row.on_hand, row.reserved) == (6, 0)
    assert reservation.state is ReservationState.SHIPPED


async def test_an_order_sent_in_parts_keeps_the_rest_promised(
    session: AsyncSession, mug: UUID
) -> None:
    order = await reserve(session, Want(mug, 4))
    await inventory.claim(session, order)

    await inventory.ship(session, order, [Want(mug, 1)])
    row = (await inventory.stock_rows(session, [mug]))[0]
    assert (row.on_hand, row.reserved) == (9, 3)

    await inventory.release(session, order)
    row = (await inventory.stock_rows(session, [mug]))[0]
    assert (row.on_hand, row.reserved) == (9, 0)


async def test_more_than_was_paid_for_is_not_sent(
    session: AsyncSession, mug: UUID, bowl: UUID
) -> None:
    order = await reserve(session, Want(mug, 2), Want(bowl, 1))
    await inventory.claim(session, order)

    with pytest.raises(NotReserved):
        await inventory.ship(session, order, [Want(mug, 3), Want(bowl, 1)])

    assert (await inventory.stock_rows(session, [bowl]))[0].on_hand == 3


async def test_what_is_not_paid_is_not_sent(session: AsyncSession, mug: UUID) -> None:
    order = await reserve(session, Want(mug, 2))

    with pytest.raises(NotReserved):
        await inventory.ship(session, order, [Want(mug, 2)])


async def test_a_count_corrects_the_shelf_and_says_who_counted(
    session: AsyncSession, mug: UUID
) -> None:
    await inventory.adjust(session, mug, on_hand=7, by=SYSTEM, note="年中盘点")

    last = (await inventory.movements(session, mug))[0]
    assert await left(session, mug) == 7
    assert (last.on_hand_delta, last.by_name, last.note) == (-3, "system", "年中盘点")


async def test_a_count_below_what_is_promised_is_refused(session: AsyncSession, mug: UUID) -> None:
    await reserve(session, Want(mug, 4))

    with pytest.raises(BelowReserved, match="4"):
        await inventory.adjust(session, mug, on_hand=3, by=SYSTEM)


async def test_the_first_count_of_a_new_article_makes_its_place(session: AsyncSession) -> None:
    new = (await make.goods(session, in_stock=0)).skus[0].id

    await inventory.adjust(session, new, on_hand=5, by=SYSTEM)

    assert await left(session, new) == 5


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
async def test_a_delivery_is_a_sensible_number(
    session: AsyncSession, mug: UUID, quantity: int
) -> None:
    with pytest.raises(Invalid):
        await inventory.receive(session, mug, quantity, by=SYSTEM)


async def test_few_left_is_said_and_plenty_is_not(
    session: AsyncSession, mug: UUID, bowl: UUID
) -> None:
    await inventory.receive(session, mug, 1, by=SYSTEM)
    nothing = (await make.goods(session, in_stock=0)).skus[0].id

    levels = await inventory.levels(session, [mug, bowl, nothing])

    assert [levels[sku].hint for sku in (mug, bowl, nothing)] == [None, 3, 0]
    assert [levels[sku].few for sku in (mug, bowl, nothing)] == [False, True, False]


async def test_an_article_can_have_its_own_idea_of_few(session: AsyncSession, bowl: UUID) -> None:
    await inventory.alert_below(session, bowl, 2, by=SYSTEM)

    assert not (await inventory.levels(session, [bowl]))[bowl].few


@pytest.mark.usefixtures("mug")
async def test_the_database_itself_refuses_to_oversell(session: AsyncSession) -> None:
    with pytest.raises(IntegrityError):
        async with session.begin_nested():
            await session.execute(text("update inventory_stock set reserved = on_hand + 1"))


async def test_a_hand_in_the_database_is_found_by_the_books(
    session: AsyncSession, mug: UUID
) -> None:
    nested = await session.begin_nested()
    await session.execute(text("update inventory_stock set on_hand = on_hand + 1"))

    drift = await inventory.drift(session)
    await nested.rollback()

    assert [(row.sku_id, row.on_hand, row.on_hand_moved) for row in drift] == [(mug, 11, 10)]


@pytest.mark.usefixtures("mug")
@pytest.mark.parametrize(
    "by_hand",
    [
        "update inventory_movement set on_hand_delta = on_hand_delta + 1",
        "delete from inventory_movement",
        "truncate inventory_movement",
    ],
)
async def test_the_ledger_is_only_ever_added_to(session: AsyncSession, by_hand: str) -> None:
    with pytest.raises(IntegrityError, match="only ever added to"):
        async with session.begin_nested():
            await session.execute(text(by_hand))


async def test_what_is_broken_leaves_the_shelf_with_its_reason(
    session: AsyncSession, mug: UUID
) -> None:
    loss = Shift(MAIN, mug, -2, MovementReason.DAMAGED)

    await inventory.write_off(session, loss, by=SYSTEM, note="运输磕碰")

    last = (await inventory.movements(session, mug))[0]
    assert await left(session, mug) == 8
    assert (last.reason, last.on_hand_delta, last.note) == (
        MovementReason.DAMAGED,
        -2,
        "运输磕碰",
    )


async def test_what_is_promised_is_not_written_off(session: AsyncSession, mug: UUID) -> None:
    await reserve(session, Want(mug, 9))

    with pytest.raises(NotFree, match=r"1.*2"):
        await inventory.write_off(session, Shift(MAIN, mug, -2, MovementReason.LOST), by=SYSTEM)


@pytest.mark.parametrize(
    ("delta", "reason"),
    [(-1, MovementReason.ADJUST), (1, MovementReason.LOST), (0, MovementReason.LOST)],
)
async def test_a_write_off_takes_away_and_says_why(
    session: AsyncSession, mug: UUID, delta: int, reason: MovementReason
) -> None:
    with pytest.raises(Invalid):
        await inventory.write_off(session, Shift(MAIN, mug, delta, reason), by=SYSTEM)


async def test_what_comes_back_fit_for_sale_stands_on_the_shelf_again(
    session: AsyncSession, mug: UUID
) -> None:
    await inventory.take_back(session, Want(mug, 1), location_id=MAIN, by=SYSTEM)

    assert await left(session, mug) == 11
    assert (await inventory.movements(session, mug))[0].reason is MovementReason.RETURN


async def test_an_article_has_its_place_on_the_shelf(session: AsyncSession, mug: UUID) -> None:
    await inventory.put_into_bin(session, mug, "A-03-2", location_id=MAIN, by=SYSTEM)

    assert (await inventory.stock_rows(session, [mug]))[0].bin == "A-03-2"
    with pytest.raises(Invalid):
        await inventory.put_into_bin(session, mug, "A" * 21, location_id=MAIN, by=SYSTEM)
