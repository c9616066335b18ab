"""Lines to the database that are always there."""

import asyncio

import asyncpg
import pytest

from hutong.kernel.db import Database
from hutong.kernel.wire import NotReached
from tests.postgres import fresh_database


async def slow(*_address: object, **_settings: object) -> None:
    """A door that a busy machine is long in opening."""
    await asyncio.sleep(60)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """From `busy.setattr` on no new line is opened in time."""
    monkeypatch.setattr("hutong.kernel.wire.CONNECT_SECONDS", 0.05)
    return monkeypatch


async def test_the_first_who_pays_waits_for_no_line_to_be_opened(
    busy: pytest.MonkeyPatch,
) -> None:
    with fresh_database() as url:
        db = Database(url)
        busy.undo()
        await db.ready()
        busy.setattr(asyncpg, "connect", slow)

        found = await db.write("select 1 as one"), await db.glance("select 2 as two")

        assert [row[0][0] for row in found] == [1, 2]
        busy.undo()
        await db.close()


async def test_a_line_that_is_opened_too_late_is_said_to_be_out_of_reach(
    busy: pytest.MonkeyPatch,
) -> None:
    busy.setattr(asyncpg, "connect", slow)
    db = Database("postgresql://nobody@localhost:1/nothing")

    with pytest.raises(NotReached):
        await db.write("select 1")
