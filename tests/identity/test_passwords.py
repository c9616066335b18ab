import asyncio
import re
import time as stopwatch
import unicodedata
from dataclasses import replace
from datetime import timedelta
from statistics import median
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.identity import (
    Device,
    Outcome,
    Subject,
    SubjectKind,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
    secrecy,
)
from hutong.identity.common_passwords import everyone, is_common
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database

GOOD = "mapletree-91-fog"
AS_IN_THE_SHOP = secrecy.ARGON2


@pytest.fixture(autouse=True)
def slow_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the hash itself is what is looked at."""
    monkeypatch.setattr(secrecy, "ARGON2", AS_IN_THE_SHOP)
    secrecy._nobodys.cache_clear()


async def _hash_of(session: AsyncSession) -> str:
    await session.flush()
    return (await session.execute(text("select hash from identity_password"))).scalar_one()


async def test_a_password_is_kept_as_a_salted_slow_hash(
    session: AsyncSession, member: Subject
) -> None:
    await identity.set_password(session, member, GOOD)
    first = await _hash_of(session)
    await identity.set_password(session, member, GOOD)

    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", first)

    assert found is not None
    assert int(found[1]) >= 19 * 1024
    assert int(found[2]) >= 2
    assert first != await _hash_of(session)


async def test_the_right_password_is_right(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    await identity.set_password(session, member, GOOD)

    await identity.check_password(session, member, GOOD, device=device)


@pytest.mark.parametrize("wrong", ["", GOOD.upper(), GOOD + " ", GOOD[:-1], "x" * 100_000])
async def test_a_wrong_password_is_refused(
    session: AsyncSession, member: Subject, device: Device, wrong: str
) -> None:
    await identity.set_password(session, member, GOOD)

    with pytest.raises(WrongCredentials):
        await identity.check_password(session, member, wrong, device=device)


@pytest.mark.parametrize(
    "password",
    [
        "8 letter",
        "k" + "7z" * 31 + "q",
        "Lq9" + "-v2x" * 31 + "z",
        "胡同口的老槐树开花了",
        "🦊🐼🐧🦉🐢🦋🐝🦔",
    ],
)
async def test_any_characters_from_8_to_128_are_a_password(
    session: AsyncSession, member: Subject, device: Device, password: str
) -> None:
    await identity.set_password(session, member, password)

    await identity.check_password(session, member, password, device=device)
    with pytest.raises(WrongCredentials):
        await identity.check_password(session, member, password[:-1], device=device)


@pytest.mark.parametrize("password", ["", "short7!", "m1" * 64 + "x"])
async def test_too_short_and_too_long_are_refused(
    session: AsyncSession, member: Subject, password: str
) -> None:
    with pytest.raises(WeakPassword, match="字符"):
        await identity.set_password(session, member, password)


async def test_what_looks_the_same_is_the_same_whichever_keyboard_typed_it(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    composed = unicodedata.normalize("NFC", "café-écluse-42")
    await identity.set_password(session, member, composed)

    decomposed = unicodedata.normalize("NFD", composed)
    full_width = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in composed)

    await identity.check_password(session, member, decomposed, device=device)
    await identity.check_password(session, member, full_width, device=device)


WELL_KNOWN = """
password password1 Password123 P@ssw0rd passw0rd 12345678 123456789 1234567890 87654321 11111111
88888888 00000000 123123123 147258369 789456123 11223344 12341234 qwertyuiop qwerty123 1q2w3e4r
1qaz2wsx zaq12wsx q1w2e3r4 asdfghjkl zxcvbnm1 iloveyou iloveyou1 sunshine princess football baseball
superman trustno1 michelle corvette computer letmein1 welcome1 abcd1234 abc123456 a1234567 aa123456
a123456789 123456aa 123456abc qq123456 asd123456 qwe123456 admin123 Admin@123 woaini1314 woaini520
5201314520 wodemima zhangwei123 123321123 123qweasd 19900101 20001231 01021990 13800138000
Password2024
""".split()  # noqa: SIM905


@pytest.mark.parametrize("password", WELL_KNOWN)
async def test_passwords_that_are_guessed_first_are_refused(
    session: AsyncSession, member: Subject, password: str
) -> None:
    with pytest.raises(WeakPassword):
        await identity.set_password(session, member, password)


def test_thousands_of_common_passwords_are_known_and_each_is_refused() -> None:
    assert len(everyone()) >= 3000
    assert all(is_common(password) for password in everyone())


@pytest.mark.parametrize("password", [GOOD, "correct horse battery", "k8!vQz2mLp", "Tr0ub4dor&3x"])
def test_a_good_password_is_not_called_common(password: str) -> None:
    assert not is_common(password)


async def test_the_account_that_does_not_exist_gets_the_same_answer(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    await identity.set_password(session, member, GOOD)

    with pytest.raises(WrongCredentials) as unknown:
        await identity.check_password(session, None, "nobody-here", device=device, handle="a@b")
    with pytest.raises(WrongCredentials) as wrong:
        await identity.check_password(session, member, "nobody-here", device=device)

    assert str(unknown.value) == str(wrong.value)


async def test_the_account_that_does_not_exist_takes_as_long(
    session: AsyncSession, member: Subject
) -> None:
    await identity.set_password(session, member, GOOD)

    async def taken(subject: Subject | None, number: int) -> float:
        device = Device(ip=f"203.0.113.{number}")
        began = stopwatch.perf_counter()
        with pytest.raises(WrongCredentials):
            await identity.check_password(
                session, subject, "wrong-one-99", device=device, handle=f"{number}"
            )
        return stopwatch.perf_counter() - began

    await taken(None, 0)
    pairs = [(await taken(None, n), await taken(member, n)) for n in range(1, 16)]

    unknown, known = median(a for a, _ in pairs), median(b for _, b in pairs)
    assert 0.5 < unknown / known < 2


async def test_ten_wrong_guesses_close_an_account_for_a_while_and_not_for_good(
    session: AsyncSession, member: Subject, device: Device, time: Simulated
) -> None:
    await identity.set_password(session, member, GOOD)
    for number in range(10):
        time.advance(timedelta(seconds=1))
        with pytest.raises(WrongCredentials):
            await identity.check_password(session, member, f"guess-{number}", device=device)

    with pytest.raises(TooManyAttempts) as refused:
        await identity.check_password(session, member, GOOD, device=device)

    assert 0 < refused.value.retry_after <= 15 * 60
    time.advance(timedelta(seconds=refused.value.retry_after))
    await identity.check_password(session, member, GOOD, device=device)


async def test_a_right_password_forgives_earlier_slips(
    session: AsyncSession, member: Subject, device: Device, time: Simulated
) -> None:
    await identity.set_password(session, member, GOOD)
    for number in range(18):
        time.advance(timedelta(seconds=1))
        if number == 9:
            await identity.check_password(session, member, GOOD, device=device)
        with pytest.raises(WrongCredentials):
            await identity.check_password(session, member, f"guess-{number}", device=device)


async def test_an_account_that_does_not_exist_closes_in_the_same_way(
    session: AsyncSession, device: Device
) -> None:
    for number in range(10):
        with pytest.raises(WrongCredentials):
            await identity.check_password(
                session, None, f"guess-{number}", device=device, handle="13800000000"
            )

    with pytest.raises(TooManyAttempts):
        await identity.check_password(session, None, "guess", device=device, handle="13800000000")


async def test_one_address_cannot_spray_many_accounts(
    session: AsyncSession, device: Device
) -> None:
    async def guess(number: int, device: Device) -> None:
        with pytest.raises(WrongCredentials):
            await identity.check_password(
                session, None, "guess", device=device, handle=f"1380000{number:04}"
            )

    for number in range(50):
        await guess(number, device)

    with pytest.raises(TooManyAttempts):
        await identity.check_password(session, None, "guess", device=device, handle="13900000000")
    await guess(99, replace(device, ip="198.51.100.9"))


async def test_a_flood_of_guesses_at_once_gets_ten_tries(committed: Database) -> None:
    member = Subject(SubjectKind.MEMBER, uuid4())
    async with committed.transaction() as session:
        await identity.set_password(session, member, GOOD)

    async def guess(number: int) -> None:
        async with committed.transaction() as session:
            await identity.check_password(
                session, member, f"guess-{number}", device=Device(ip=f"203.0.113.{number}")
            )

    refusals = await asyncio.gather(*(guess(n) for n in range(16)), return_exceptions=True)

    assert sum(isinstance(refusal, WrongCredentials) for refusal in refusals) == 10
    assert sum(isinstance(refusal, TooManyAttempts) for refusal in refusals) == 6


async def test_an_old_hash_is_made_anew_when_its_owner_signs_in(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    await identity.set_password(session, member, GOOD)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    await session.execute(text("update identity_password set hash = :hash"), {"hash": weak})

    await identity.check_password(session, member, GOOD, device=device)

    assert "m=8," not in await _hash_of(session)
    await identity.check_password(session, member, GOOD, device=device)


async def test_a_new_password_signs_every_other_device_out(
    session: AsyncSession, member: Subject, device: Device
) -> None:
    here = await identity.start_session(session, member, device=device)
    there = await identity.start_session(session, member, device=device)
    found = await identity.find_session(session, here)
    assert found is not None

    await identity.set_password(session, member, GOOD, keep=found.session_id)

    assert await identity.find_session(session, here) is not None
    assert await identity.find_session(session, there) is None


async def test_who_tried_what_from_where_can_be_looked_up(
    session: AsyncSession, member: Subject, device: Device, time: Simulated
) -> None:
    await identity.set_password(session, member, GOOD)
    time.advance(timedelta(seconds=1))
    with pytest.raises(WrongCredentials):
        await identity.check_password(session, member, "guess", device=device, handle="1380000")
    time.advance(timedelta(seconds=1))
    await identity.check_password(session, member, GOOD, device=device, handle="1380000")

    right, wrong, been_set = await identity.attempts_of(session, member)

    assert (right.outcome, wrong.outcome) == (Outcome.RIGHT, Outcome.WRONG)
    assert (wrong.ip, wrong.user_agent, wrong.handle) == (device.ip, device.user_agent, "1380000")
    assert wrong.at < right.at
    assert been_set.proof is identity.Proof.PASSWORD_SET
