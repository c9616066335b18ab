import re
from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration, identity, members, messaging
from hutong.decoration import Brand
from hutong.identity import Device
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.members import Gender, Member
from hutong.messaging import Channel
from hutong.web import cookies
from tests.make import goods as make
from tests.storefront.conftest import Doors

PAGES = [
    "/account",
    "/account/profile",
    "/account/password",
    "/account/phone",
    "/account/devices",
    "/account/messages",
    "/account/preferences",
    "/account/addresses",
    "/account/addresses/new",
]
PASSWORD = "mapletree-91-fog"


def simulated_code(page: str) -> str:
    found = re.search(r"handset__message\">\[\w+\] (\d{6})", page)
    assert found is not None, page
    return found[1]


@pytest.mark.parametrize("address", PAGES)
async def test_a_members_pages_ask_a_guest_to_sign_in(client: AsyncClient, address: str) -> None:
    answer = await client.get(address)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={address}"


@pytest.mark.parametrize("address", PAGES)
async def test_a_members_pages_are_nobody_elses_to_keep(shopper: AsyncClient, address: str) -> None:
    page = await shopper.get(address)

    assert page.status_code == 200
    assert page.headers["cache-control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in page.text


async def test_the_centre_shows_who_one_is_and_what_is_new(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    page = await shopper.get("/account")

    assert "小满" in page.text
    assert "138****8000" in page.text
    assert "13800138000" not in page.text
    assert 'href="/orders?tab=unpaid"' in page.text
    assert '<span class="tabs__count">1</span>' in page.text


async def test_the_profile_is_saved(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    answer = await shopper.post(
        "/account/profile",
        data={"nickname": "胡同里的猫", "gender": "female", "birthday": "1990-05-17"},
    )

    assert answer.status_code == 303
    found = await members.find(session, member.id)
    assert (found.nickname, found.gender) == ("胡同里的猫", Gender.FEMALE)
    page = await shopper.get("/account/profile")
    assert 'value="1990-05-17"' in page.text


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"nickname": ""}, "nickname"),
        ({"nickname": "x" * 50}, "nickname"),
        ({"nickname": "x", "birthday": "2990-01-01"}, "birthday"),
        ({"nickname": "x", "birthday": "yesterday"}, "birthday"),
    ],
)
async def test_a_profile_that_cannot_be_is_said_at_its_field(
    shopper: AsyncClient, facts: dict[str, str], field: str
) -> None:
    page = await shopper.post("/account/profile", data=facts)

    assert page.status_code == 422
    assert f'id="{field}-problem"' in page.text


