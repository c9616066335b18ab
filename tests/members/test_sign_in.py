import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity, members, messaging
from hutong.identity import (
    Device,
    NotFresh,
    Purpose,
    SignedIn,
    TooManyCodes,
    WeakPassword,
    WrongCode,
    WrongCredentials,
)
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.members import (
    AccountFrozen,
    AlreadyFrozen,
    FreezeReason,
    Member,
    NotFrozen,
    PhoneTaken,
    SignIn,
)
from tests.conftest import Worker

PHONE = "13812345678"
OTHER = "13900000000"
PASSWORD = "mapletree-91-fog"
SENT = text("select body from messaging_message where recipient = :phone order by id desc limit 1")


async def code_for(session: AsyncSession, phone: str, purpose: Purpose = Purpose.SIGN_IN) -> str:
    """Ask for a code and read it in the message log, as one does with the simulator."""
    await members.request_code(session, phone, purpose=purpose, device=Device(), locale="zh_CN")
    body = (await session.execute(SENT, {"phone": phone})).scalar_one()
    found = re.search(r"\d{6}", body)
    assert found is not None
    return found[0]


async def signed_in(session: AsyncSession, entered: SignIn) -> SignedIn:
    await session.flush()
    found = await identity.find_session(session, entered.token)
    assert found is not None
    return found


async def enter(session: AsyncSession, device: Device, phone: str = PHONE) -> SignIn:
    code = await code_for(session, phone)
    return await members.sign_in_with_code(session, phone, code, device=device)


async def test_the_first_code_registers_and_the_next_signs_in(
    session: AsyncSession, device: Device, time: Simulated
) -> None:
    first = await enter(session, device)
    time.advance(timedelta(minutes=2))
    second = await enter(session, device)

    assert first.new
    assert not second.new
    assert first.member.id == second.member.id
    assert first.token != second.token
    assert re.fullmatch(r"巷友\w{4}", first.member.nickname)


async def test_a_new_member_finds_a_welcome(
    session: AsyncSession, device: Device, worker: Worker
) -> None:
    entered = await enter(session, device)
    await worker()

    page = await messaging.inbox(session, entered.member.id)

    assert [message.title for message in page.messages] == ["欢迎光临"]
    happened = await session.execute(text("select name from event where key is not null"))
    assert happened.scalars().all() == ["members.joined"]


@pytest.mark.parametrize(
    "typed",
    [
        "138 1234 5678",
        "+86 138-1234-5678",
        "１３８１２３４５６７８",
        "008613812345678",
        "8613812345678",
    ],
)
async def test_one_phone_is_one_account_however_it_is_typed(
    session: AsyncSession, device: Device, member: Member, typed: str
) -> None:
    code = await code_for(session, PHONE)

    entered = await members.sign_in_with_code(session, typed, code, device=device)

    assert entered.member.id == member.id


