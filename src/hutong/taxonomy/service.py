"""All goods are looked at for whether they stand in the right category; staff decide."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Cause, Source
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.taxonomy import queries
from hutong.taxonomy.judging import Doubt, Judge
from hutong.taxonomy.models import Finding, Look
from hutong.taxonomy.states import FindingState
from hutong.taxonomy.texts import Goods, Reader

FOUND_MAX = 500
"""So many wait at most for somebody: the surest."""
JUDGED_AT_ONCE = 200
Tell = Callable[[int, int], Awaitable[None]]


async def look_again(db: Database) -> None:
    """Each week, by the clock. Twice finds nothing twice."""
    await look_at_all(db, _nobody)


async def look_at_all(db: Database, tell: Tell, *, by: str = "") -> Look:
    """Read first and write afterwards: nothing is held while words are counted."""
    started_at = clock.now()
    async with db.reading() as session:
        goods, doubts = await _judged(session, tell)
    async with db.transaction() as session:
        return await _keep(session, len(goods), doubts, started_at, by=by)


async def look(session: AsyncSession, *, by: str = "") -> Look:
    """The same in one transaction, where nobody else is at work."""
    started_at = clock.now()
    goods, doubts = await _judged(session, _nobody)
    return await _keep(session, len(goods), doubts, started_at, by=by)


async def say_right(session: AsyncSession, finding_id: UUID, *, by: Actor) -> None:
    """It stands where it should: not asked again until its words or its category change."""
    finding = await queries.locked(session, finding_id)
    finding.decide(FindingState.RIGHT, clock.now(), by)


async def ask_again(session: AsyncSession, finding_id: UUID) -> None:
    """What was said of it is taken back."""
    await _reopen(session, await queries.locked(session, finding_id))


async def move(
    session: AsyncSession, finding_id: UUID, *, before: UUID, after: UUID, by: Actor
) -> None:
    """To the suggested category, to another one, or back to where it was found. Raises
    ChangedMeanwhile where the product stands elsewhere by now."""
    finding = await queries.locked(session, finding_id)
    if after == finding.category_id:
        await _reopen(session, finding)
    else:
        finding.decide(FindingState.MOVED, clock.now(), by)
    change = {"category_id": [str(before), str(after)]}
    cause = Cause(Source.AUDIT)
    await catalog.change_product(session, finding.product_id, change, by=by, cause=cause)


async def _reopen(session: AsyncSession, finding: Finding) -> None:
    """It is asked once, even where it was found anew in the meantime."""
    await queries.hold(session)
    for each in await queries.still_open(session, product_id=finding.product_id):
        await session.delete(each)
    await session.flush()
    finding.reopen()


async def _nobody(_done: int, _total: int) -> None:
    """Whom the clock sent tells nobody how far it is."""


async def _judged(session: AsyncSession, tell: Tell) -> tuple[Sequence[Goods], list[Doubt]]:
    paths = await catalog.ancestry(session)
    names = [name for path in paths.values() for name in path[-1].name.values()]
    reader = Reader(names)
    goods = await _read(session, reader, tell)
    judge = Judge(reader, goods, paths, catalog.wanted_along(paths))
    doubts = []
    for place in range(0, len(goods), JUDGED_AT_ONCE):
        found = (judge.doubt(each) for each in goods[place : place + JUDGED_AT_ONCE])
        doubts += [each for each in found if each]
        await tell(len(goods) + min(place + JUDGED_AT_ONCE, len(goods)), 2 * len(goods))
        await asyncio.sleep(0)  # others have their turn
    return goods, doubts


async def _read(session: AsyncSession, reader: Reader, tell: Tell) -> list[Goods]:
    """Of each product its words as numbers: a few hundred bytes."""
    goods: list[Goods] = []
    total = await queries.count(session)
    while some := await queries.written(session, goods[-1].id if goods else None):
        goods += [reader.goods(each) for each in some]
        await tell(len(goods), 2 * max(total, len(goods)))
    return goods


async def _keep(
    session: AsyncSession, products: int, doubts: Sequence[Doubt], at: datetime, *, by: str
) -> Look:
    """Findings that hold no more go; what somebody said is right is not asked again."""
    await queries.hold(session)
    right = await queries.said_right(session)
    now = await queries.categories_of(session, [each.goods.id for each in doubts])
    asked = [
        each
        for each in sorted(doubts, key=lambda each: (-each.sureness, each.goods.id))
        if now.get(each.goods.id) == each.goods.category_id
        and (each.goods.id, each.goods.category_id, each.goods.digest) not in right
    ][:FOUND_MAX]
    known = {each.product_id: each for each in await queries.still_open(session)}
    await _forget(session, known, {each.goods.id for each in asked})
    for each in asked:
        finding = known.get(each.goods.id) or Finding(product_id=each.goods.id, found_at=at)
        finding.category_id, finding.suggested_id = each.goods.category_id, each.suggested_id
        finding.sureness, finding.reasons = each.sureness, each.reasons
        finding.said = each.goods.digest
        session.add(finding)
    made = Look(started_at=at, ended_at=clock.now(), by=by, products=products, found=len(asked))
    session.add(made)
    await session.flush()
    return made


async def _forget(session: AsyncSession, known: Mapping[UUID, Finding], asked: set[UUID]) -> None:
    for product_id, finding in known.items():
        if product_id not in asked:
            await session.delete(finding)
    await session.flush()
