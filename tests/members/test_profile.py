from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid
from hutong.members import Gender, Member, NoSuchMember, ProfileDraft, TooManyFavourites


async def test_a_member_says_who_they_are(
    session: AsyncSession, time: Simulated, member: Member
) -> None:
    await members.edit_profile(
        session,
        member.id,
        ProfileDraft(
            nickname="  胡同里的　猫 ",
            gender=Gender.FEMALE,
            birthday=time.at.date() - timedelta(days=9000),
            locale="en",
        ),
    )

    found = await members.find(session, member.id)

    assert (found.nickname, found.gender, found.locale) == ("胡同里的 猫", Gender.FEMALE, "en")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"nickname": " "}, "nickname"),
        ({"nickname": "长" * 21}, "nickname"),
        ({"nickname": "a\u202eb"}, "nickname"),
        ({"nickname": "138 1234 5678"}, "nickname"),
        ({"birthday": date(2026, 11, 3)}, "birthday"),
        ({"birthday": date(1800, 1, 1)}, "birthday"),
        ({"locale": "fr"}, "locale"),
    ],
)
async def test_a_profile_that_cannot_be_is_refused_at_its_field(
    session: AsyncSession, time: Simulated, member: Member, facts: dict[str, object], field: str
) -> None:
    assert time.at.date() == date(2026, 11, 2)

    with pytest.raises(Invalid) as refused:
        await members.edit_profile(
            session,
            member.id,
            ProfileDraft(**({"nickname": "小满"} | facts)),  # type: ignore[arg-type]
        )

    assert [problem.field for problem in refused.value.problems] == [field]


async def test_the_language_of_our_letters_can_be_chosen(
    session: AsyncSession, member: Member
) -> None:
    await members.speak(session, member.id, "en")
    assert member.locale == "en"
    await members.speak(session, member.id, "fr")
    assert member.locale == "en"


async def test_unknown_members_do_not_exist(session: AsyncSession) -> None:
    with pytest.raises(NoSuchMember):
        await members.find(session, uuid4())
    with pytest.raises(NoSuchMember):
        await members.speak(session, uuid4(), "en")


async def test_a_favourite_is_marked_once_and_can_be_taken_back(
    session: AsyncSession, member: Member
) -> None:
    mug, lamp = uuid4(), uuid4()
    await members.favourite(session, mug, member_id=member.id)
    await members.favourite(session, mug, member_id=member.id)

    assert await members.marked(session, member.id, [mug, lamp]) == {mug}

    await members.unfavourite(session, mug, member_id=member.id)
    await members.unfavourite(session, mug, member_id=member.id)
    assert (await members.favourites(session, member.id)).product_ids == []


async def test_favourites_have_pages_the_newest_first(
    session: AsyncSession, time: Simulated, member: Member
) -> None:
    products = [uuid4() for _ in range(30)]
    for product in products:
        await members.favourite(session, product, member_id=member.id)
        time.advance(timedelta(seconds=1))

    first = await members.favourites(session, member.id)
    second = await members.favourites(session, member.id, before=first.older)

    assert [*first.product_ids, *second.product_ids] == products[::-1]
    assert second.older is None


async def test_there_is_room_for_five_hundred_favourites(
    session: AsyncSession, member: Member
) -> None:
    for _ in range(500):
        await members.favourite(session, uuid4(), member_id=member.id)

    with pytest.raises(TooManyFavourites):
        await members.favourite(session, uuid4(), member_id=member.id)
