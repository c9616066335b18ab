"""Goods on sale whose papers are no longer valid are taken off, where their category says so."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, compliance
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.listing import queries, scans, shelf, standards, validity
from hutong.listing.shelf import Because
from hutong.listing.states import Cause, OnExpiry, Why

AT_ONCE = 200


async def sweep_papers(db: Database) -> None:
    """Some at a time; running twice takes nothing off twice."""
    after: UUID | None = None
    while True:
        async with db.transaction() as session:
            after = await _some(session, after)
        if after is None:
            return


async def begin_day(db: Database) -> None:
    """Lists that count from today on: all goods are looked at."""
    async with db.transaction() as session:
        if await compliance.begins_on(session, clock.local_day(clock.now())):
            await scans.scan_all(session, Why.WORDS)


async def _some(session: AsyncSession, after: UUID | None) -> UUID | None:
    strict = {
        category: standard
        for category, standard in standards.of_each(
            await queries.standards(session), await catalog.ancestry(session)
        ).items()
        if standard.papers and standard.on_expiry is OnExpiry.TAKE_OFF
    }
    if not strict:
        return None
    rows = await queries.listed_in(session, list(strict), after, AT_ONCE)
    theirs = await queries.papers_of(session, [row.id for row in rows])
    today = clock.local_day(clock.now())
    for row in rows:
        own = [paper for paper in theirs if paper.product_id == row.id]
        lacking = validity.missing(strict[row.category_id].papers, own, today)
        if lacking:
            because = Because(cause=Cause.PAPERS, says={"paper": str(lacking[0])})
            await shelf.take_off_sale(session, row.id, by=SYSTEM, because=because)
    return rows[-1].id if rows else None
