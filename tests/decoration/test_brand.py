"""The brand: saved as versions, worn beneath every theme, with colours that can be read."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, content, decoration, messaging
from hutong.access import TrailFilter
from hutong.decoration import Brand, BrandVersion, Font, Look, Ornament, ThemeDraft
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor, ActorKind
from hutong.kernel.errors import Invalid
from hutong.messaging import Channel
from tests.make import goods as make

DAY = timedelta(days=1)
ALLEY = Brand(name=make.words("巷口", "Alley"), primary="#2b6a57", accent="#8a1f5c", font=Font.KAI)
ANNA = Actor(ActorKind.STAFF, UUID(int=7), "Anna")


async def test_the_brand_is_worn_under_a_theme_that_leaves_things_to_it(
    session: AsyncSession,
) -> None:
    await decoration.save_brand(session, ALLEY, by=SYSTEM)
    at = clock.now()
    look = Look(primary="", accent="#a3231b", font=None, ornament=Ornament.SNOW)
    winter = ThemeDraft(name=make.words("冬"), look=look, from_at=at - DAY, until_at=at + DAY)
    await decoration.save_theme(session, None, winter, by=SYSTEM)
    board = await decoration.board(session, at)

    now, later = board.look(at), board.look(at + 2 * DAY)

    assert (now.primary, now.accent, now.font, now.ornament) == (
        "#2b6a57",
        "#a3231b",
        Font.KAI,
        Ornament.SNOW,
    )
    assert later == ALLEY.look


async def test_an_earlier_version_is_worn_again_as_a_new_one(session: AsyncSession) -> None:
    first = await decoration.save_brand(session, ALLEY, by=SYSTEM)
    await decoration.save_brand(
        session, replace(ALLEY, name=make.words("街角"), primary="#1f4e8c"), by=SYSTEM
    )

    again = await decoration.wear_again(session, first.id, by=SYSTEM)

    assert again.number == 3
    assert await decoration.brand(session) == ALLEY
    assert (await content.shopfront(session)).name == ALLEY.name


async def test_the_same_brand_saved_twice_is_one_version(session: AsyncSession) -> None:
    await decoration.save_brand(session, ALLEY, by=SYSTEM)

    await decoration.save_brand(session, ALLEY, by=SYSTEM)

    assert await session.scalar(select(func.count(BrandVersion.id))) == 1


async def test_a_colour_that_cannot_be_read_comes_back_with_the_nearest_that_can(
    session: AsyncSession,
) -> None:
    with pytest.raises(Invalid) as refused:
        await decoration.save_brand(session, replace(ALLEY, primary="#ff9933"), by=SYSTEM)

    nearest = decoration.reading("#ff9933").nearest
    assert [problem.field for problem in refused.value.problems] == ["primary"]
    assert nearest in refused.value.problems[0].message
    assert decoration.reading(nearest).passes


@pytest.mark.parametrize("field", ["primary", "accent"])
async def test_a_brand_has_both_its_colours(session: AsyncSession, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await decoration.save_brand(session, replace(ALLEY, **{field: ""}), by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == [field]


def test_no_darker_colour_than_needed_is_offered() -> None:
    offered = decoration.reading("#ff0000")

    assert offered.tenths == 39
    assert 45 <= decoration.reading(offered.nearest).tenths <= 46


@pytest.mark.parametrize("field", ["logo", "logo_dark", "mark", "share"])
async def test_a_picture_that_the_library_does_not_have_is_refused(
    session: AsyncSession, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await decoration.save_brand(session, replace(ALLEY, **{field: "0" * 32}), by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == [field]


async def test_a_text_message_is_signed_with_the_name_of_the_brand(session: AsyncSession) -> None:
    await decoration.save_brand(session, ALLEY, by=SYSTEM)

    sent = await messaging.send(
        session,
        channel=Channel.SMS,
        to="13800138000",
        template="code.sign_in",
        params={"code": "123456"},
        locale="zh_CN",
    )

    assert sent.body.startswith("【巷口】123456")


async def test_the_trail_says_who_changed_what_of_the_brand(session: AsyncSession) -> None:
    await decoration.save_brand(session, ALLEY, by=ANNA)

    await decoration.save_brand(session, replace(ALLEY, font=Font.SERIF), by=ANNA)

    lines = await access.trail(session, TrailFilter(object_type="decoration_brand"))
    assert lines[0].actor_name == "Anna"
    assert lines[0].changes == {"font": ["kai", "serif"]}


async def test_a_picture_replaced_everywhere_is_replaced_in_the_brand(
    session: AsyncSession,
) -> None:
    old, new = await make.picture(session, "navy"), await make.picture(session, "teal")
    await decoration.save_brand(session, replace(ALLEY, mark=old), by=SYSTEM)

    await decoration.replace_picture(session, old, new, by=SYSTEM)

    assert (await decoration.brand(session)).mark == new
