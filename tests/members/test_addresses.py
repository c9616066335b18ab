from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.kernel import i18n
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid
from hutong.members import Address, Member, NoSuchAddress, TooManyAddresses
from tests.members.conftest import draft


async def test_an_address_is_kept_with_its_names_and_codes(
    session: AsyncSession, member: Member
) -> None:
    address = await members.save_address(
        session, draft(street="330106109", label="家"), member_id=member.id
    )

    assert address.region == "浙江省杭州市西湖区三墩镇"
    assert address.full == "浙江省杭州市西湖区三墩镇 文三路90号东部软件园1幢302"
    assert (address.district_code, address.street_code) == ("330106", "330106109")
    assert address.label == "家"
    assert address.as_draft() == replace(draft(street="330106109", label="家"), is_default=True)


async def test_the_first_address_is_the_default_and_the_next_is_not(
    session: AsyncSession, member: Member, time: Simulated
) -> None:
    first = await members.save_address(session, draft(), member_id=member.id)
    time.advance(timedelta(seconds=1))
    second = await members.save_address(session, draft(detail="二号楼2室"), member_id=member.id)

    listed = await members.addresses(session, member.id)

    assert [address.id for address in listed] == [first.id, second.id]
    assert [address.is_default for address in listed] == [True, False]


async def test_one_default_at_every_moment(session: AsyncSession, member: Member) -> None:
    first = await members.save_address(session, draft(), member_id=member.id)
    second = await members.save_address(session, draft(is_default=True), member_id=member.id)
    assert [first.is_default, second.is_default] == [False, True]

    await members.make_default(session, first.id, member_id=member.id)

    assert [first.is_default, second.is_default] == [True, False]
    with pytest.raises(IntegrityError):
        async with session.begin_nested():
            second.is_default = True


async def test_deleting_the_default_makes_the_one_used_last_the_default(
    session: AsyncSession, member: Member, time: Simulated
) -> None:
    made = []
    for number in range(3):
        time.advance(timedelta(seconds=1))
        made.append(
            await members.save_address(session, draft(detail=f"{number}号"), member_id=member.id)
        )

    await members.delete_address(session, made[0].id, member_id=member.id)
    await session.flush()

    listed = await members.addresses(session, member.id)
    assert [(address.detail, address.is_default) for address in listed] == [
        ("2号", True),
        ("1号", False),
    ]


async def test_an_address_can_be_changed(session: AsyncSession, member: Member) -> None:
    address = await members.save_address(session, draft(street="330106109"), member_id=member.id)

    changed = await members.save_address(
        session,
        draft(province="11", city="1101", district="110108", detail="中关村大街1号"),
        member_id=member.id,
        address_id=address.id,
    )

    assert changed.id == address.id
    assert changed.full == "北京市海淀区 中关村大街1号"
    assert changed.street is None
    assert changed.is_default


async def test_anothers_address_does_not_exist(session: AsyncSession, member: Member) -> None:
    other = await members.join(session, "13900000000")
    address = await members.save_address(session, draft(), member_id=other.id)

    for attempt in (
        members.find_address(session, address.id, member_id=member.id),
        members.make_default(session, address.id, member_id=member.id),
        members.delete_address(session, address.id, member_id=member.id),
        members.save_address(session, draft(), member_id=member.id, address_id=address.id),
        members.find_address(session, uuid4(), member_id=member.id),
    ):
        with pytest.raises(NoSuchAddress):
            await attempt

    assert (await members.addresses(session, other.id))[0].is_default


async def test_there_is_room_for_twenty(session: AsyncSession, member: Member) -> None:
    saved: list[Address] = [
        await members.save_address(session, draft(), member_id=member.id) for _ in range(20)
    ]

    with pytest.raises(TooManyAddresses):
        await members.save_address(session, draft(), member_id=member.id)

    await members.save_address(session, draft(), member_id=member.id, address_id=saved[0].id)


REFUSED = [
    ({"recipient": " "}, "recipient", None),
    ({"recipient": "长" * 31}, "recipient", None),
    ({"recipient": "12345"}, "recipient", None),
    ({"phone": ""}, "phone", None),
    ({"phone": "1381234567"}, "phone", None),
    ({"phone": "21234567890"}, "phone", None),
    ({"phone": "not a phone"}, "phone", None),
    ({"province": ""}, "province", None),
    ({"province": "99"}, "province", None),
    ({"province": "3301"}, "province", None),
    ({"city": ""}, "city", None),
    ({"city": "3201"}, "city", "32"),
    ({"district": ""}, "district", None),
    ({"district": "330106109"}, "district", None),
    ({"district": "320106"}, "district", None),
    ({"province": "35", "city": "3501", "district": "320106"}, "district", "350102"),
    ({"street": "330102001"}, "street", None),
    ({"street": "330106999"}, "street", None),
    ({"detail": ""}, "detail", None),
    ({"detail": "路"}, "detail", None),
    ({"detail": "长" * 121}, "detail", None),
    ({"label": "长" * 11}, "label", None),
]


@pytest.mark.parametrize(("facts", "field", "value"), REFUSED)
async def test_what_cannot_be_delivered_is_refused_at_its_field(
    session: AsyncSession,
    member: Member,
    facts: dict[str, object],
    field: str,
    value: str | None,
) -> None:
    with pytest.raises(Invalid) as refused:
        await members.save_address(session, draft(**facts), member_id=member.id)

    assert [problem.field for problem in refused.value.problems] == [field]
    (hint,) = [hint for hint in draft(**facts).problems() if hint.blocks]
    assert hint.value == value


PROPOSED = [
    ({"phone": "+86 138-1234-5678"}, "phone", "13812345678"),
    ({"phone": "１３８１２３４５６７８"}, "phone", "13812345678"),
    ({"detail": "浙江省杭州市西湖区文三路90号"}, "detail", "文三路90号"),
    ({"detail": "杭州市西湖区文三路90号"}, "detail", "文三路90号"),
    ({"detail": "文三路软件园旁边"}, "detail", None),
    ({"detail": "滨江区江南大道100号"}, "district", "330108"),
]


@pytest.mark.parametrize(("facts", "field", "value"), PROPOSED)
async def test_a_doubt_comes_with_a_proposal_and_does_not_block(
    session: AsyncSession,
    member: Member,
    facts: dict[str, object],
    field: str,
    value: str | None,
) -> None:
    (hint,) = draft(**facts).problems()

    assert (hint.field, hint.value, hint.blocks) == (field, value, False)
    address = await members.save_address(session, draft(**facts), member_id=member.id)
    assert address.phone == "13812345678"


def test_a_good_address_raises_no_doubt() -> None:
    assert draft().problems() == []


def test_the_words_of_a_problem_name_the_places() -> None:
    (hint,) = draft(province="35", city="3501", district="320106").problems()
    assert hint.message == "鼓楼区不在福州市。"
    with i18n.using("en"):
        (hint,) = draft(phone="1381234567").problems()
        assert hint.message == "A mobile number has 11 digits, this one has 10."


async def test_a_place_without_streets_needs_none(session: AsyncSession, member: Member) -> None:
    address = await members.save_address(
        session,
        draft(province="81", city="8102", district="810201", detail="弥敦道123号"),
        member_id=member.id,
    )

    assert address.full == "香港特别行政区九龙油尖旺区 弥敦道123号"