@pytest.mark.parametrize(
    "typed", ["", "12345", "23812345678", "1381234567", "138123456789", "x" * 999]
)
async def test_what_cannot_be_a_phone_is_said_at_its_field(
    session: AsyncSession, device: Device, typed: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await members.request_code(
            session, typed, purpose=Purpose.SIGN_IN, device=device, locale="zh_CN"
        )
    with pytest.raises(Invalid):
        await members.sign_in_with_code(session, typed, "000000", device=device)

    assert [problem.field for problem in refused.value.problems] == ["phone"]


async def test_a_second_code_has_to_wait(session: AsyncSession) -> None:
    await code_for(session, PHONE)

    with pytest.raises(TooManyCodes):
        await code_for(session, PHONE)


async def test_a_wrong_code_registers_nobody(session: AsyncSession, device: Device) -> None:
    await code_for(session, PHONE)

    with pytest.raises(WrongCode):
        await members.sign_in_with_code(session, PHONE, "abcdef", device=device)

    assert await members.by_phone(session, PHONE) is None


async def test_ten_who_register_at_once_are_one_member(committed: Database, device: Device) -> None:
    async with committed.transaction() as session:
        code = await code_for(session, PHONE)

    async def use() -> SignIn:
        async with committed.transaction() as session:
            return await members.sign_in_with_code(session, PHONE, code, device=device)

    results = await asyncio.gather(*(use() for _ in range(10)), return_exceptions=True)

    assert sum(isinstance(result, SignIn) for result in results) == 1
    assert sum(isinstance(result, WrongCode) for result in results) == 9


async def test_two_who_join_at_once_are_one_member(committed: Database) -> None:
    async def join() -> Member:
        async with committed.transaction() as session:
            return await members.join(session, PHONE)

    joined = await asyncio.gather(*(join() for _ in range(8)))

    assert len({member.id for member in joined}) == 1


async def test_a_password_can_be_set_with_a_code_and_then_used(
    session: AsyncSession, device: Device, time: Simulated
) -> None:
    entered = await enter(session, device)
    here = await signed_in(session, entered)
    time.advance(timedelta(minutes=2))
    code = await code_for(session, PHONE, Purpose.SET_PASSWORD)

    await members.set_password(session, here, code, PASSWORD, device=device)

    again = await members.sign_in_with_password(session, "138-1234-5678", PASSWORD, device=device)
    assert again.member.id == entered.member.id
    assert await identity.find_session(session, entered.token) is not None


@pytest.mark.parametrize("password", ["12345678", "my" + PHONE, "short"])
async def test_a_weak_password_does_not_cost_the_code(
    session: AsyncSession, device: Device, password: str, time: Simulated
) -> None:
    here = await signed_in(session, await enter(session, device))
    time.advance(timedelta(minutes=2))
    code = await code_for(session, PHONE, Purpose.SET_PASSWORD)

    with pytest.raises(WeakPassword):
        await members.set_password(session, here, code, password, device=device)

    await members.set_password(session, here, code, PASSWORD, device=device)


async def test_a_forgotten_password_is_replaced_and_every_device_signed_out(
    session: AsyncSession, device: Device, time: Simulated
) -> None:
    before = await enter(session, device)
    await session.flush()
    time.advance(timedelta(minutes=2))
    code = await code_for(session, PHONE, Purpose.SET_PASSWORD)

    after = await members.sign_in_with_new_password(session, PHONE, code, PASSWORD, device=device)
    await session.flush()

    assert await identity.find_session(session, before.token) is None
    assert await identity.find_session(session, after.token) is not None
    with pytest.raises(WrongCode):
        await members.sign_in_with_new_password(session, PHONE, code, PASSWORD, device=device)


async def test_a_phone_nobody_has_and_a_wrong_password_get_one_answer(
    session: AsyncSession, device: Device, member: Member
) -> None:
    for phone in (PHONE, OTHER, "not a phone"):
        with pytest.raises(WrongCredentials):
            await members.sign_in_with_password(session, phone, PASSWORD, device=device)


async def test_a_sign_in_from_a_new_device_is_told(
    session: AsyncSession, device: Device, member: Member, time: Simulated
) -> None:
    await identity.set_password(session, member.subject, PASSWORD)
    elsewhere = replace(device, user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    for each in (device, device, elsewhere):
        await members.sign_in_with_password(session, PHONE, PASSWORD, device=each)
        await session.flush()
        time.advance(timedelta(seconds=1))

    page = await messaging.inbox(session, member.id)

    told = [message.words for message in page.messages if "登录" in message.title]
    assert len(told) == 2
    assert "Firefox · Windows" in told[0]


async def test_who_is_here_costs_one_statement(
    session: AsyncSession, device: Device, member: Member
) -> None:
    token = await identity.start_session(session, member.subject, device=device)
    await session.flush()
    session.expunge_all()
    statements: list[str] = []
    connection = (await session.connection()).sync_connection
    event.listen(connection, "before_cursor_execute", lambda *told: statements.append(told[2]))

    here = await members.who_is(session, token)

    assert len(statements) == 1
    assert here is not None
    assert here.member.nickname == "小满"
    assert here.signed_in.subject == member.subject


async def test_a_staff_token_is_no_member(session: AsyncSession, device: Device) -> None:
    staff = identity.Subject(identity.SubjectKind.STAFF, (await members.join(session, OTHER)).id)
    token = await identity.start_session(session, staff, device=device)
    await session.flush()

    assert await members.who_is(session, token) is None


async def test_a_frozen_account_is_out_everywhere_until_staff_release_it(
    session: AsyncSession, device: Device, member: Member
) -> None:
    token = await identity.start_session(session, member.subject, device=device)
    await identity.set_password(session, member.subject, PASSWORD)
    code = await code_for(session, PHONE)

    await members.freeze(session, member.id, reason=FreezeReason.BY_STAFF, by=SYSTEM)
    with pytest.raises(AlreadyFrozen):
        await members.freeze(session, member.id, reason=FreezeReason.BY_STAFF, by=SYSTEM)
    await session.flush()

    assert await members.who_is(session, token) is None
    with pytest.raises(AccountFrozen):
        await members.sign_in_with_code(session, PHONE, code, device=device)
    with pytest.raises(AccountFrozen):
        await members.sign_in_with_password(session, PHONE, PASSWORD, device=device)
    with pytest.raises(WrongCredentials):
        await members.sign_in_with_password(session, PHONE, "guess-guess", device=device)

    await members.unfreeze(session, member.id, by=SYSTEM)
    with pytest.raises(NotFrozen):
        await members.unfreeze(session, member.id, by=SYSTEM)
    assert await members.sign_in_with_password(session, PHONE, PASSWORD, device=device)


async def test_an_account_frozen_for_its_safety_is_released_by_proving_the_phone(
    session: AsyncSession, device: Device, member: Member
) -> None:
    await members.freeze(session, member.id, reason=FreezeReason.ABNORMAL_SIGN_IN, by=SYSTEM)
    await session.flush()

    entered = await enter(session, device)

    assert entered.member.frozen_at is None
    trail = await access.trail(session, access.TrailFilter(object_id=str(member.id)))
    assert {line.action for line in trail} == {"members.freeze", "members.unfreeze"}


async def test_the_phone_changes_with_a_code_sent_to_the_new_one(
    session: AsyncSession, device: Device
) -> None:
    entered = await enter(session, device)
    here = await signed_in(session, entered)
    there = await identity.start_session(session, entered.member.subject, device=device)
    code = await code_for(session, OTHER, Purpose.CHANGE_PHONE)

    member = await members.change_phone(session, here, OTHER, code, device=device)
    await session.flush()

    assert member.phone == OTHER
    assert await members.by_phone(session, PHONE) is None
    assert await identity.find_session(session, there) is None
    assert await identity.find_session(session, entered.token) is not None


async def test_the_phone_does_not_change_from_a_session_left_open(
    session: AsyncSession, device: Device, time: Simulated
) -> None:
    here = await signed_in(session, await enter(session, device))
    code = await code_for(session, OTHER, Purpose.CHANGE_PHONE)
    time.advance(timedelta(minutes=16))

    with pytest.raises(NotFresh):
        await members.change_phone(session, here, OTHER, code, device=device)


async def test_nobody_takes_anothers_phone(session: AsyncSession, device: Device) -> None:
    await members.join(session, OTHER)
    here = await signed_in(session, await enter(session, device))
    code = await code_for(session, OTHER, Purpose.CHANGE_PHONE)

    with pytest.raises(PhoneTaken):
        await members.change_phone(session, here, OTHER, code, device=device)


async def test_a_code_to_the_old_phone_does_not_prove_the_new_one(
    session: AsyncSession, device: Device
) -> None:
    here = await signed_in(session, await enter(session, device))
    code = await code_for(session, OTHER, Purpose.CHANGE_PHONE)

    with pytest.raises(WrongCode):
        await members.change_phone(session, here, "13911112222", code, device=device)


async def test_staff_see_the_phone_masked_and_looking_is_written_down(
    session: AsyncSession, member: Member
) -> None:
    assert member.masked_phone == "138****5678"

    assert await members.reveal_phone(session, member.id, by=SYSTEM) == PHONE
    await session.flush()

    (line,) = await access.trail(session, access.TrailFilter(action="members.reveal"))
    assert line.object_id == str(member.id)
    assert PHONE not in str(line.changes) + line.label


async def test_no_log_line_holds_a_phone_a_code_or_a_token(
    session: AsyncSession,
    device: Device,
    worker: Worker,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    code = await code_for(session, PHONE)
    entered = await members.sign_in_with_code(session, PHONE, code, device=device)
    await worker()

    printed = capsys.readouterr()
    logged = printed.out + printed.err + caplog.text
    assert not any(secret in logged for secret in (PHONE, code, entered.token))
