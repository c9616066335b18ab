import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Entry, Staff, TrailFilter
from hutong.access.jobs import check_trail
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database

SEAL_NOW = text("set constraints all immediate")


async def newest(session: AsyncSession) -> Entry:
    await session.flush()
    return (await access.trail(session, TrailFilter()))[0]


async def test_only_what_changed_is_written(session: AsyncSession, packer: Staff) -> None:
    await session.flush()

    async with access.audited(session, SYSTEM, "staff.rename", packer, label=packer.name):
        packer.name = "武师傅"

    line = await newest(session)
    assert line.changes == {"name": ["小武", "武师傅"]}
    assert (line.action, line.object_type) == ("staff.rename", "access_staff")
    assert line.object_id == str(packer.id)


async def test_a_block_that_changes_nothing_leaves_no_line(
    session: AsyncSession, packer: Staff
) -> None:
    before = await newest(session)

    async with access.audited(session, SYSTEM, "staff.rename", packer, label=packer.name):
        packer.name = "小武"

    assert (await newest(session)).id == before.id


async def test_a_block_that_fails_leaves_no_line(session: AsyncSession, packer: Staff) -> None:
    before = await newest(session)

    with pytest.raises(RuntimeError):
        async with access.audited(session, SYSTEM, "staff.rename", packer, label=packer.name):
            raise RuntimeError

    assert (await newest(session)).id == before.id


async def test_of_what_is_personal_only_the_ends_show(session: AsyncSession, packer: Staff) -> None:
    async with access.audited(session, SYSTEM, "staff.phone", packer, label=packer.name):
        packer.phone = "13812345678"

    assert (await newest(session)).changes == {"phone": [None, "13•••78"]}


def test_secrets_are_left_out() -> None:
    told = access.changes(
        {"name": "a", "password": "old", "hash": "x"},
        {"name": "b", "password": "new", "hash": "y", "token_hash": "z", "totp_secret": "s"},
    )

    assert told == {"name": ["a", "b"]}


async def test_what_staff_do_to_staff_stands_in_the_trail(
    session: AsyncSession, time: Simulated, owner: Staff, packer: Staff
) -> None:
    time.advance(timedelta(seconds=1))
    await access.edit_staff(session, packer.id, name="小武", roles=["auditor"], by=owner.as_actor())

    line = await newest(session)

    assert line.actor_id == owner.id
    assert line.actor_name == "林掌柜"
    assert line.action == "access.edit_staff"
    assert line.changes == {"roles": [["warehouse"], ["auditor"]]}
    assert line.at == time.at


async def test_the_trail_can_be_searched(session: AsyncSession, time: Simulated) -> None:
    for number in range(60):
        access.record(
            session,
            SYSTEM,
            "orders.ship" if number % 2 else "orders.note",
            object_type="order",
            object_id=number,
            label=f"order {number}",
        )
        time.advance(timedelta(minutes=1))
    await session.flush()

    shipped = await access.trail(session, TrailFilter(action="orders.ship"))
    one = await access.trail(session, TrailFilter(object_type="order", object_id="7"))
    first = await access.trail(session, TrailFilter())
    last = first[-1]
    second = await access.trail(session, TrailFilter(), before=(last.at, last.id))
    lately = await access.trail(session, TrailFilter(since=time.at - timedelta(minutes=3)))
    early = await access.trail(session, TrailFilter(until=time.at - timedelta(minutes=58)))

    assert len(shipped) == 30
    assert [line.label for line in one] == ["order 7"]
    assert (len(first), len(second)) == (50, 10)
    assert (len(lately), len(early)) == (3, 2)
    assert await access.trail(session, TrailFilter(actor_id=uuid4())) == []


@pytest.mark.parametrize(
    "tampering",
    [
        "update access_audit_entry set label = 'x'",
        "delete from access_audit_entry",
        "truncate access_audit_entry cascade",
        "update access_audit_seal set place = 99",
        "delete from access_audit_seal",
    ],
)
async def test_the_database_refuses_to_change_the_trail(
    session: AsyncSession, tampering: str
) -> None:
    await sealed_lines(session, 1)

    with pytest.raises(DBAPIError, match="append-only"):
        async with session.begin_nested():
            await session.execute(text(tampering))


async def sealed_lines(session: AsyncSession, count: int) -> None:
    for number in range(count):
        access.record(
            session, SYSTEM, "test", object_type="thing", object_id=number, label=f"{number}"
        )
    await session.flush()
    await session.execute(SEAL_NOW)


async def test_every_line_is_sealed_in_order(session: AsyncSession) -> None:
    await sealed_lines(session, 5)

    report = await access.verify_chain(session)

    assert report.is_whole
    assert report.head is not None
    assert report.head.place == 5


async def test_an_empty_trail_is_whole(session: AsyncSession) -> None:
    report = await access.verify_chain(session)

    assert report.is_whole
    assert report.head is None


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("update access_audit_entry set label = 'innocent' where label = '2'", 3),
        ("update access_audit_entry set at = at - interval '1 day' where label = '0'", 1),
        ("update access_audit_entry set changes = '{\"a\": [1, 2]}' where label = '4'", 5),
        ("delete from access_audit_seal where place = 3", 4),
        ("update access_audit_seal set hash = sha256('x') where place = 2", 2),
    ],
)
async def test_whoever_gets_around_the_database_breaks_the_seals(
    session: AsyncSession, tampering: str, broken_at: int
) -> None:
    await sealed_lines(session, 5)
    await session.execute(text("set session_replication_role = replica"))  # no trigger fires

    await session.execute(text(tampering))

    report = await access.verify_chain(session)
    await session.execute(text("set session_replication_role = origin"))
    assert not report.is_whole
    assert report.broken_at == broken_at


async def test_a_line_that_was_slipped_in_without_a_seal_is_noticed(
    session: AsyncSession,
) -> None:
    await sealed_lines(session, 2)
    await session.execute(text("set session_replication_role = replica"))
    access.record(session, SYSTEM, "test", object_type="thing", object_id=9, label="9")
    await session.flush()
    await session.execute(text("set session_replication_role = origin"))

    report = await access.verify_chain(session)

    assert report.unsealed == 1
    assert not report.is_whole


async def test_lines_written_at_the_same_time_make_one_chain(committed: Database) -> None:
    async def write(number: int) -> None:
        async with committed.transaction() as session:
            for part in range(3):
                access.record(
                    session,
                    SYSTEM,
                    "test",
                    object_type="thing",
                    object_id=number,
                    label=f"{number}.{part}",
                )
                await session.flush()

    await asyncio.gather(*(write(number) for number in range(12)))

    async with committed.reading() as session:
        report = await access.verify_chain(session)
    assert report.is_whole
    assert report.head is not None
    assert report.head.place == 36


async def test_the_nightly_check_reads_the_whole_trail(
    session: AsyncSession, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await sealed_lines(session, 2)

    await check_trail(db)
    assert "trail_whole" in capsys.readouterr().out

    await session.execute(text("set session_replication_role = replica"))
    await session.execute(text("update access_audit_entry set label = 'innocent'"))
    await session.execute(text("set session_replication_role = origin"))
    await check_trail(db)
    assert "trail_broken" in capsys.readouterr().out
