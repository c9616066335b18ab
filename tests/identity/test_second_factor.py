import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from pyotp import TOTP
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.identity import NoSecondFactor, Subject, SubjectKind, TooManyAttempts, WrongCode
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.sealing import Box

STEP = timedelta(seconds=30)
pytestmark = pytest.mark.usefixtures("time")


async def enrol(session: AsyncSession, subject: Subject, box: Box) -> TOTP:
    enrolment = await identity.begin_totp(
        session, subject, box=box, name="owner@example.com", issuer="Hutong"
    )
    return TOTP(enrolment.secret)


async def enrolled(session: AsyncSession, subject: Subject, box: Box) -> tuple[TOTP, list[str]]:
    app = await enrol(session, subject, box)
    codes = await identity.confirm_totp(session, subject, shown(app), box=box)
    await session.flush()
    return app, codes


def shown(app: TOTP, at: datetime | None = None) -> str:
    return app.at(at or clock.now())


async def test_the_app_is_set_up_by_scanning_and_confirming(
    session: AsyncSession, staff: Subject, box: Box
) -> None:
    enrolment = await identity.begin_totp(
        session, staff, box=box, name="owner@example.com", issuer="胡同"
    )
    assert enrolment.uri.startswith("otpauth://totp/")
    assert enrolment.secret in enrolment.uri
    assert not await identity.has_totp(session, staff)

    await identity.confirm_totp(session, staff, shown(TOTP(enrolment.secret)), box=box)

    assert await identity.has_totp(session, staff)


async def test_the_secret_is_kept_sealed(session: AsyncSession, staff: Subject, box: Box) -> None:
    app, codes = await enrolled(session, staff, box)

    kept = str((await session.execute(text("select * from identity_totp"))).all())
    kept += str((await session.execute(text("select * from identity_recovery_code"))).all())

    assert app.secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


async def test_a_wrong_code_does_not_confirm(
    session: AsyncSession, staff: Subject, box: Box
) -> None:
    app = await enrol(session, staff, box)
    wrong = f"{(int(shown(app)) + 1) % 10**6:06d}"

    with pytest.raises(WrongCode):
        await identity.confirm_totp(session, staff, wrong, box=box)

    assert not await identity.has_totp(session, staff)


async def test_confirming_what_was_not_begun_or_long_ago_is_refused(
    session: AsyncSession, staff: Subject, box: Box, time: Simulated
) -> None:
    with pytest.raises(NoSecondFactor):
        await identity.confirm_totp(session, staff, "123456", box=box)
    app = await enrol(session, staff, box)
    time.advance(timedelta(minutes=31))
    with pytest.raises(NoSecondFactor):
        await identity.confirm_totp(session, staff, shown(app), box=box)


async def test_each_time_step_is_good_once(
    session: AsyncSession, staff: Subject, box: Box, time: Simulated
) -> None:
    app, _ = await enrolled(session, staff, box)
    with pytest.raises(WrongCode):
        await identity.check_totp(session, staff, shown(app), box=box)

    time.advance(STEP)
    await identity.check_totp(session, staff, shown(app), box=box)

    with pytest.raises(WrongCode):
        await identity.check_totp(session, staff, shown(app), box=box)


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
async def test_clocks_may_differ_by_one_step(
    session: AsyncSession,
    staff: Subject,
    box: Box,
    time: Simulated,
    steps: int,
    right: bool,  # noqa: FBT001
) -> None:
    app, _ = await enrolled(session, staff, box)
    time.advance(timedelta(hours=1))
    code = shown(app, time.at + steps * STEP)

    if right:
        await identity.check_totp(session, staff, code, box=box)
    else:
        with pytest.raises(WrongCode):
            await identity.check_totp(session, staff, code, box=box)


async def test_a_code_older_than_one_that_was_used_is_wrong(
    session: AsyncSession, staff: Subject, box: Box, time: Simulated
) -> None:
    app, _ = await enrolled(session, staff, box)
    time.advance(timedelta(hours=1))
    before = shown(app, time.at - STEP)
    await identity.check_totp(session, staff, shown(app), box=box)

    with pytest.raises(WrongCode):
        await identity.check_totp(session, staff, before, box=box)


