import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.identity import Device, Purpose, TooManyAttempts, TooManyCodes, WrongCode
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database

PHONE = "13812345678"


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def test_a_code_has_six_digits_and_only_its_hash_is_kept(session: AsyncSession) -> None:
    code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    row = (await session.execute(text("select * from identity_code"))).one()

    assert len(code) == 6
    assert code.isdigit()
    assert code not in str(row.code_hash) + str(row.salt)


async def test_a_code_works_once(session: AsyncSession) -> None:
    code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    await identity.check_code(session, PHONE, Purpose.SIGN_IN, f" {code} ")

    with pytest.raises(WrongCode):
        await identity.check_code(session, PHONE, Purpose.SIGN_IN, code)


async def test_a_code_lives_five_minutes(session: AsyncSession, time: Simulated) -> None:
    code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    time.advance(timedelta(minutes=5))

    with pytest.raises(WrongCode):
        await identity.check_code(session, PHONE, Purpose.SIGN_IN, code)


async def test_a_code_works_until_its_last_second(session: AsyncSession, time: Simulated) -> None:
    code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    time.advance(timedelta(minutes=4, seconds=59))

    await identity.check_code(session, PHONE, Purpose.SIGN_IN, code)


@pytest.mark.parametrize("purpose", [Purpose.SET_PASSWORD, Purpose.CHANGE_PHONE])
async def test_a_code_serves_only_its_purpose(session: AsyncSession, purpose: Purpose) -> None:
    code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    with pytest.raises(WrongCode):
        await identity.check_code(session, PHONE, purpose, code)


async def test_a_code_serves_only_its_phone(session: AsyncSession) -> None:
    code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    with pytest.raises(WrongCode):
        await identity.check_code(session, "13900000000", Purpose.SIGN_IN, code)


async def test_a_new_code_replaces_the_one_before(session: AsyncSession, time: Simulated) -> None:
    first = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)
    time.advance(timedelta(seconds=60))
    second = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    with pytest.raises(WrongCode):
        await identity.check_code(session, PHONE, Purpose.SIGN_IN, first)
    await identity.check_code(session, PHONE, Purpose.SIGN_IN, second)


async def test_after_five_wrong_tries_the_right_code_is_wrong_too(session: AsyncSession) -> None:
    code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)
    for _ in range(5):
        with pytest.raises(WrongCode):
            await identity.check_code(session, PHONE, Purpose.SIGN_IN, other_than(code))

    with pytest.raises(WrongCode):
        await identity.check_code(session, PHONE, Purpose.SIGN_IN, code)


async def test_four_wrong_tries_are_forgiven(session: AsyncSession) -> None:
    code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)
    for _ in range(4):
        with pytest.raises(WrongCode):
            await identity.check_code(session, PHONE, Purpose.SIGN_IN, other_than(code))

    await identity.check_code(session, PHONE, Purpose.SIGN_IN, code)


@pytest.mark.parametrize("junk", ["", "abcdef", "1" * 10_000, "١٢٣٤٥٦", "\x00"])
async def test_junk_is_a_wrong_code(session: AsyncSession, junk: str) -> None:
    await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    with pytest.raises(WrongCode):
        await identity.check_code(session, PHONE, Purpose.SIGN_IN, junk)


async def test_the_next_code_can_be_asked_for_after_a_minute(
    session: AsyncSession, time: Simulated
) -> None:
    await identity.issue_code(session, PHONE, Purpose.SIGN_IN)
    time.advance(timedelta(seconds=18))

    with pytest.raises(TooManyCodes) as refused:
        await identity.issue_code(session, PHONE, Purpose.SET_PASSWORD)

    assert refused.value.retry_after == 42
    time.advance(timedelta(seconds=42))
    await identity.issue_code(session, PHONE, Purpose.SET_PASSWORD)


async def test_five_codes_an_hour_and_ten_a_day(session: AsyncSession, time: Simulated) -> None:
    async def issue(count: int) -> None:
        for _ in range(count):
            await identity.issue_code(session, PHONE, Purpose.SIGN_IN)
            time.advance(timedelta(seconds=60))

    await issue(5)
    with pytest.raises(TooManyCodes) as refused:
        await issue(1)
    assert refused.value.retry_after == 55 * 60
    time.advance(timedelta(minutes=55))
    await issue(5)
    time.advance(timedelta(hours=2))
    with pytest.raises(TooManyCodes):
        await issue(1)
    time.advance(timedelta(hours=24))
    await issue(1)


async def test_twenty_codes_an_hour_for_one_address(
    session: AsyncSession, device: Device, time: Simulated
) -> None:
    for number in range(20):
        await identity.issue_code(session, f"138000000{number:02}", Purpose.SIGN_IN, device=device)

    with pytest.raises(TooManyCodes):
        await identity.issue_code(session, "13900000000", Purpose.SIGN_IN, device=device)

    elsewhere = replace(device, ip="198.51.100.1")
    await identity.issue_code(session, "13900000000", Purpose.SIGN_IN, device=elsewhere)
    time.advance(timedelta(hours=1))
    await identity.issue_code(session, "13900000001", Purpose.SIGN_IN, device=device)


async def test_one_address_cannot_guess_at_many_phones(
    session: AsyncSession, device: Device
) -> None:
    for number in range(50):
        with pytest.raises(WrongCode):
            await identity.check_code(
                session, f"138000000{number:02}", Purpose.SIGN_IN, "000000", device=device
            )

    with pytest.raises(TooManyAttempts):
        await identity.check_code(session, PHONE, Purpose.SIGN_IN, "000000", device=device)


async def test_ten_who_try_at_once_use_a_code_once(committed: Database) -> None:
    async with committed.transaction() as session:
        code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    async def use() -> bool:
        async with committed.transaction() as session:
            await identity.check_code(session, PHONE, Purpose.SIGN_IN, code)
            return True

    results = await asyncio.gather(*(use() for _ in range(10)), return_exceptions=True)

    assert results.count(True) == 1
    assert sum(isinstance(result, WrongCode) for result in results) == 9


async def test_ten_who_ask_at_once_get_one_code(committed: Database) -> None:
    async def ask() -> str:
        async with committed.transaction() as session:
            return await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    results = await asyncio.gather(*(ask() for _ in range(10)), return_exceptions=True)

    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, TooManyCodes) for result in results) == 9


async def test_a_wrong_code_is_counted_although_it_is_refused(committed: Database) -> None:
    async with committed.transaction() as session:
        code = await identity.issue_code(session, PHONE, Purpose.SIGN_IN)

    for _ in range(5):
        with pytest.raises(WrongCode):
            async with committed.transaction() as session:
                await identity.check_code(session, PHONE, Purpose.SIGN_IN, other_than(code))

    with pytest.raises(WrongCode):
        async with committed.transaction() as session:
            await identity.check_code(session, PHONE, Purpose.SIGN_IN, code)
