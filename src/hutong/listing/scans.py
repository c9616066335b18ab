"""All goods looked at, some at a time, while the shop goes on; staff see how far it got."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel import clock, jobs
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database
from hutong.listing import holds, looking, queries
from hutong.listing.models import Scan
from hutong.listing.states import Why

AT_ONCE = 200


async def scan_all(session: AsyncSession, why: Why, *, by: Actor = SYSTEM) -> Scan:
    """As a job. One that has not begun yet will see this change too: it is answered."""
    waiting = await queries.waiting_scan(session)
    if waiting is not None:
        return waiting
    scan = Scan(why=why, asked_by=by.name, asked_at=clock.now())
    session.add(scan)
    await session.flush()
    await jobs.defer(session, "listing.scan", lock="listing.scan", scan_id=str(scan.id))
    return scan


async def run(db: Database, *, scan_id: str) -> None:
    """Begun again after a crash it begins anew: looking twice changes nothing."""
    key = UUID(scan_id)
    async with db.transaction() as session:
        scan = await queries.locked_scan(session, key)
        if scan.ended_at is not None:
            return
        scan.started_at = clock.now()
        scan.done = scan.hits = scan.held = 0
        scan.total = await queries.products_in_all(session)
    after: UUID | None = None
    while True:
        async with db.transaction() as session:
            after = await _look_at_some(session, key, after)
            if after is None:
                return


async def _look_at_some(session: AsyncSession, key: UUID, after: UUID | None) -> UUID | None:
    """The last one looked at; None when there are no more."""
    scan = await queries.locked_scan(session, key)
    ids = await queries.next_products(session, after, AT_ONCE)
    if not ids:
        scan.ended_at = clock.now()
        scan.total = scan.done
        return None
    hits, held = await look_at(session, ids)
    scan.done += len(ids)
    scan.total = max(scan.total, scan.done)
    scan.hits += hits
    scan.held += held
    return ids[-1]


async def look_at(session: AsyncSession, ids: list[UUID]) -> tuple[int, int]:
    """Look, keep what was seen, and hold what may not be sold: how many have forbidden words, and
    how many were held."""
    sheets = await catalog.products(session, ids)
    through = await looking.glass(session)
    seen = [(sheet, looking.look(through, sheet)) for sheet in sheets]
    await looking.keep(session, [looked for _sheet, looked in seen])
    held = await holds.hold_banned(session, seen)
    return sum(bool(looked.hits) for _sheet, looked in seen), held
