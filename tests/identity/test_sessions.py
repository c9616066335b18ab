from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.identity import Device, SignedIn, Subject, SubjectKind
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from tests.counting import statements


async def test_a_session_is_found_by_its_token_in_one_statement(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    token = await identity.start_session(session, member, device=device)
    await session.flush()

    with statements() as sent:
        found = await identity.find_session(session, token)

    assert found is not None
    assert found.subject == member
    assert len(sent) == 1


@pytest.mark.parametrize("days", [0, 1.5, 31, 200])
async def test_a_statement_that_joins_the_session_says_the_same(
    session: AsyncSession, member: Subject, device: Device, time: Simulated, days: float
) -> None:
    former = await identity.start_session(session, member, device=device)
    here = await identity.find_session(session, former)
    assert here is not None
    newest = await identity.rotate(session, here.session_id)
    time.advance(timedelta(days=days))

    for token in (former, newest, "nobody's"):
        at = clock.now()
        joined = await session.execute(select(identity.live_sessions(token, at)))
        row = joined.mappings().one_or_none()
        quick = await identity.find_session(session, token)
        assert quick == (SignedIn.of(row, at) if row else None)


async def test_the_database_never_holds_the_token(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    token = await identity.start_session(session, member, device=device)
    await session.flush()

    row = (await session.execute(text("select * from identity_session"))).one()

    assert token not in str(row)
    assert token.encode() not in row


@pytest.mark.parametrize("token", ["", "x", "ü" * 43, "0" * 10_000])
async def test_a_made_up_token_is_nobody(session: AsyncSession, token: str) -> None:
    assert await identity.find_session(session, token) is None


@pytest.mark.parametrize(
    ("kind", "remember", "idle", "absolute"),
    [
        (SubjectKind.MEMBER, True, timedelta(days=30), timedelta(days=180)),
        (SubjectKind.STAFF, True, timedelta(hours=12), timedelta(days=7)),
        (SubjectKind.MEMBER, False, timedelta(hours=2), timedelta(hours=12)),
        (SubjectKind.STAFF, False, timedelta(hours=2), timedelta(hours=12)),
    ],
)
async def test_a_session_ends_when_left_alone_and_when_it_is_old(
    session: AsyncSession,
    time: Simulated,
    device: Device,
    kind: SubjectKind,
    remember: bool,  # noqa: FBT001
    idle: timedelta,
    absolute: timedelta,
) -> None:
    subject = Subject(kind, uuid4())
    token = await identity.start_session(session, subject, device=device, remember=remember)
    second = timedelta(seconds=1)
    begun = time.at

    async def alive(at: datetime) -> bool:
        time.move_to(at)
        return await identity.find_session(session, token) is not None

    assert await alive(begun + idle - second)
    assert not await alive(begun + idle)

    found = await _seen_until(session, token, begun + absolute - second, time)
    assert found
    assert await alive(begun + absolute - second)
    assert not await alive(begun + absolute)


async def _seen_until(session: AsyncSession, token: str, at: datetime, time: Simulated) -> bool:
    ids = (await session.execute(text("select id from identity_session"))).scalars().all()
    time.move_to(at)
    await identity.touch_sessions(session, dict.fromkeys(ids, at))
    return await identity.find_session(session, token) is not None


async def test_being_seen_never_moves_backwards(
    session: AsyncSession, member: Subject, device: Device, time: Simulated
) -> None:
    await identity.start_session(session, member, device=device)
    (row,) = await identity.sessions_of(session, member)

    await identity.touch_sessions(session, {row.id: time.at - timedelta(hours=1)})
    await identity.touch_sessions(session, {})

    (again,) = await identity.sessions_of(session, member)
    assert again.seen_at == row.seen_at


async def test_the_old_token_works_one_minute_after_a_rotation(
    session: AsyncSession, member: Subject, device: Device, time: Simulated
) -> None:
    old = await identity.start_session(session, member, device=device)
    found = await identity.find_session(session, old)
    assert found is not None

    new = await identity.rotate(session, found.session_id)
    await session.flush()

    time.advance(timedelta(seconds=59))
    by_old = await identity.find_session(session, old)
    assert by_old is not None
    assert by_old.rotated
    assert not by_old.due_for_rotation
    time.advance(timedelta(seconds=1))
    assert await identity.find_session(session, old) is None
    by_new = await identity.find_session(session, new)
    assert by_new is not None
    assert not by_new.rotated


async def test_a_token_is_due_for_rotation_after_a_day(
    session: AsyncSession, member: Subject, device: Device, time: Simulated
) -> None:
    token = await identity.start_session(session, member, device=device)
    found = await identity.find_session(session, token)
    assert found is not None
    assert not found.due_for_rotation
    assert await identity.renew(session, found.session_id) is None

    time.advance(timedelta(hours=24, seconds=1))

    old = await identity.find_session(session, token)
    assert old is not None
    assert old.due_for_rotation
    assert await identity.renew(session, found.session_id)
    assert await identity.renew(session, found.session_id) is None


async def test_the_second_factor_changes_the_token_at_once(
    session: AsyncSession, staff: Subject, device: Device
) -> None:
    old = await identity.start_session(session, staff, device=device)
    before = await identity.find_session(session, old)
    assert before is not None
    assert before.second_factor_at is None

    new = await identity.pass_second_factor(session, before.session_id)
    await session.flush()

    assert await identity.find_session(session, old) is None
    after = await identity.find_session(session, new)
    assert after is not None
    assert after.second_factor_at is not None


async def test_signing_out_ends_that_session_on_the_server(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    token = await identity.start_session(session, member, device=device)
    other = await identity.start_session(session, member, device=device)
    found = await identity.find_session(session, token)
    assert found is not None

    await identity.end_session(session, found.session_id, subject=member)

    assert await identity.find_session(session, token) is None
    assert await identity.find_session(session, other) is not None


async def test_nobody_can_end_another_ones_session(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    token = await identity.start_session(session, member, device=device)
    found = await identity.find_session(session, token)
    assert found is not None

    await identity.end_session(
        session, found.session_id, subject=Subject(SubjectKind.MEMBER, uuid4())
    )
    await identity.end_session(
        session, found.session_id, subject=Subject(SubjectKind.STAFF, member.id)
    )

    assert await identity.find_session(session, token) is not None


async def test_all_other_devices_can_be_signed_out(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    here = await identity.start_session(session, member, device=device)
    there = await identity.start_session(session, member, device=device)
    found = await identity.find_session(session, here)
    assert found is not None

    await identity.end_other_sessions(session, member, keep=found.session_id)

    assert await identity.find_session(session, here) is not None
    assert await identity.find_session(session, there) is None


async def test_devices_are_listed_by_name_the_last_seen_first(
    session: AsyncSession, member: Subject, device: Device, time: Simulated
) -> None:
    await identity.start_session(session, member, device=device)
    time.advance(timedelta(hours=1))
    edge = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0"
    await identity.start_session(session, member, device=replace(device, user_agent=edge))

    listed = await identity.sessions_of(session, member)

    assert [row.device for row in listed] == ["Edge · Windows", "微信 · iPhone"]
    assert listed[0].ip == device.ip


async def test_what_matters_much_asks_for_a_fresh_session(
    session: AsyncSession, member: Subject, device: Device, time: Simulated
) -> None:
    token = await identity.start_session(session, member, device=device)
    found = await identity.find_session(session, token)
    assert found is not None

    identity.require_fresh(found)

    time.advance(timedelta(minutes=15, seconds=1))
    with pytest.raises(identity.NotFresh):
        identity.require_fresh(found)


async def test_the_nightly_broom_takes_what_no_longer_serves(
    session: AsyncSession, db: Database, member: Subject, device: Device, time: Simulated
) -> None:
    await identity.start_session(session, member, device=device)
    await identity.issue_code(session, "13812345678", identity.Purpose.SIGN_IN)
    time.advance(timedelta(days=31))
    alive = await identity.start_session(session, member, device=device)

    await identity.purge(db)

    assert await identity.find_session(session, alive) is not None
    assert await _count(session, "identity_session") == 1
    assert await _count(session, "identity_code") == 0
    assert await _count(session, "identity_attempt") == 2
    time.advance(timedelta(days=170))
    await identity.purge(db)
    assert await _count(session, "identity_attempt") == 1


async def _count(session: AsyncSession, table: str) -> int:
    await session.flush()
    return (await session.execute(text(f"select count(*) from {table}"))).scalar_one()  # noqa: S608
