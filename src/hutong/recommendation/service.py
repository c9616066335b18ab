"""Interests are worked out behind the pages; members switch it off, or take an interest away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.recommendation import queries
from hutong.recommendation.models import Deed, Taste
from hutong.recommendation.rules import KEPT, worked_out

MEMBERS_AT_ONCE = 200
ROUNDS_MAX = 500
FORGET_AT_ONCE = 5_000
FORGET = text("""
    delete from recommendation_deed deed
    using (select member_id, product_id, kind from recommendation_deed
           where at <= :before limit :most) as old
    where (deed.member_id, deed.product_id, deed.kind)
        = (old.member_id, old.product_id, old.kind)
    returning deed.member_id
""")
TAKE_AWAY = text("""
    delete from recommendation_deed deed
    using catalog_product product, catalog_category category
    where deed.member_id = :member and product.id = deed.product_id
        and category.id = product.category_id and category.slug = :category
""")


async def work_out(db: Database) -> None:
    """Of everybody who has done something since the last time."""
    for _round in range(ROUNDS_MAX):
        async with db.transaction() as session:
            if not await work_out_some(session):
                return


async def work_out_some(session: AsyncSession) -> int:
    """Of those who have waited longest; how many they were."""
    waiting = await queries.stale(session, MEMBERS_AT_ONCE)
    await _renew(session, waiting)
    return len(waiting)


async def forget_old(db: Database) -> None:
    """What members did long ago."""
    at = clock.now()
    for _round in range(ROUNDS_MAX):
        async with db.transaction() as session:
            gone = await session.execute(FORGET, {"before": at - KEPT, "most": FORGET_AT_ONCE})
            whose = {row.member_id for row in gone}
            await session.execute(
                update(Taste)
                .where(Taste.member_id.in_(whose), Taste.off_since.is_(None))
                .values(stale_since=at)
            )
        if not whose:
            return


async def switch_off(session: AsyncSession, member_id: UUID) -> None:
    """From now on nothing is noted, and what was noted is deleted."""
    nothing: dict[str, Any] = {
        "off_since": clock.now(),
        "stale_since": None,
        "interests": [],
        "bought": [],
        "price_minded": False,
    }
    put = insert(Taste).values(member_id=member_id, **nothing)
    await session.execute(put.on_conflict_do_update(index_elements=["member_id"], set_=nothing))
    await session.execute(delete(Deed).where(Deed.member_id == member_id))


async def switch_on(session: AsyncSession, member_id: UUID) -> None:
    """It begins with nothing."""
    await session.execute(
        delete(Taste).where(Taste.member_id == member_id, Taste.off_since.is_not(None))
    )


async def take_away(session: AsyncSession, member_id: UUID, category: str) -> None:
    """What was noted of goods of this category is deleted, and counts no more at once."""
    await session.execute(TAKE_AWAY, {"member": member_id, "category": category})
    taste = await session.get(Taste, member_id, with_for_update=True, populate_existing=True)
    if taste is not None and taste.off_since is None:
        await _renew(session, [taste])


async def _renew(session: AsyncSession, tastes: Sequence[Taste]) -> None:
    at = clock.now()
    deeds = await queries.deeds_of(session, [each.member_id for each in tastes], at - KEPT)
    for each in tastes:
        told: dict[str, Any] = msgspec.to_builtins(worked_out(deeds.get(each.member_id, ()), at))
        each.interests, each.bought, each.stale_since = told["interests"], told["bought"], None
        each.price_minded = told["price_minded"]
    await session.flush()
