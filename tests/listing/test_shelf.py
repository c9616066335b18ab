"""Onto the shelf and off it: what stands against it, who did it, and how it is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, compliance, listing
from hutong.catalog import ProductSheet
from hutong.compliance import Kind, TermDraft
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.listing import (
    AlreadyUndone,
    Cause,
    HeldAlready,
    Hold,
    NoSuchHold,
    Released,
    Scan,
    Standing,
    Turn,
    TurnedSince,
)
from tests.conftest import Worker
from tests.make import goods as make


async def turns(session: AsyncSession, product: ProductSheet) -> list[Turn]:
    found = await session.scalars(
        select(Turn).where(Turn.product_id == product.id).order_by(Turn.at, Turn.id)
    )
    return list(found)


async def is_listed(session: AsyncSession, product: ProductSheet) -> bool:
    await session.flush()
    session.expire_all()
    return (await catalog.product_by_id(session, product.id)).listed


async def prohibit(session: AsyncSession, words: str) -> compliance.Term:
    why = {"zh": "不得销售。", "en": "May not be sold."}
    draft = TermDraft(words=words, kind=Kind.PROHIBITED, reason=why)
    return await compliance.save_term(session, draft, by=SYSTEM)


async def test_each_turn_is_written_down_and_the_latest_can_be_undone(
    session: AsyncSession, time: Simulated
) -> None:
    product = await make.goods(session)
    await listing.take_off_sale(session, product.id, by=SYSTEM)
    await session.flush()
    [turn_id] = [turn.id for turn in await turns(session, product)]
    time.advance(timedelta(minutes=1))

    await listing.undo(session, turn_id, by=SYSTEM)

    assert await is_listed(session, product)
    assert [each.cause for each in await turns(session, product)] == [Cause.PERSON, Cause.UNDO]
    with pytest.raises((AlreadyUndone, TurnedSince)):
        await listing.undo(session, turn_id, by=SYSTEM)


async def test_held_goods_are_off_sale_and_cannot_be_listed(session: AsyncSession) -> None:
    product = await make.goods(session)

    await listing.hold(session, product.id, "抽检不合格", by=SYSTEM)
    await session.flush()

    assert not await is_listed(session, product)
    with pytest.raises(Invalid) as refused:
        await listing.put_on_sale(session, [product.id], by=SYSTEM)
    assert "抽检不合格" in refused.value.problems[0].message
    with pytest.raises(HeldAlready):
        await listing.hold(session, product.id, "again", by=SYSTEM)


async def test_released_goods_are_on_sale_again(session: AsyncSession) -> None:
    product = await make.goods(session)
    held_id = (await listing.hold(session, product.id, "抽检", by=SYSTEM)).id

    await listing.release(session, held_id, "合格", by=SYSTEM)

    assert await is_listed(session, product)
    with pytest.raises(Released):
        await listing.release(session, held_id, "合格", by=SYSTEM)
    with pytest.raises(NoSuchHold):
        await listing.held_now(session, product.id)


async def test_a_draft_that_was_held_stays_a_draft_when_released(session: AsyncSession) -> None:
    saved = await catalog.save_product(session, await make.draft(session), by=SYSTEM)
    held = await listing.hold(session, saved.id, "抽检", by=SYSTEM)

    await listing.release(session, held.id, "合格", by=SYSTEM)

    assert saved.state == "draft"


async def test_a_new_prohibited_word_takes_goods_off_and_its_end_lets_them_back(
    session: AsyncSession, worker: Worker
) -> None:
    product = await make.goods(session, "mug-to-forbid")
    other = await make.goods(session)
    await worker()

    term_id = (await prohibit(session, "mug-to-forbid")).id
    await worker()

    held = await session.scalar(select(Hold).where(Hold.product_id == product.id))
    assert held is not None
    held_id = held.id
    assert "mug-to-forbid" in held.reason
    assert not await is_listed(session, product)
    assert await is_listed(session, other)
    await compliance.put_in_force(session, term_id, active=False, by=SYSTEM)
    await listing.release(session, held_id, "词条有误", by=SYSTEM)
    await worker()
    assert await is_listed(session, product)


async def test_a_release_is_refused_while_the_goods_are_still_prohibited(
    session: AsyncSession, worker: Worker
) -> None:
    product = await make.goods(session, "mug-to-forbid")
    await prohibit(session, "mug-to-forbid")
    await worker()
    held = await listing.held_now(session, product.id)

    with pytest.raises(Invalid) as refused:
        await listing.release(session, held.id, "放行", by=SYSTEM)

    assert {problem.field for problem in refused.value.problems} == {"title.zh", "title.en"}


async def test_a_look_at_all_goods_tells_how_far_it_got(
    session: AsyncSession, worker: Worker
) -> None:
    for _ in range(3):
        await make.goods(session)
    await worker()
    scan_id = (await listing.scan_all(session, listing.Why.ASKED)).id
    again = (await listing.scan_all(session, listing.Why.ASKED)).id

    await worker()

    session.expire_all()
    done = await session.get_one(Scan, scan_id)
    assert again == scan_id
    assert (done.done, done.total, done.hits, done.held) == (3, 3, 0, 0)
    assert done.ended_at is not None


async def test_a_look_that_is_done_twice_changes_nothing(
    session: AsyncSession, db: Database, worker: Worker
) -> None:
    product = await make.goods(session, "mug-to-forbid")
    await prohibit(session, "mug-to-forbid")
    await worker()

    await listing.look_at(session, [product.id])
    await listing.look_at(session, [product.id])

    assert len(await turns(session, product)) == 1
    standing = await session.get_one(Standing, product.id)
    assert (standing.banned, standing.blocking > 0) == (True, True)
