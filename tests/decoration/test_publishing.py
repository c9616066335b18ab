"""Pages that are published by two, where the shop wants it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.access import AsksAlready, OwnRequest
from hutong.decoration import Page, PageKind, TakesTwo
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid
from hutong.kernel.texts import pick
from tests.make import goods as make
from tests.make.trade import STAFF

BOSS = Actor.staff(uuid4(), "掌柜")
NOW = (None, None)


@pytest.fixture
async def page(session: AsyncSession) -> Page:
    """In a shop that wants two, with a draft that can be shown."""
    await decoration.set_publishing(session, by_two=True, by=BOSS)
    title = make.words("春天", "Spring")
    made = await decoration.create_page(session, PageKind.VENUE, "spring", title=title, by=STAFF)
    await write(session, made, "春茶")
    return made


async def write(session: AsyncSession, page: Page, words: str) -> None:
    block = {"id": "a", "kind": "words", "values": {"body": make.words(words)}}
    raw = {"title": make.words("春天"), "blocks": [block]}
    await decoration.save_draft(session, page.id, raw, revision=page.revision, by=STAFF)


async def seen(session: AsyncSession) -> str | None:
    at = clock.now()
    shown = (await decoration.board(session, at)).page("/pages/spring", at)
    return pick(shown.blocks[0].values["body"]) if shown else None


async def test_a_page_is_shown_once_a_second_person_has_agreed_to_just_that(
    session: AsyncSession, page: Page
) -> None:
    asked = await decoration.ask_publishing(
        session, page.id, revision=page.revision, span=NOW, by=STAFF
    )
    await write(session, page, "夏茶")

    before = await seen(session)
    with pytest.raises(OwnRequest):
        async with session.begin_nested():
            await decoration.decide_publishing(session, asked.id, approved=True, note="", by=STAFF)
    await decoration.decide_publishing(session, asked.id, approved=True, note="", by=BOSS)

    assert before is None
    assert await seen(session) == "春茶"


async def test_nobody_publishes_alone_not_even_what_was_declined(
    session: AsyncSession, page: Page
) -> None:
    asked = await decoration.ask_publishing(
        session, page.id, revision=page.revision, span=NOW, by=STAFF
    )
    await decoration.decide_publishing(session, asked.id, approved=False, note="No", by=BOSS)

    with pytest.raises(TakesTwo):
        await decoration.publish(session, page.id, revision=page.revision, by=STAFF)
    with pytest.raises(TakesTwo):
        await decoration.show_again(session, page.id, 1, by=STAFF)

    assert await seen(session) is None


async def test_the_way_back_to_what_shoppers_saw_takes_one(
    session: AsyncSession, page: Page
) -> None:
    for words in ("春茶", "错字"):
        await write(session, page, words)
        asked = await decoration.ask_publishing(
            session, page.id, revision=page.revision, span=NOW, by=STAFF
        )
        await decoration.decide_publishing(session, asked.id, approved=True, note="", by=BOSS)

    await decoration.show_again(session, page.id, 1, by=STAFF)

    assert await seen(session) == "春茶"


async def test_a_page_waits_for_one_answer_at_a_time(session: AsyncSession, page: Page) -> None:
    first = await decoration.ask_publishing(
        session, page.id, revision=page.revision, span=NOW, by=STAFF
    )

    with pytest.raises(AsksAlready):
        await decoration.ask_publishing(session, page.id, revision=page.revision, span=NOW, by=BOSS)
    second = await decoration.ask_publishing(
        session, page.id, revision=page.revision, span=NOW, by=STAFF
    )

    assert (first.approved, second.approved) == (False, None)


async def test_a_plan_that_was_agreed_to_late_begins_at_once_or_says_that_it_is_over(
    session: AsyncSession, page: Page
) -> None:
    now = clock.now()
    span = (now + timedelta(hours=1), now + timedelta(hours=3))
    asked = await decoration.ask_publishing(
        session, page.id, revision=page.revision, span=span, by=STAFF
    )

    with clock.simulated(now + timedelta(hours=4)), pytest.raises(Invalid):
        async with session.begin_nested():
            await decoration.decide_publishing(session, asked.id, approved=True, note="", by=BOSS)
    await session.refresh(asked)
    with clock.simulated(now + timedelta(hours=2)):
        await decoration.decide_publishing(session, asked.id, approved=True, note="", by=BOSS)
        shown = await seen(session)

    assert shown == "春茶"
    assert asked.reason.count(":") == 2


async def test_a_shop_that_wants_one_publishes_alone_again(
    session: AsyncSession, page: Page
) -> None:
    await decoration.set_publishing(session, by_two=False, by=BOSS)

    await decoration.publish(session, page.id, revision=page.revision, by=STAFF)

    assert await seen(session) == "春茶"
