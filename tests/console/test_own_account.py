"""Staff look after their own way in: devices, password, codes, and the app on a new telephone."""

import re

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity
from hutong.access import Entry, Staff
from hutong.identity import Device
from tests.console.conftest import PASSWORD, hire
from tests.console.test_door import code, enrol, enter

NEW = "another-quiet-lane"


@pytest.fixture
async def staff(session: AsyncSession) -> Staff:
    """May do nothing at all: one's own account needs no permission."""
    return await hire(session, set())


@pytest.fixture
async def secret(client: AsyncClient, staff: Staff) -> str:
    """Of the app with which they came in."""
    await enter(client, staff)
    made = await enrol(client)
    await client.post(
        "/console/second-factor/confirmation", data={"secret": made, "code": code(made)}
    )
    return made


@pytest.fixture
def inside(client: AsyncClient, secret: str) -> AsyncClient:
    assert secret
    return client


async def elsewhere(session: AsyncSession, staff: Staff) -> None:
    firefox = Device("10.1.1.1", "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Firefox/142.0")
    await identity.start_session(session, staff.subject, device=firefox)
    await session.flush()


async def deeds(session: AsyncSession, staff: Staff) -> set[str]:
    return set(await session.scalars(select(Entry.action).where(Entry.actor_id == staff.id)))


async def test_staff_see_where_they_are_signed_in_and_sign_the_others_out(
    session: AsyncSession, inside: AsyncClient, staff: Staff
) -> None:
    await elsewhere(session, staff)

    before = await inside.get("/console/account")
    await inside.post("/console/account/devices/others/sign-out")
    after = await inside.get("/console/account")

    assert "10.1.1.1" in before.text
    assert "10.1.1.1" not in after.text
    assert after.status_code == 200
    assert "access.sign_others_out" in await deeds(session, staff)


async def test_one_device_is_signed_out_and_nobody_elses(
    session: AsyncSession, inside: AsyncClient, staff: Staff
) -> None:
    colleague = await hire(session, set())
    await elsewhere(session, staff)
    await elsewhere(session, colleague)
    (theirs,) = await identity.sessions_of(session, colleague.subject)
    (other,) = [
        row for row in await identity.sessions_of(session, staff.subject) if row.ip == "10.1.1.1"
    ]

    for row in (theirs, other):
        await inside.post(f"/console/account/devices/{row.id}/sign-out")

    assert len(await identity.sessions_of(session, staff.subject)) == 1
    assert len(await identity.sessions_of(session, colleague.subject)) == 1


async def test_a_new_password_needs_the_present_one_and_signs_other_devices_out(
    session: AsyncSession, inside: AsyncClient, staff: Staff
) -> None:
    await elsewhere(session, staff)

    guessed = await inside.post(
        "/console/account/password", data={"present": "a-guess-of-somebody", "password": NEW}
    )
    weak = await inside.post(
        "/console/account/password", data={"present": PASSWORD, "password": "12345678"}
    )
    done = await inside.post(
        "/console/account/password", data={"present": PASSWORD, "password": NEW}
    )

    assert (guessed.status_code, weak.status_code, done.status_code) == (422, 422, 303)
    assert "The present password is wrong." in guessed.text
    assert "guessed first" in weak.text
    assert len(await identity.sessions_of(session, staff.subject)) == 1
    assert (await inside.get("/console/account")).status_code == 200
    await access.sign_in(session, staff.email, NEW, device=Device())


async def test_new_recovery_codes_make_the_old_ones_useless(
    session: AsyncSession, inside: AsyncClient, staff: Staff
) -> None:
    first = await inside.post("/console/account/codes", data={"codes-present": PASSWORD})
    old = re.findall(r"<li><code>([^<]+)", first.text)

    await inside.post("/console/account/codes", data={"codes-present": PASSWORD})

    assert len(old) == 10
    with pytest.raises(identity.WrongCode):
        await identity.check_recovery_code(session, staff.subject, old[0])


async def test_codes_and_apps_are_not_given_to_whoever_finds_the_screen_open(
    inside: AsyncClient,
) -> None:
    codes = await inside.post("/console/account/codes", data={"codes-present": ""})
    app = await inside.post("/console/account/app", data={"app-present": "a-guess"})

    assert codes.status_code == app.status_code == 422
    assert "<li><code>" not in codes.text
    assert 'name="secret"' not in app.text


async def test_a_new_telephone_takes_over_when_it_shows_the_right_code(
    session: AsyncSession, inside: AsyncClient, staff: Staff, secret: str
) -> None:
    offer = await inside.post("/console/account/app", data={"app-present": PASSWORD})
    found = re.search(r'name="secret" value="([A-Z2-7]+)"', offer.text)
    assert found is not None
    wrong = await inside.post(
        "/console/account/app/confirmation", data={"secret": found[1], "code": "000000"}
    )
    right = await inside.post(
        "/console/account/app/confirmation", data={"secret": found[1], "code": code(found[1])}
    )

    assert wrong.status_code == 422
    assert 'action="/console/account/app/confirmation"' in wrong.text
    assert right.text.count("<li><code>") == 10
    assert found[1] != secret
    assert "access.change_own_app" in await deeds(session, staff)


async def test_who_came_no_further_than_the_password_has_no_account_page(
    client: AsyncClient, staff: Staff
) -> None:
    await enter(client, staff)

    page = await client.get("/console/account")
    tried = await client.post("/console/account/codes", data={"codes-present": PASSWORD})

    assert page.headers["location"].startswith("/console/second-factor")
    assert "<li><code>" not in tried.text
