import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, identity, members
from hutong.cart import Owner
from hutong.identity import Device
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.settings import Environment
from hutong.members import FreezeReason, Member
from hutong.web import cookies
from tests.make import goods as make

HTMX = {"hx-request": "true"}
PHONE = "13912345678"
PASSWORD = "mapletree-91-fog"


async def ask_for_code(client: AsyncClient, **facts: str) -> str:
    """Press the button and read the simulated telephone on the page."""
    page = await client.post("/sign-in/code", data={"way": "code", "phone": PHONE} | facts)
    assert page.status_code == 200, page.text
    found = re.search(r"handset__message\">\[\w+\] (\d{6})", page.text)
    assert found is not None
    return found[1]


async def enter(client: AsyncClient, **facts: str) -> Response:
    sent = {"way": "code", "phone": PHONE, "agreed": "1", "remember": "1"} | facts
    return await client.post("/sign-in", data=sent)


async def test_a_phone_and_a_code_make_a_member(client: AsyncClient, session: AsyncSession) -> None:
    code = await ask_for_code(client)

    answer = await enter(client, code=code)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/account"
    page = await client.get("/account")
    assert "139****5678" in page.text
    assert await members.by_phone(session, PHONE) is not None


async def test_in_place_the_answer_leads_on_by_a_header(client: AsyncClient) -> None:
    code = await ask_for_code(client)

    answer = await client.post(
        "/sign-in",
        data={"way": "code", "phone": PHONE, "agreed": "1", "code": code},
        headers=HTMX,
    )

    assert answer.status_code == 200
    assert answer.headers["hx-redirect"] == "/account"


async def test_asking_for_a_code_in_place_swaps_the_form_alone(client: AsyncClient) -> None:
    page = await client.post(
        "/sign-in/code", data={"way": "code", "phone": "139 1234 5678"}, headers=HTMX
    )

    assert "<html" not in page.text
    assert "We sent a code to 139****5678" in page.text


async def test_in_production_no_page_shows_a_code(
    app: Litestar, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = app.state.settings.model_copy(update={"environment": Environment.PRODUCTION})
    monkeypatch.setattr(app.state, "settings", live)

    page = await client.post("/sign-in/code", data={"way": "code", "phone": PHONE})

    assert page.status_code == 200
    assert "We sent a code" in page.text
    assert "handset" not in page.text
    assert not re.search(r">\s*\[\w+\]", page.text)


@pytest.mark.parametrize("phone", ["", "123", "1391234567", "x" * 5000, "\u0000"])
async def test_what_is_no_phone_is_said_at_its_field(client: AsyncClient, phone: str) -> None:
    page = await client.post("/sign-in/code", data={"way": "code", "phone": phone})

    assert page.status_code == 422
    assert 'id="phone-problem"' in page.text


async def test_a_second_code_within_a_minute_is_refused_in_words(client: AsyncClient) -> None:
    await ask_for_code(client)

    page = await client.post("/sign-in/code", data={"way": "code", "phone": PHONE})

    assert page.status_code == 429
    assert "seconds" in page.text


async def test_a_wrong_code_is_said_at_its_field_and_the_phone_stays(client: AsyncClient) -> None:
    await ask_for_code(client)

    page = await enter(client, code="abcdef")

    assert page.status_code == 422
    assert "This code is wrong or has expired." in page.text
    assert f'value="{PHONE}"' in page.text
    assert cookies.SESSION not in client.cookies


async def test_nobody_becomes_a_member_without_accepting_the_terms(
    client: AsyncClient, session: AsyncSession
) -> None:
    code = await ask_for_code(client)

    page = await enter(client, code=code, agreed="")

    assert page.status_code == 422
    assert 'id="agreed-problem"' in page.text
    assert 'name="agreed" value="1" checked' not in page.text
    assert await members.by_phone(session, PHONE) is None


async def test_the_password_opens_the_same_door(
    client: AsyncClient, session: AsyncSession, member: Member
) -> None:
    await identity.set_password(session, member.subject, PASSWORD)

    answer = await enter(client, way="password", phone=member.phone, password=PASSWORD)

    assert answer.status_code == 303
    assert "小满" in (await client.get("/account")).text


@pytest.mark.parametrize("phone", ["13800138000", "13700000000", "nonsense"])
async def test_a_wrong_password_and_an_unknown_phone_look_the_same(
    client: AsyncClient, session: AsyncSession, member: Member, phone: str
) -> None:
    await identity.set_password(session, member.subject, PASSWORD)

    page = await enter(client, way="password", phone=phone, password="guess-guess")

    assert page.status_code == 422
    assert page.text.count("The account or the password is wrong.") == 1
    assert "-problem" not in page.text


async def test_too_many_guesses_have_to_wait(
    client: AsyncClient, session: AsyncSession, member: Member
) -> None:
    await identity.set_password(session, member.subject, PASSWORD)
    for _ in range(10):
        await enter(client, way="password", phone=member.phone, password="guess-guess")

    page = await enter(client, way="password", phone=member.phone, password=PASSWORD)

    assert page.status_code == 429
    assert "Too many wrong attempts" in page.text


async def test_a_frozen_account_is_sent_to_customer_service(
    client: AsyncClient, session: AsyncSession, member: Member
) -> None:
    await identity.set_password(session, member.subject, PASSWORD)
    await members.freeze(session, member.id, reason=FreezeReason.BY_STAFF, by=SYSTEM)

    page = await enter(client, way="password", phone=member.phone, password=PASSWORD)

    assert page.status_code == 422
    assert "Customer service can help you" in page.text


async def test_a_forgotten_password_is_replaced_with_a_code(client: AsyncClient) -> None:
    code = await ask_for_code(client, way="new-password")

    weak = await enter(client, way="new-password", code=code, password="12345678")
    assert weak.status_code == 422
    assert 'id="password-problem"' in weak.text
    answer = await enter(client, way="new-password", code=code, password=PASSWORD)

    assert answer.status_code == 303
    await client.post("/sign-out")
    assert (await enter(client, way="password", password=PASSWORD)).status_code == 303


async def test_the_way_leads_on_to_where_one_was_going(client: AsyncClient) -> None:
    code = await ask_for_code(client)

    answer = await enter(client, code=code, next="/checkout/7?step=2")

    assert answer.headers["location"] == "/checkout/7?step=2"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-in", ""]
)
async def test_the_way_never_leads_out_of_the_shop(client: AsyncClient, elsewhere: str) -> None:
    code = await ask_for_code(client)

    answer = await enter(client, code=code, next=elsewhere)

    assert answer.headers["location"] == "/account"


