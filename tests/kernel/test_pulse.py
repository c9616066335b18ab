"""A database that says nothing keeps nobody waiting; one that is only busy is waited for."""

import asyncio
from asyncio import StreamReader, StreamWriter

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hutong.kernel.db import Database, will_pass
from hutong.kernel.pulse import Silent
from tests.postgres import fresh_database


async def asked(db: Database, statement: str = "select 1") -> object:
    async with db.reading() as session:
        return await session.scalar(text(statement))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATIENCE_SECONDS", "GRACE_SECONDS"):
        monkeypatch.setattr(f"hutong.kernel.pulse.{name}", 0.05)


async def nobody(reader: StreamReader, writer: StreamWriter) -> None:
    """Takes the call and says nothing until the caller hangs up."""
    await reader.read()
    writer.close()
    await writer.wait_closed()


@pytest.mark.usefixtures("impatient")
async def test_who_waits_for_a_line_to_a_silent_database_is_told_so() -> None:
    server = await asyncio.start_server(nobody, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    db = Database(f"postgresql://nobody@127.0.0.1:{port}/nothing")

    waiting = asyncio.ensure_future(asked(db))
    await asyncio.sleep(0)
    await db.pulse.feel()

    for each in (waiting, asked(db)):
        with pytest.raises(Silent):
            await each
    await db.close()
    server.close()
    await asyncio.sleep(0.1)  # until the server has seen the caller hang up


async def test_who_waits_for_an_answer_is_told_so_and_is_served_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    with fresh_database() as url:
        db = Database(url)
        assert await asked(db) == 1
        waiting = asyncio.ensure_future(asked(db, "select pg_sleep(60)"))
        await asyncio.sleep(0.2)

        with monkeypatch.context() as silent:
            silent.setattr(db.pulse, "_ask", asyncio.Event().wait)
            await db.pulse.feel()
        with pytest.raises(DBAPIError) as lost:
            await waiting
        monkeypatch.undo()
        await db.pulse.feel()

        assert will_pass(lost.value)
        assert await asked(db) == 1
        await db.close()


async def test_a_busy_database_is_waited_for() -> None:
    with fresh_database() as url:
        db = Database(url)
        waiting = asyncio.ensure_future(asked(db, "select pg_sleep(1)::text || 'done'"))

        await db.pulse.feel()

        assert not db.pulse.silent
        assert await waiting == "done"
        await db.close()


async def test_a_database_that_refuses_has_answered() -> None:
    db = Database("postgresql://nobody@localhost:1/nothing")

    await db.pulse.feel()

    assert not db.pulse.silent
