"""What is noted of members, for how long, and how they have it forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import recommendation
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.kernel.money import yuan
from hutong.members import Member
from hutong.orders import OrderPaid, Sold
from hutong.recommendation import Deed, DeedKind, Note, Taste
from tests.make import goods, people


@pytest.fixture
async def mug(session: AsyncSession) -> ProductSheet:
    shelf = await goods.category(session, "cups")
    return await goods.goods(session, "mug", category_id=shelf.id)


@pytest.fixture
async def member(session: AsyncSession) -> Member:
    return await people.member(session)


async def note(
    session: AsyncSession, member: Member, product: ProductSheet, kind: DeedKind = DeedKind.SEEN
) -> None:
    await recommendation.write(session, [Note(member.id, product.id, kind, clock.now())])


async def categories(session: AsyncSession, member: Member) -> list[str]:
    found = await recommendation.interests_of(session, member.id)
    return [each.category for each in found.interests]


async def kept(session: AsyncSession) -> int:
    counted = [
        await session.scalar(select(func.count()).select_from(each)) for each in (Deed, Taste)
    ]
    return sum(each or 0 for each in counted)


async def test_what_a_member_did_interests_them_once_the_worker_was_there(
    session: AsyncSession, db: Database, member: Member, mug: ProductSheet
) -> None:
    await note(session, member, mug)
    before = await categories(session, member)

    await recommendation.work_out(db)

    assert before == []
    assert await categories(session, member) == ["cups"]


async def test_doing_it_again_counts_once_and_newer(
    session: AsyncSession, db: Database, member: Member, mug: ProductSheet, time: Simulated
) -> None:
    await note(session, member, mug)
    time.advance(timedelta(days=14))
    await note(session, member, mug)

    await recommendation.work_out(db)

    (interest,) = (await recommendation.interests_of(session, member.id)).interests
    assert interest.points == 1_000


async def test_an_order_that_was_paid_is_noted(
    session: AsyncSession, db: Database, member: Member, mug: ProductSheet
) -> None:
    paid = OrderPaid(
        order_id=new_id(),
        number="20261122-1",
        member_id=member.id,
        at=clock.now(),
        total=yuan("118"),
        lines=(Sold(sku_id=mug.skus[0].id, product_id=mug.id, quantity=2),),
    )

    await recommendation.note_bought(session, [paid, paid])
    await recommendation.work_out(db)

    found = await recommendation.interests_of(session, member.id)
    assert found.bought == {mug.id}
    assert [each.kind for each in found.interests] == [DeedKind.BOUGHT]


async def test_switched_off_nothing_is_kept_and_nothing_noted(
    session: AsyncSession, db: Database, member: Member, mug: ProductSheet
) -> None:
    await note(session, member, mug)
    await recommendation.work_out(db)

    await recommendation.switch_off(session, member.id)
    await note(session, member, mug)
    await recommendation.work_out(db)

    assert await categories(session, member) == []
    assert await session.scalar(select(func.count()).select_from(Deed)) == 0
    assert await recommendation.is_off(session, member.id)


async def test_switched_on_again_it_begins_anew(
    session: AsyncSession, db: Database, member: Member, mug: ProductSheet
) -> None:
    await note(session, member, mug)
    await recommendation.switch_off(session, member.id)

    await recommendation.switch_on(session, member.id)
    before = await kept(session)
    await note(session, member, mug)
    await recommendation.work_out(db)

    assert before == 0
    assert await categories(session, member) == ["cups"]


async def test_an_interest_is_taken_away_at_once(
    session: AsyncSession, db: Database, member: Member, mug: ProductSheet
) -> None:
    shelf = await goods.category(session, "towels")
    towel = await goods.goods(session, "towel", category_id=shelf.id)
    await note(session, member, mug)
    await note(session, member, towel, DeedKind.ADDED)
    await recommendation.work_out(db)

    await recommendation.take_away(session, member.id, "towels")

    assert await categories(session, member) == ["cups"]


async def test_after_ninety_days_it_is_forgotten(
    session: AsyncSession, db: Database, member: Member, mug: ProductSheet, time: Simulated
) -> None:
    await note(session, member, mug)
    await recommendation.work_out(db)
    time.advance(timedelta(days=91))

    await recommendation.forget_old(db)
    await recommendation.work_out(db)

    assert await session.scalar(select(func.count()).select_from(Deed)) == 0
    assert await categories(session, member) == []


async def test_of_a_member_who_is_gone_nothing_is_kept(
    session: AsyncSession, db: Database, member: Member, mug: ProductSheet
) -> None:
    await note(session, member, mug)
    await recommendation.work_out(db)
    before = await kept(session)

    await session.execute(delete(Member).where(Member.id == member.id))
    await note(session, member, mug)

    assert before == 2
    assert await kept(session) == 0


async def test_the_latest_deeds_of_a_member_count(
    session: AsyncSession,
    db: Database,
    member: Member,
    mug: ProductSheet,
    time: Simulated,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hutong.recommendation.queries.DEEDS_MAX", 2)
    shelf = await goods.category(session, "towels")
    towel = await goods.goods(session, "towel", category_id=shelf.id)
    await note(session, member, mug, DeedKind.BOUGHT)
    time.advance(timedelta(minutes=1))
    await note(session, member, towel)
    await note(session, member, towel, DeedKind.ADDED)

    await recommendation.work_out(db)

    assert await categories(session, member) == ["towels"]