@pytest.mark.parametrize("code", ["", "abc", "0" * 1000, "١٢٣٤٥٦"])
async def test_junk_and_somebody_without_an_app_are_wrong(
    session: AsyncSession, staff: Subject, box: Box, code: str
) -> None:
    with pytest.raises(WrongCode):
        await identity.check_totp(session, staff, code, box=box)


async def test_guessing_is_stopped_after_five(
    session: AsyncSession, staff: Subject, box: Box, time: Simulated
) -> None:
    app, _ = await enrolled(session, staff, box)
    time.advance(timedelta(hours=1))
    wrong = f"{(int(shown(app)) + 1) % 10**6:06d}"
    for _ in range(5):
        with pytest.raises(WrongCode):
            await identity.check_totp(session, staff, wrong, box=box)

    with pytest.raises(TooManyAttempts):
        await identity.check_totp(session, staff, shown(app), box=box)

    time.advance(timedelta(minutes=5))
    await identity.check_totp(session, staff, shown(app), box=box)


async def test_the_old_app_works_until_the_new_one_is_confirmed(
    session: AsyncSession, staff: Subject, box: Box, time: Simulated
) -> None:
    old, _ = await enrolled(session, staff, box)
    new = await enrol(session, staff, box)
    time.advance(STEP)
    await identity.check_totp(session, staff, shown(old), box=box)
    time.advance(STEP)

    await identity.confirm_totp(session, staff, shown(new), box=box)

    time.advance(STEP)
    with pytest.raises(WrongCode):
        await identity.check_totp(session, staff, shown(old), box=box)
    await identity.check_totp(session, staff, shown(new), box=box)


async def test_each_of_ten_recovery_codes_works_once(
    session: AsyncSession, staff: Subject, box: Box
) -> None:
    _, codes = await enrolled(session, staff, box)
    assert len(set(codes)) == 10

    await identity.check_recovery_code(session, staff, f" {codes[3].lower()} ")

    with pytest.raises(WrongCode):
        await identity.check_recovery_code(session, staff, codes[3])
    assert await identity.recovery_codes_left(session, staff) == 9


async def test_a_recovery_code_is_nobody_elses(
    session: AsyncSession, staff: Subject, box: Box
) -> None:
    _, codes = await enrolled(session, staff, box)

    with pytest.raises(WrongCode):
        await identity.check_recovery_code(session, Subject(SubjectKind.STAFF, uuid4()), codes[0])


async def test_new_recovery_codes_replace_the_old(
    session: AsyncSession, staff: Subject, box: Box
) -> None:
    _, old = await enrolled(session, staff, box)

    new = await identity.new_recovery_codes(session, staff)
    await session.flush()

    with pytest.raises(WrongCode):
        await identity.check_recovery_code(session, staff, old[0])
    await identity.check_recovery_code(session, staff, new[0])


async def test_a_lost_telephone_is_forgotten_with_its_codes(
    session: AsyncSession, staff: Subject, box: Box, time: Simulated
) -> None:
    app, codes = await enrolled(session, staff, box)

    await identity.remove_totp(session, staff)

    time.advance(STEP)
    assert not await identity.has_totp(session, staff)
    with pytest.raises(WrongCode):
        await identity.check_totp(session, staff, shown(app), box=box)
    with pytest.raises(WrongCode):
        await identity.check_recovery_code(session, staff, codes[0])


async def test_ten_who_try_at_once_use_a_step_once(committed: Database, box: Box) -> None:
    staff = Subject(SubjectKind.STAFF, uuid4())
    with clock.simulated(datetime(2026, 11, 2, 4, tzinfo=clock.SHOP_ZONE)) as time:
        async with committed.transaction() as session:
            app, _ = await enrolled(session, staff, box)
        time.advance(STEP)

        async def use() -> bool:
            async with committed.transaction() as session:
                await identity.check_totp(session, staff, shown(app), box=box)
                return True

        results = await asyncio.gather(*(use() for _ in range(5)), return_exceptions=True)

    assert results.count(True) == 1
