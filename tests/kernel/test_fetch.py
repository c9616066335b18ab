"""The way past SQLAlchemy stays inside its transaction and complains in its words."""

import asyncio

import pytest
from asyncpg import PostgresError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hutong.kernel.db import Database, fetch, will_pass

NOTE = (
    "insert into api_answer values ('0192f000-0000-7000-8000-000000000000', $1, '', 1, '', now())"
)
NOTED = text("select count(*) from api_answer")


async def test_what_it_writes_goes_with_its_transaction(committed: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with committed.transaction() as session:
            await fetch(session, NOTE, "first of all")
            raise ZeroDivisionError
    async with committed.transaction() as session:
        await session.execute(text("select 1"))
        await fetch(session, NOTE, "second of all")

    async with committed.reading() as session:
        assert await session.scalar(NOTED) == 1
        assert (await fetch(session, "select key from api_answer"))[0]["key"] == "second of all"


async def test_a_page_that_is_only_looked_at_writes_nothing(committed: Database) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with committed.reading() as session:
            await fetch(session, NOTE, "while reading")

    assert getattr(refused.value.orig, "sqlstate", "") == "25006"


async def test_what_the_database_cannot_keep_is_told_as_always(committed: Database) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with committed.transaction() as session:
            await fetch(session, NOTE, "nul \0 character")

    assert getattr(refused.value.orig, "sqlstate", "").startswith("22")
    assert "nul" not in str(refused.value.params)


async def test_a_connection_that_broke_is_not_used_again(committed: Database) -> None:
    with pytest.raises(DBAPIError) as lost:
        async with committed.transaction() as session:
            await fetch(session, "select pg_terminate_backend(pg_backend_pid())")

    assert lost.value.connection_invalidated
    async with committed.transaction() as session:
        assert await fetch(session, "select 1 as one")


async def test_connections_that_the_server_closed_are_not_lent_out(committed: Database) -> None:
    async with committed.transaction() as one, committed.transaction() as two:
        for session in (one, two):
            await fetch(session, "select 1")
    await _close_all_but_one(committed)

    for _ in range(4):
        async with committed.transaction() as session:
            assert await session.scalar(text("select 1")) == 1


async def _close_all_but_one(db: Database) -> None:
    other = Database(db.engine.url.render_as_string(hide_password=False))
    async with other.transaction() as session:
        closed = await fetch(
            session,
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()",
        )
        assert len(closed) == 2
    await other.close()
    await asyncio.sleep(0.1)


async def test_one_writing_statement_is_committed_when_it_returns(committed: Database) -> None:
    with pytest.raises(PostgresError):
        await committed.write(f"{NOTE}, (null, $1, '', 1, '', now())", "all or nothing")
    await committed.write(NOTE, "for good")

    told = await committed.glance("select key from api_answer")
    assert [each["key"] for each in told] == ["for good"]


async def test_a_glance_writes_nothing(committed: Database) -> None:
    with pytest.raises(PostgresError) as refused:
        await committed.glance(NOTE, "at a glance")

    assert refused.value.sqlstate == "25006"


async def test_documents_go_in_as_text_and_come_out_as_values_on_either_way(
    committed: Database,
) -> None:
    same = "select $1::jsonb as told"

    on_a_wire = await committed.write(same, '{"size": 3}')
    async with committed.reading() as session:
        in_a_session = await fetch(session, same, '{"size": 3}')

    assert on_a_wire[0]["told"] == in_a_session[0]["told"] == {"size": 3}


async def test_a_line_that_is_lost_as_the_transaction_begins_is_worth_asking_again(
    committed: Database,
) -> None:
    with pytest.raises(DBAPIError) as lost:
        async with committed.reading() as session:
            line = await (await session.connection()).get_raw_connection()
            line.driver_connection.terminate()  # type: ignore[union-attr]
            await fetch(session, "select 1")

    assert will_pass(lost.value)
