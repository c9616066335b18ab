import re
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.members import Member
from tests.make import people as make

HOME = "/account/addresses"
HTMX = {"hx-request": "true"}
GOOD = {
    "recipient": "张三",
    "phone": "+86 138-1234-5678",
    "province": "33",
    "city": "3301",
    "district": "330106",
    "street": "330106109",
    "detail": "文三路90号1幢302",
}


def chosen(page: str) -> list[str]:
    """What is selected in the four lists."""
    return re.findall(r'<option value="(\d+)" selected', page)


async def test_an_address_is_saved_and_listed_with_the_phone_masked(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    answer = await shopper.post(HOME, data=GOOD | {"label": "家"})

    assert answer.headers["location"] == HOME
    page = await shopper.get(HOME)
    assert "浙江省杭州市西湖区三墩镇 文三路90号1幢302" in page.text
    assert "138****5678" in page.text
    assert "13812345678" not in page.text
    (saved,) = await members.addresses(session, member.id)
    assert saved.phone == "13812345678"
    assert saved.is_default


async def test_after_saving_the_way_leads_back_to_the_checkout(shopper: AsyncClient) -> None:
    answer = await shopper.post(HOME, data=GOOD | {"next": "/checkout/7"})
    elsewhere = await shopper.post(HOME, data=GOOD | {"next": "//evil.example"})

    assert answer.headers["location"] == "/checkout/7"
    assert elsewhere.headers["location"] == "/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", ""),
        ("phone", "12"),
        ("province", "99"),
        ("city", "3201"),
        ("district", "110108"),
        ("street", "110108001"),
        ("detail", ""),
        ("label", "x" * 11),
        ("recipient", "\u0000"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    shopper: AsyncClient, session: AsyncSession, member: Member, field: str, value: str
) -> None:
    page = await shopper.post(HOME, data=GOOD | {field: value})

    assert page.status_code == 422
    assert f'id="{field}-problem"' in page.text
    assert 'value="文三路90号1幢302"' in page.text or field == "detail"
    assert await members.addresses(session, member.id) == []


async def test_without_script_the_places_below_a_choice_are_loaded_by_a_button(
    shopper: AsyncClient,
) -> None:
    page = await shopper.post(HOME, data={"recipient": "张三", "province": "33", "step": "regions"})

    assert page.status_code == 200
    assert re.search(r'<option value="3301"[^>]*>杭州市</option>', page.text)
    assert 'value="张三"' in page.text
    assert 'name="step" value="regions"' in page.text


async def test_with_script_a_choice_fetches_the_lists_alone(shopper: AsyncClient) -> None:
    page = await shopper.get(
        f"{HOME}/regions",
        params={"province": "33", "city": "3301", "district": "330106", "street": ""},
        headers=HTMX,
    )

    assert "<html" not in page.text
    assert chosen(page.text) == ["33", "3301", "330106"]
    assert "三墩镇" in page.text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"province": "32", "city": "3301", "district": "330106"}, ["32"]),
        ({"province": "11"}, ["11", "1101"]),
        ({"province": "44", "city": "4419"}, ["44", "4419", "441900"]),
        ({"province": "nonsense", "city": "x"}, []),
        ({}, []),
    ],
)
async def test_what_lies_elsewhere_is_taken_back_and_an_only_choice_is_made(
    shopper: AsyncClient, asked: dict[str, str], expected: list[str]
) -> None:
    page = await shopper.get(f"{HOME}/regions", params=asked)

    assert chosen(page.text) == expected


async def test_a_pasted_address_fills_the_form(shopper: AsyncClient) -> None:
    pasted = "李小龙 浙江省杭州市西湖区三墩镇文三路90号 13812345678"

    page = await shopper.post(HOME, data={"pasted": pasted, "step": "paste"}, headers=HTMX)

    assert page.status_code == 200
    assert "<html" not in page.text
    assert chosen(page.text) == ["33", "3301", "330106", "330106109"]
    for value in ("李小龙", "13812345678", "文三路90号"):
        assert f'value="{value}"' in page.text


async def test_a_text_without_an_address_is_said_to_be_none(shopper: AsyncClient) -> None:
    page = await shopper.post(HOME, data={"pasted": "", "step": "paste"})

    assert page.status_code == 422
    assert 'id="pasted-problem"' in page.text


async def test_a_doubt_is_shown_once_and_can_be_confirmed(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    doubtful = GOOD | {"detail": "文三路软件园旁"}

    page = await shopper.post(HOME, data=doubtful)
    assert page.status_code == 422
    assert "Is the house number missing?" in page.text
    assert await members.addresses(session, member.id) == []
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', page.text)
    assert confirmed is not None
    answer = await shopper.post(
        HOME, data=doubtful | {"confirmed": confirmed[1].replace("&amp;", "&")}
    )

    assert answer.status_code == 303


async def test_a_proposal_is_taken_with_one_button(shopper: AsyncClient) -> None:
    page = await shopper.post(
        HOME, data=GOOD | {"detail": "滨江区江南大道100号", "apply": "district"}
    )

    assert page.status_code == 200
    assert chosen(page.text) == ["33", "3301", "330108"]


async def test_an_address_is_edited_made_default_and_deleted(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    first = await make.address(session, member.id)
    second = await make.address(session, member.id)

    page = await shopper.get(f"{HOME}/{second.id}")
    assert 'value="13800138000"' in page.text
    await shopper.post(f"{HOME}/{second.id}", data=GOOD)
    await shopper.post(f"{HOME}/{second.id}/default")
    await shopper.post(f"{HOME}/{first.id}/removal")

    (left,) = await members.addresses(session, member.id)
    assert (left.id, left.recipient, left.is_default) == (second.id, "张三", True)


async def test_anothers_address_does_not_exist(shopper: AsyncClient, session: AsyncSession) -> None:
    other = await make.member(session)
    theirs = await make.address(session, other.id)

    for address_id in (theirs.id, uuid4()):
        assert await _answers(shopper, address_id) == {404}
    assert len(await members.addresses(session, other.id)) == 1


async def _answers(shopper: AsyncClient, address_id: UUID) -> set[int]:
    asked = [
        await shopper.get(f"{HOME}/{address_id}"),
        await shopper.post(f"{HOME}/{address_id}", data=GOOD),
        await shopper.post(f"{HOME}/{address_id}/default"),
        await shopper.post(f"{HOME}/{address_id}/removal"),
    ]
    return {answer.status_code for answer in asked}


async def test_the_twenty_first_address_is_refused_in_words(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    for _ in range(20):
        await make.address(session, member.id)

    page = await shopper.post(HOME, data=GOOD)

    assert page.status_code == 422
    assert "There is room for 20 addresses" in page.text
