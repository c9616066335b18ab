"""Goods go on the shelf and off it at a time and by rules; each turn says why."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, listing
from hutong.catalog import ProductSheet
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.listing import AppointmentOver, Cause, RuleDraft, RuleKind, Turn
from hutong.listing.appointments import keep_appointments
from tests.make import goods, listings


async def is_listed(session: AsyncSession, product: ProductSheet) -> bool:
    await session.flush()
    return (await catalog.product_by_id(session, product.id)).listed


async def causes(session: AsyncSession, product: ProductSheet) -> list[Cause]:
    found = await session.scalars(
        select(Turn.cause).where(Turn.product_id == product.id).order_by(Turn.at)
    )
    return list(found)


async def test_an_appointment_is_kept_once_when_its_time_has_come(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    product = await goods.goods(session)
    await listings.appointed(session, product, hours=2)
    await keep_appointments(db)
    early = await is_listed(session, product)

    time.advance(timedelta(hours=2))
    await keep_appointments(db)
    await keep_appointments(db)

    assert early
    assert not await is_listed(session, product)
    assert await causes(session, product) == [Cause.APPOINTMENT]


async def test_one_that_is_refused_says_why_and_holds_up_no_other(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    held, other = await goods.goods(session), await goods.goods(session)
    await listing.hold(session, held.id, "抽检", by=SYSTEM)
    refused = await listings.appointed(session, held, goes_on=True)
    await listings.appointed(session, other)

    time.advance(timedelta(hours=1))
    await keep_appointments(db)

    await session.refresh(refused)
    assert "抽检" in refused.trouble
    assert not await is_listed(session, other)


async def test_an_appointment_can_be_called_off_until_it_is_kept(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    product = await goods.goods(session)
    made = await listings.appointed(session, product)
    await listing.cancel(session, made.id, by=SYSTEM)
    time.advance(timedelta(hours=1))

    await keep_appointments(db)

    assert await is_listed(session, product)
    with pytest.raises(AppointmentOver):
        await listing.cancel(session, made.id, by=SYSTEM)
    with pytest.raises(Invalid):
        await listings.appointed(session, product, hours=-1)


async def test_long_sold_out_goods_go_off_and_come_back_with_new_stock(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    product = await goods.goods(session, in_stock=0)
    plenty = await goods.goods(session)
    await listings.sold_out_rule(session, days=3)
    await listing.follow_rules(db)
    time.advance(timedelta(days=2))
    await listing.follow_rules(db)
    still = await is_listed(session, product)

    time.advance(timedelta(days=1))
    shown = [wish.product_id for wish in await listing.wishes(session)]
    await listing.follow_rules(db)
    off = await is_listed(session, product)
    time.advance(timedelta(hours=1))
    await inventory.receive(session, product.skus[0].id, 5, by=SYSTEM)
    await session.flush()
    await listing.follow_rules(db)

    assert (still, shown, off) == (True, [product.id], False)
    assert await is_listed(session, product)
    assert await is_listed(session, plenty)
    assert await causes(session, product) == [Cause.SOLD_OUT, Cause.IN_STOCK]


async def test_what_somebody_undid_is_left_alone_by_the_rules(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    product = await goods.goods(session, in_stock=0)
    await listings.sold_out_rule(session, days=1)
    await listing.follow_rules(db)
    time.advance(timedelta(days=1))
    await listing.follow_rules(db)
    turn = (await session.scalars(select(Turn.id).where(Turn.product_id == product.id))).one()
    time.advance(timedelta(minutes=1))

    await listing.undo(session, turn, by=SYSTEM)
    await session.flush()
    time.advance(timedelta(days=3))
    await listing.follow_rules(db)

    assert await is_listed(session, product)


async def test_a_rule_never_lists_what_staff_took_off(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    product = await goods.goods(session)
    await listings.sold_out_rule(session)
    await listing.take_off_sale(session, product.id, by=SYSTEM)
    await session.flush()

    await listing.follow_rules(db)

    assert not await is_listed(session, product)


async def test_a_rule_of_a_category_leaves_other_goods_alone(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    lamps = await goods.category(session)
    below = await goods.category(session, parent=lamps)
    lamp = await goods.goods(session, category_id=below.id)
    other = await goods.goods(session)
    draft = RuleDraft(
        name="冬季", kind=RuleKind.SEASON, category_id=lamps.id, begins=1201, ends=228
    )
    await listing.save_rule(session, draft, by=SYSTEM)

    await listing.follow_rules(db)  # on the second of November
    off = await is_listed(session, lamp)
    time.advance(timedelta(days=30))
    await listing.follow_rules(db)

    assert not off
    assert await is_listed(session, lamp)
    assert await causes(session, lamp) == [Cause.SEASON, Cause.SEASON]
    assert await causes(session, other) == []


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (RuleDraft(name="x", kind=RuleKind.SOLD_OUT), ["days"]),
        (RuleDraft(name="x", kind=RuleKind.SEASON, begins=1301, ends=231), ["begins", "ends"]),
        (RuleDraft(name=" ", kind=RuleKind.SOLD_OUT, days=3), ["name"]),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(
    session: AsyncSession, draft: RuleDraft, fields: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        await listing.save_rule(session, draft, by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == fields