async def test_fields_that_are_not_on_the_form_change_nothing(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    await shopper.post(
        "/account/profile", data={"nickname": "小满", "phone": "13911112222", "demo": "1"}
    )

    found = await members.find(session, member.id)

    assert (found.phone, found.demo) == ("13800138000", False)


async def test_a_password_is_set_with_a_code(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    code = simulated_code((await shopper.post("/account/password/code")).text)

    weak = await shopper.post("/account/password", data={"code": code, "password": "12345678"})
    wrong = await shopper.post("/account/password", data={"code": "nonsense", "password": PASSWORD})
    right = await shopper.post("/account/password", data={"code": code, "password": PASSWORD})

    assert (weak.status_code, wrong.status_code) == (422, 422)
    assert 'id="password-problem"' in weak.text
    assert 'id="code-problem"' in wrong.text
    assert right.headers["location"] == "/account/devices"
    await identity.check_password(session, member.subject, PASSWORD, device=Device())
    assert (await shopper.get("/account")).status_code == 200


async def test_a_second_code_for_the_password_has_to_wait(shopper: AsyncClient) -> None:
    await shopper.post("/account/password/code")

    page = await shopper.post("/account/password/code")

    assert page.status_code == 429
    assert 'id="code-problem"' in page.text


async def test_the_phone_is_changed_with_a_code_to_the_new_one(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    new = {"phone": "139 1111 2222"}
    code = simulated_code((await shopper.post("/account/phone/code", data=new)).text)

    answer = await shopper.post("/account/phone", data=new | {"code": code})

    assert answer.headers["location"] == "/account/profile"
    assert (await members.find(session, member.id)).phone == "13911112222"


@pytest.mark.parametrize(
    ("phone", "code", "field"),
    [("12", "000000", "phone"), ("13911112222", "nonsense", "code")],
)
async def test_a_phone_or_code_that_is_wrong_is_said_at_its_field(
    shopper: AsyncClient, phone: str, code: str, field: str
) -> None:
    page = await shopper.post("/account/phone", data={"phone": phone, "code": code})

    assert page.status_code == 422
    assert f'id="{field}-problem"' in page.text


async def test_the_phone_does_not_change_long_after_signing_in(
    client: AsyncClient, session: AsyncSession, member: Member, time: Simulated
) -> None:
    token = await identity.start_session(session, member.subject, device=Device())
    client.cookies.set(cookies.SESSION, token)
    time.advance(timedelta(minutes=16))

    page = await client.get("/account/phone")
    refused = await client.post("/account/phone", data={"phone": "13911112222", "code": "1"})

    assert 'id="phone-form"' not in page.text
    assert "sign out and in again" in page.text
    assert refused.status_code == 422


async def test_a_device_can_be_signed_out_and_nobody_elses(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    other = await members.join(session, "13911112222")
    mine = await identity.start_session(session, member.subject, device=Device("198.51.100.7"))
    theirs = await identity.start_session(session, other.subject, device=Device())
    await session.flush()

    page = await shopper.get("/account/devices")
    assert "198.51.100.7" in page.text
    for token in (mine, theirs):
        found = await identity.find_session(session, token)
        assert found is not None
        answer = await shopper.post(f"/account/devices/{found.session_id}/sign-out")
        assert answer.status_code == 303

    assert await identity.find_session(session, mine) is None
    assert await identity.find_session(session, theirs) is not None
    assert (await shopper.get("/account")).status_code == 200


async def test_signing_this_device_out_leads_home(
    shopper: AsyncClient, session: AsyncSession
) -> None:
    here = await identity.find_session(session, shopper.cookies[cookies.SESSION])
    assert here is not None

    answer = await shopper.post(f"/account/devices/{here.session_id}/sign-out")

    assert answer.headers["location"] == "/"
    assert (await shopper.get("/account")).status_code == 303


async def test_all_other_devices_can_be_signed_out(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    there = await identity.start_session(session, member.subject, device=Device())
    await session.flush()

    await shopper.post("/account/devices/others/sign-out")

    assert await identity.find_session(session, there) is None
    assert (await shopper.get("/account")).status_code == 200


async def test_messages_are_listed_page_by_page_and_can_be_marked_read(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    for number in range(25):
        await messaging.send(
            session,
            channel=Channel.IN_APP,
            to=str(member.id),
            template="account.new_device",
            params={"device": f"Browser {number}"},
            locale="en",
        )
    await session.flush()

    first = await shopper.get("/account/messages")
    older = re.search(r'href="(/account/messages\?before=[^"]+)"', first.text)
    assert older is not None
    second = await shopper.get(older[1])
    assert first.text.count('class="panel note"') == 20
    assert second.text.count('class="panel note"') == 6

    await shopper.post("/account/messages/reading")

    assert await messaging.unread(session, member.id) == 0
    assert "Mark all as read" not in (await shopper.get("/account/messages")).text


@pytest.mark.parametrize(("language", "sender"), [("zh", "巷口"), ("en", "Alley")])
async def test_a_message_names_the_shop_as_its_sender(
    shopper: AsyncClient,
    session: AsyncSession,
    member: Member,
    open_doors: Doors,
    language: str,
    sender: str,
) -> None:
    await decoration.save_brand(session, Brand(name=make.words("巷口", "Alley")), by=SYSTEM)
    messaging.tell(session, member.id, "welcome", {}, at=clock.now())
    await session.flush()
    await open_doors()

    page = await shopper.get(f"/account/messages?lang={language}")

    note = page.text.partition('class="panel note"')[2].partition("</li>")[0]
    assert f"{sender} · <time" in note


@pytest.mark.parametrize("before", ["nonsense", "00000000-0000-0000-0000-000000000000"])
async def test_a_page_of_messages_that_is_none_is_no_trouble(
    shopper: AsyncClient, before: str
) -> None:
    assert (await shopper.get(f"/account/messages?before={before}")).status_code == 200


async def test_the_language_is_that_of_the_pages_and_of_our_messages(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    answer = await shopper.post("/account/preferences/language", data={"language": "zh_CN"})

    assert answer.status_code == 303
    assert "偏好设置" in (await shopper.get("/account/preferences")).text
    assert (await members.find(session, member.id)).locale == "zh_CN"
    await shopper.post("/account/preferences/language", data={"language": "klingon"})
    assert (await members.find(session, member.id)).locale == "zh_CN"
