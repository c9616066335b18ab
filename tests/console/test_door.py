import re
from datetime import timedelta

import pyotp
import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity
from hutong.access import Staff
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.web import cookies
from tests.console.conftest import PASSWORD, Staffed, hire
from tests.make import people


@pytest.fixture
async def staff(session: AsyncSession) -> Staff:
    return await hire(session, {"dashboard.view"})


async def enter(browser: AsyncClient, staff: Staff, password: str = PASSWORD) -> int:
    """The first step. The second one is asked for on the page that follows."""
    answer = await browser.post(
        "/console/sign-in", data={"email": staff.email, "password": password}
    )
    return answer.status_code


async def enrol(browser: AsyncClient) -> str:
    """Set up an authenticator app; gives its secret."""
    page = await browser.post("/console/second-factor/enrolment", data={})
    found = re.search(r'name="secret" value="([A-Z2-7]+)"', page.text)
    assert found is not None
    return found[1]


def code(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())


async def test_without_signing_in_there_is_only_the_door(client: AsyncClient) -> None:
    answer = await client.get("/console/orders?state=to_ship")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/sign-in?next=/console/orders%3Fstate%3Dto_ship"


async def test_a_password_alone_opens_nothing(client: AsyncClient, staff: Staff) -> None:
    await enter(client, staff)

    answer = await client.get("/console")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/second-factor")


async def test_a_wrong_password_is_refused_with_the_same_words_as_an_unknown_address(
    client: AsyncClient, staff: Staff
) -> None:
    wrong = await client.post(
        "/console/sign-in", data={"email": staff.email, "password": "not-this-one"}
    )
    unknown = await client.post(
        "/console/sign-in", data={"email": "nobody@hutong.example", "password": PASSWORD}
    )

    assert wrong.status_code == unknown.status_code == 422
    assert "The account or the password is wrong." in wrong.text
    assert "The account or the password is wrong." in unknown.text
    assert cookies.STAFF not in client.cookies


async def test_the_first_sign_in_sets_up_the_app_and_gives_recovery_codes(
    client: AsyncClient, staff: Staff, time: Simulated
) -> None:
    await enter(client, staff)

    offer = await client.get("/console/second-factor")
    secret = await enrol(client)
    shown = await client.post(
        "/console/second-factor/confirmation", data={"secret": secret, "code": code(secret)}
    )

    assert "Set it up now" in offer.text
    assert shown.text.count("<li><code>") == 10
    assert (await client.get("/console")).status_code == 200
    assert time.at == clock.now()


async def test_a_wrong_code_while_setting_up_shows_the_same_picture_again(
    client: AsyncClient, staff: Staff
) -> None:
    await enter(client, staff)
    secret = await enrol(client)

    again = await client.post(
        "/console/second-factor/confirmation", data={"secret": secret, "code": "000000"}
    )

    assert again.status_code == 422
    assert secret in again.text
    assert "<svg" in again.text
    assert "style=" not in again.text


async def test_the_next_sign_in_asks_for_a_code_and_each_code_works_once(
    client: AsyncClient, staff: Staff, time: Simulated
) -> None:
    await enter(client, staff)
    secret = await enrol(client)
    used = code(secret)
    await client.post("/console/second-factor/confirmation", data={"secret": secret, "code": used})
    await client.post("/console/sign-out")
    await enter(client, staff)

    refused = await client.post("/console/second-factor", data={"code": used})
    time.advance(timedelta(seconds=30))
    entered = await client.post(
        "/console/second-factor", data={"code": code(secret), "next": "/console/orders"}
    )

    assert refused.status_code == 422
    assert entered.headers["location"] == "/console/orders"


async def test_the_token_changes_when_the_second_factor_was_right(
    client: AsyncClient, staff: Staff
) -> None:
    await enter(client, staff)
    first = client.cookies[cookies.STAFF]
    secret = await enrol(client)

    await client.post(
        "/console/second-factor/confirmation", data={"secret": secret, "code": code(secret)}
    )

    assert client.cookies[cookies.STAFF] != first


async def test_who_has_an_app_cannot_set_up_another_with_the_password_alone(
    client: AsyncClient, staff: Staff
) -> None:
    await enter(client, staff)
    secret = await enrol(client)
    await client.post(
        "/console/second-factor/confirmation", data={"secret": secret, "code": code(secret)}
    )
    await client.post("/console/sign-out")
    await enter(client, staff)

    answer = await client.post("/console/second-factor/enrolment", data={})

    assert answer.status_code == 303
    assert "secret" not in answer.text


async def test_signing_out_ends_the_session(staffed: Staffed) -> None:
    browser = await staffed("dashboard.view")
    token = browser.cookies[cookies.STAFF]

    await browser.post("/console/sign-out")
    browser.cookies.set(cookies.STAFF, token)

    assert (await browser.get("/console")).status_code == 303


async def test_who_has_left_is_out_at_once(staffed: Staffed, session: AsyncSession) -> None:
    browser = await staffed("dashboard.view")
    (staff,) = await access.all_staff(session)
    await identity.end_all_sessions(session, staff.subject)
    staff.deactivated_at = clock.now()
    await session.flush()

    assert (await browser.get("/console")).status_code == 303


async def test_a_members_session_opens_no_door_for_staff(
    client: AsyncClient, session: AsyncSession
) -> None:
    member = await people.member(session)
    token = await identity.start_session(session, member.subject, device=identity.Device())
    client.cookies.set(cookies.STAFF, token)

    assert (await client.get("/console")).status_code == 303


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example/console", "/cart"])
async def test_signing_in_leads_nowhere_but_into_the_console(
    client: AsyncClient, staff: Staff, wanted: str
) -> None:
    answer = await client.post(
        "/console/sign-in",
        data={"email": staff.email, "password": PASSWORD, "next": wanted},
    )

    assert answer.headers["location"] == "/console/second-factor?next=%2Fconsole"


async def test_who_only_reads_stays_signed_in(
    app: Litestar, staffed: Staffed, db: Database, time: Simulated
) -> None:
    browser = await staffed()
    statuses = []

    for _ in range(3):
        time.advance(timedelta(hours=8))
        statuses.append((await browser.get("/console/orders")).status_code)
        await app.state.presence.write_down(db)
    time.advance(timedelta(hours=13))

    assert statuses == [200, 200, 200]
    assert (await browser.get("/console/orders")).status_code == 303


async def test_an_address_that_leads_nowhere_is_refused_inside_the_console(
    staffed: Staffed,
) -> None:
    browser = await staffed("dashboard.view")

    answer = await browser.get("/console/no/such/screen")

    assert answer.status_code == 404
    assert 'class="console"' in answer.text


async def test_a_stranger_is_not_told_which_addresses_the_console_has(client: AsyncClient) -> None:
    answer = await client.get("/console/no/such/screen")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/sign-in")


async def test_while_the_database_is_away_staff_are_told_so_inside_the_console(
    staffed: Staffed, app: Litestar
) -> None:
    browser = await staffed("orders.view")
    app.state.db = Database("postgresql://nobody@127.0.0.1:1/nothing")

    page = await browser.get("/console/orders")
    sent = await browser.post("/console/home/arrangement", data={"block": "orders"})

    assert page.status_code == sent.status_code == 503
    assert page.headers["retry-after"] == "3"
    assert 'class="console"' in page.text
    assert "The database does not answer or is very busy." in page.text
    assert 'href="/console/orders">Try again' in page.text
    assert ">Try again" not in sent.text
