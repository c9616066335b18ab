import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart
from hutong.cart import Owner
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from tests.counting import statements
from tests.make import goods as make

GUEST = Owner(guest_token="guest-token")


async def skus(session: AsyncSession, number: int) -> list[UUID]:
    sizes = make.spec("号", *map(str, range(min(number, 50))))
    found: list[UUID] = []
    while len(found) < number:
        found += [sku.id for sku in (await make.goods(session, specs=(sizes,), in_stock=500)).skus]
    return found[:number]


async def quantities(session: AsyncSession, owner: Owner) -> dict[UUID, int]:
    return {line.sku_id: line.quantity for line in (await cart.view(session, owner)).lines}


async def test_signing_in_brings_the_guests_cart_along(session: AsyncSession) -> None:
    member = Owner(member_id=uuid4())
    both, only_guest, only_member = await skus(session, 3)
    await cart.add(session, GUEST, both, 2)
    await cart.add(session, GUEST, only_guest, 1)
    await cart.add(session, member, both, 3)
    await cart.add(session, member, only_member, 1)

    assert member.member_id is not None
    with statements() as sent:
        await cart.merge(session, "guest-token", member.member_id)

    assert len(sent) == 1
    assert await quantities(session, member) == {both: 5, only_guest: 1, only_member: 1}
    assert await quantities(session, GUEST) == {}


async def test_merging_twice_is_merging_once(session: AsyncSession) -> None:
    member_id = uuid4()
    sku = (await skus(session, 1))[0]
    await cart.add(session, GUEST, sku, 2)

    await cart.merge(session, "guest-token", member_id)
    await cart.merge(session, "guest-token", member_id)

    assert await quantities(session, Owner(member_id=member_id)) == {sku: 2}


async def test_merged_quantities_end_at_the_limit(session: AsyncSession) -> None:
    member = Owner(member_id=uuid4())
    sku = (await skus(session, 1))[0]
    await cart.add(session, GUEST, sku, 60)
    await cart.add(session, member, sku, 60)

    assert member.member_id is not None
    await cart.merge(session, "guest-token", member.member_id)

    assert await quantities(session, member) == {sku: 99}


async def test_a_merged_cart_has_a_hundred_lines_and_the_newest_of_the_guests(
    session: AsyncSession, time: Simulated
) -> None:
    member = Owner(member_id=uuid4())
    articles = await skus(session, 102)
    for sku in articles[:98]:
        await cart.add(session, member, sku)
    for sku in (articles[0], *articles[98:]):
        time.advance(timedelta(minutes=1))
        await cart.add(session, GUEST, sku)

    assert member.member_id is not None
    await cart.merge(session, "guest-token", member.member_id)

    merged = await quantities(session, member)
    assert len(merged) == 100
    assert merged[articles[0]] == 2
    assert set(merged) == {*articles[:98], *articles[100:]}


async def test_two_sign_ins_at_once_bring_the_cart_along_once(committed: Database) -> None:
    member_id = uuid4()
    async with committed.transaction() as session:
        sku = (await skus(session, 1))[0]
        await cart.add(session, GUEST, sku, 2)

    async def sign_in() -> None:
        async with committed.transaction() as session:
            await cart.merge(session, "guest-token", member_id)

    await asyncio.gather(*(sign_in() for _tab in range(5)))

    async with committed.reading() as session:
        assert await quantities(session, Owner(member_id=member_id)) == {sku: 2}


async def test_ten_clicks_at_once_put_ten_in(committed: Database) -> None:
    member = Owner(member_id=uuid4())
    async with committed.transaction() as session:
        sku = (await skus(session, 1))[0]

    async def click() -> None:
        async with committed.transaction() as session:
            await cart.add(session, member, sku)

    await asyncio.gather(*(click() for _click in range(10)))

    async with committed.reading() as session:
        assert await quantities(session, member) == {sku: 10}