@pytest.mark.parametrize("way", ["code", "password", "new-password", "nonsense", ""])
async def test_every_way_has_a_page(client: AsyncClient, way: str) -> None:
    page = await client.get(f"/sign-in?way={way}&next={quote('/cart?a=1')}")

    assert page.status_code == 200
    assert 'name="next" value="/cart?a=1"' in page.text


async def test_who_is_signed_in_is_led_on_at_once(shopper: AsyncClient) -> None:
    answer = await shopper.get("/sign-in?next=/cart")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/cart"


async def test_the_guests_cart_comes_along(
    client: AsyncClient, session: AsyncSession, member: Member
) -> None:
    await identity.set_password(session, member.subject, PASSWORD)
    sku = (await make.goods(session, in_stock=9)).skus[0].id
    await cart.add(session, Owner(guest_token="guest" * 8), sku, 2)
    client.cookies.set(cookies.GUEST, "guest" * 8, domain="shop.test")

    await enter(client, way="password", phone=member.phone, password=PASSWORD)

    assert await cart.count(session, Owner(member_id=member.id)) == 2
    assert client.cookies.get(cookies.CART) == "2"
    assert not client.cookies.get(cookies.GUEST)


def session_cookie(answer: Response) -> str:
    (cookie,) = [
        header
        for header in answer.headers.get_list("set-cookie")
        if header.startswith(cookies.SESSION)
    ]
    return cookie.lower()


async def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    client: AsyncClient,
) -> None:
    cookie = session_cookie(await enter(client, code=await ask_for_code(client)))

    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age=15552000" in cookie


async def test_on_a_borrowed_device_the_session_ends_with_the_browser(
    client: AsyncClient,
) -> None:
    cookie = session_cookie(await enter(client, code=await ask_for_code(client), remember=""))

    assert "max-age" not in cookie


async def test_signing_out_ends_the_session_on_the_server(
    client: AsyncClient, session: AsyncSession
) -> None:
    await enter(client, code=await ask_for_code(client))
    token = client.cookies[cookies.SESSION]

    answer = await client.post("/sign-out")

    assert answer.status_code == 303
    assert await identity.find_session(session, token) is None
    assert cookies.SESSION not in client.cookies
    assert (await client.post("/sign-out")).status_code == 303


async def test_a_session_that_is_used_stays_alive(
    app: Litestar,
    client: AsyncClient,
    session: AsyncSession,
    db: Database,
    member: Member,
    time: Simulated,
) -> None:
    token = await identity.start_session(session, member.subject, device=Device())
    client.cookies.set(cookies.SESSION, token)
    for _ in range(3):
        time.advance(timedelta(days=20))
        assert (await client.get("/account")).status_code == 200
        await app.state.presence.write_down(db)

    seen = (await session.execute(text("select seen_at from identity_session"))).scalar_one()

    assert seen == time.at


async def test_whoever_is_asked_who_they_are_is_told_that_they_go_on_afterwards(
    client: AsyncClient,
) -> None:
    asked = await client.get("/orders", follow_redirects=True)
    of_themselves = await client.get("/sign-in")

    assert "you go on where you were" in asked.text
    assert "you go on where you were" not in of_themselves.text
