"""How the database goes about the log of events: by its order, however much waits in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import events
from hutong.kernel.db import Database
from hutong.kernel.events import BATCH_MAX, Event, Wiring
from hutong.kernel.ids import new_id
from tests.postgres import fresh_database

WAITING = 6 * BATCH_MAX
READ = text("""
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables
    where relname ~ '^event_(rest|[0-9])'
""")


@dataclass(frozen=True, kw_only=True)
class DoorOpened(Event):
    name = "test.door_opened"
    door_id: UUID


read: list[int] = []


async def count(session: AsyncSession, _event: DoorOpened) -> None:
    if not read:
        read.append(int((await session.execute(READ)).scalar_one()))


@pytest.fixture
async def shop() -> AsyncIterator[Database]:
    with fresh_database() as url:
        db = Database(url)
        yield db
        await db.close()


async def test_a_worker_that_was_away_reads_no_more_at_once_than_it_handles(
    shop: Database,
) -> None:
    wiring = Wiring(reactions={DoorOpened: [count]})
    await events.enrol(shop, wiring)
    await _open(shop, 10)
    await _analysed(shop)  # from here on the figures end before what is asked for
    await _open(shop, WAITING)
    read.clear()

    handled = await events.consume(shop, wiring)

    assert handled == BATCH_MAX
    assert read[0] <= BATCH_MAX + 1


async def _open(db: Database, doors: int) -> None:
    async with db.transaction() as session:
        for _ in range(doors):
            events.emit(session, DoorOpened(door_id=new_id()))


async def _analysed(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(text("analyze"))
