from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.inventory import (
    MAIN,
    TRANSIT,
    LocationDraft,
    LocationKind,
    LocationNotFound,
    NotFree,
    PoolDraft,
    PoolOver,
    StillInUse,
    Want,
)
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from tests.inventory.conftest import Standing
from tests.make import places
from tests.make.goods import words

pytestmark = pytest.mark.usefixtures("books_balance")


async def sold(session: AsyncSession, sku_id: UUID, quantity: int, where: UUID = MAIN) -> None:
    """Promised to an order."""
    await inventory.reserve(
        session, uuid4(), [Want(sku_id, quantity)], until=clock.now() + timedelta(minutes=30)
    )


async def test_one_figure_counts_every_place_the_shop_sells_from(
    session: AsyncSession, mug: UUID
) -> None:
    store = await places.location(
        session, LocationKind.STORE, sells=True, priority=9, stock={mug: 4}
    )
    await places.location(session, LocationKind.RETURNS, stock={mug: 5})

    level = (await inventory.levels(session, [mug]))[mug]

    assert level.available == 14
    assert [(each.location_id, each.available) for each in level.shelves] == [
        (MAIN, 10),
        (store.id, 4),
    ]


async def test_a_place_that_stops_selling_is_left_out_of_the_figure(
    session: AsyncSession, mug: UUID
) -> None:
    store = await places.location(session, LocationKind.STORE, sells=True, stock={mug: 4})
    draft = LocationDraft(code=store.code, name=store.name, kind=store.kind)

    await inventory.save_location(session, draft, by=SYSTEM, location_id=store.id)

    assert (await inventory.available(session, [mug]))[mug] == 10


async def test_the_smallest_priority_is_sold_from_first(session: AsyncSession, mug: UUID) -> None:
    far = await places.location(session, sells=True, priority=8, stock={mug: 2})
    near = await places.location(session, sells=True, priority=3, stock={mug: 2})

    shelves = (await inventory.levels(session, [mug]))[mug].shelves

    assert [each.location_id for each in shelves] == [MAIN, near.id, far.id]


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "Not A Code"},
        {"code": "x" * 21},
        {"code": "main"},
        {"name": {"en": "No Chinese"}},
        {"kind": LocationKind.POOL},
        {"kind": LocationKind.TRANSIT},
        {"kind": LocationKind.RETURNS, "sells": True},
        {"active": False, "sells": True},
        {"priority": -1},
        {"address": "路" * 201},
    ],
)
async def test_a_location_that_makes_no_sense_is_refused(
    session: AsyncSession, changed: dict[str, object]
) -> None:
    wanted = {"code": "hangzhou", "name": words("杭州仓"), "kind": LocationKind.REGIONAL} | changed

    with pytest.raises(Invalid):
        await inventory.save_location(session, LocationDraft(**wanted), by=SYSTEM)  # type: ignore[arg-type]


async def test_a_place_with_goods_in_it_is_not_closed(session: AsyncSession, mug: UUID) -> None:
    place = await places.location(session, stock={mug: 1})
    closed = LocationDraft(code=place.code, name=place.name, kind=place.kind, active=False)

    with pytest.raises(StillInUse):
        await inventory.save_location(session, closed, by=SYSTEM, location_id=place.id)


@pytest.mark.parametrize("always_there", [MAIN, TRANSIT])
async def test_the_two_first_places_stay(session: AsyncSession, always_there: UUID) -> None:
    place = await inventory.find_location(session, always_there)
    closed = LocationDraft(code=place.code, name=place.name, kind=place.kind, active=False)

    with pytest.raises(Invalid):
        await inventory.save_location(session, closed, by=SYSTEM, location_id=always_there)


async def test_a_place_that_is_not_there_is_not_found(session: AsyncSession) -> None:
    with pytest.raises(LocationNotFound):
        await inventory.find_location(session, uuid4())


async def test_what_a_pool_keeps_is_not_sold_otherwise(
    session: AsyncSession, mug: UUID, standing: Standing
) -> None:
    pool = await places.pool(session, Want(mug, 4))

    assert (await inventory.available(session, [mug]))[mug] == 6
    assert await standing(mug, pool.id) == (4, 0)


async def test_no_more_than_is_free_goes_into_a_pool(session: AsyncSession, mug: UUID) -> None:
    await sold(session, mug, 8)

    with pytest.raises(NotFree, match=r"2.*3"):
        await places.pool(session, Want(mug, 3))


async def test_at_its_end_a_pool_gives_back_what_is_left(
    session: AsyncSession, db: Database, mug: UUID, time: Simulated, standing: Standing
) -> None:
    pool = await places.pool(session, Want(mug, 4))

    time.advance(timedelta(days=1))
    assert await inventory.end_pools(db) == 0

    time.advance(timedelta(days=1))
    assert [await inventory.end_pools(db), await inventory.end_pools(db)] == [1, 0]
    assert await standing(mug, pool.id) == (0, 0)
    assert (await inventory.available(session, [mug]))[mug] == 10


async def test_a_pool_can_be_given_more_and_less_while_it_runs(
    session: AsyncSession, mug: UUID, standing: Standing
) -> None:
    pool = await places.pool(session, Want(mug, 4))

    await inventory.allot(session, pool.id, [Want(mug, 2)], by=SYSTEM)
    await inventory.allot(session, pool.id, [Want(mug, -5)], by=SYSTEM)

    assert await standing(mug, pool.id) == (1, 0)
    with pytest.raises(NotFree):
        await inventory.allot(session, pool.id, [Want(mug, -2)], by=SYSTEM)


async def test_nothing_goes_into_a_pool_that_has_ended(session: AsyncSession, mug: UUID) -> None:
    pool = await places.pool(session, Want(mug, 4))
    await inventory.end_pool(session, pool.id, by=SYSTEM)

    with pytest.raises(PoolOver):
        await inventory.allot(session, pool.id, [Want(mug, 1)], by=SYSTEM)


@pytest.mark.parametrize(("starts", "ends"), [(2, 1), (-3, -1)])
async def test_a_pool_ends_after_it_begins_and_after_now(
    session: AsyncSession, starts: int, ends: int
) -> None:
    now = clock.now()
    draft = PoolDraft(
        code="flash",
        name=words("秒杀"),
        parent_id=MAIN,
        starts_at=now + timedelta(days=starts),
        ends_at=now + timedelta(days=ends),
    )

    with pytest.raises(Invalid):
        await inventory.open_pool(session, draft, by=SYSTEM)


async def test_a_pool_is_not_made_of_another_pool(session: AsyncSession, mug: UUID) -> None:
    pool = await places.pool(session, Want(mug, 4))

    with pytest.raises(Invalid):
        await places.pool(session, Want(mug, 1), parent_id=pool.id)
