"""Drafts, versions, and when each is shown."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.decoration import EditedMeanwhile, Page, PageKind, Unfinished
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid
from tests.make import goods as make

DAY = timedelta(days=1)


def words_page(words: str, **around: Any) -> dict[str, Any]:
    block = {"id": "a", "kind": "words", "values": {"body": make.words(words)}, **around}
    return {"title": make.words("春天"), "blocks": [block]}


async def a_page(session: AsyncSession, kind: PageKind = PageKind.VENUE) -> Page:
    return await decoration.create_page(
        session, kind, "spring", title=make.words("春天"), by=SYSTEM
    )


async def published(session: AsyncSession, page: Page, words: str, **span: Any) -> None:
    saved = await decoration.save_draft(
        session, page.id, words_page(words), revision=page.revision, by=SYSTEM
    )
    await decoration.publish(session, page.id, revision=saved.revision, by=SYSTEM, **span)


async def seen(session: AsyncSession, path: str = "/pages/spring") -> str | None:
    board = await decoration.board(session, clock.now())
    content = board.page(path, clock.now())
    return content.blocks[0].values["body"]["zh"] if content else None


async def test_a_draft_is_seen_by_nobody_until_it_is_published(session: AsyncSession) -> None:
    page = await a_page(session)
    saved = await decoration.save_draft(
        session, page.id, words_page("樱花"), revision=page.revision, by=SYSTEM
    )

    before = await seen(session)
    await decoration.publish(session, page.id, revision=saved.revision, by=SYSTEM)

    assert before is None
    assert await seen(session) == "樱花"


async def test_of_two_editors_the_second_is_told_of_the_first(session: AsyncSession) -> None:
    page = await a_page(session)
    revision = page.revision
    await decoration.save_draft(session, page.id, words_page("一"), revision=revision, by=SYSTEM)

    with pytest.raises(EditedMeanwhile) as told:
        await decoration.save_draft(
            session, page.id, words_page("二"), revision=revision, by=SYSTEM
        )

    assert told.value.by == SYSTEM.name
    with pytest.raises(EditedMeanwhile):
        await decoration.publish(session, page.id, revision=revision, by=SYSTEM)


async def test_a_festival_stands_before_the_usual_page_and_goes_by_itself(
    session: AsyncSession, time: Simulated
) -> None:
    page = await a_page(session)
    await published(session, page, "平日")
    festival = {"from_at": clock.now() + DAY, "until_at": clock.now() + 2 * DAY}
    await published(session, page, "节日", **festival)

    today = await seen(session)
    time.advance(DAY)
    tomorrow = await seen(session)
    time.advance(DAY)

    assert (today, tomorrow, await seen(session)) == ("平日", "节日", "平日")


async def test_an_earlier_version_can_be_shown_again_and_compared(
    session: AsyncSession, time: Simulated
) -> None:
    page = await a_page(session)
    await published(session, page, "好的")
    time.advance(DAY)
    await published(session, page, "坏的")
    time.advance(DAY)

    await decoration.show_again(session, page.id, 1, by=SYSTEM)

    assert await seen(session) == "好的"
    assert [each.number for each in await decoration.versions(session, page.id)] == [2, 1]


async def test_a_version_becomes_the_draft_again(session: AsyncSession) -> None:
    page = await a_page(session)
    await published(session, page, "旧")
    await decoration.save_draft(
        session, page.id, words_page("新"), revision=page.revision, by=SYSTEM
    )

    await decoration.restore(session, page.id, 1, revision=page.revision, by=SYSTEM)

    assert page.draft["blocks"][0]["values"]["body"]["zh"] == "旧"


async def test_the_draft_that_a_version_replaces_is_not_lost(session: AsyncSession) -> None:
    page = await a_page(session)
    await published(session, page, "旧")
    await decoration.save_draft(
        session, page.id, words_page("新"), revision=page.revision, by=SYSTEM
    )
    await decoration.restore(session, page.id, 1, revision=page.revision, by=SYSTEM)

    await decoration.restore(session, page.id, 2, revision=page.revision, by=SYSTEM)

    assert page.draft["blocks"][0]["values"]["body"]["zh"] == "新"
    assert [each.number for each in await decoration.versions(session, page.id)] == [2, 1]


async def test_half_a_page_that_was_kept_is_not_shown(session: AsyncSession) -> None:
    page = await a_page(session)
    await published(session, page, "旧")
    await decoration.save_draft(session, page.id, words_page(""), revision=page.revision, by=SYSTEM)
    await decoration.restore(session, page.id, 1, revision=page.revision, by=SYSTEM)

    with pytest.raises(Unfinished):
        await decoration.show_again(session, page.id, 2, by=SYSTEM)

    assert await seen(session) == "旧"


async def test_what_is_published_twice_unchanged_is_one_version(session: AsyncSession) -> None:
    page = await a_page(session)
    await published(session, page, "一样")
    await published(session, page, "一样")

    versions = await decoration.versions(session, page.id)

    assert len(versions) == 1


async def test_a_showing_can_be_stopped_and_what_was_under_it_comes_back(
    session: AsyncSession, time: Simulated
) -> None:
    page = await a_page(session)
    await published(session, page, "平日")
    time.advance(DAY)
    await published(session, page, "急", until_at=clock.now() + DAY)
    planned = await decoration.planned(session, page.id)

    time.advance(timedelta(minutes=1))
    await decoration.stop_showing(session, page.id, planned[0].id, by=SYSTEM)

    assert await seen(session) == "平日"


async def test_half_a_page_is_kept_but_not_published(session: AsyncSession) -> None:
    page = await a_page(session)
    half = {"title": {}, "blocks": [{"id": "a", "kind": "carousel", "values": {"slides": [{}]}}]}

    saved = await decoration.save_draft(session, page.id, half, revision=1, by=SYSTEM)
    with pytest.raises(Invalid) as refused:
        await decoration.publish(session, page.id, revision=saved.revision, by=SYSTEM)

    fields = {problem.field for problem in refused.value.problems}
    assert fields == {problem.field for problem in saved.problems}
    assert {"title", "blocks.0.slides.0.picture", "blocks.0.slides.0.url"} <= fields


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {"blocks": "x"},
        {"blocks": [None, {"kind": "unknown"}, {"kind": "words", "values": 7}]},
        {"title": [1], "blocks": [{"kind": "goods", "values": {"goods": {"count": -1, "by": 5}}}]},
        {"blocks": [{"kind": "words", "hours": ["25:99", 1], "from_at": "yesterday"}]},
    ],
)
async def test_nonsense_is_kept_as_far_as_it_makes_sense(session: AsyncSession, raw: Any) -> None:
    page = await a_page(session)

    saved = await decoration.save_draft(session, page.id, raw, revision=1, by=SYSTEM)

    assert saved.revision == 2
    assert saved.problems


@pytest.mark.parametrize("url", ["https://evil.test", "//evil.test", "javascript:alert(1)", "/a b"])
async def test_a_block_never_leads_out_of_the_shop(session: AsyncSession, url: str) -> None:
    page = await a_page(session)
    raw = {"title": make.words("会场"), "blocks": [{"kind": "goods", "values": {"url": url}}]}

    saved = await decoration.save_draft(session, page.id, raw, revision=1, by=SYSTEM)

    assert [problem.field for problem in saved.problems] == ["blocks.0.url"]


@pytest.mark.parametrize("slug", ["", "Spring", "a/b", "x" * 90])
async def test_a_page_has_an_address_that_can_be_typed(session: AsyncSession, slug: str) -> None:
    with pytest.raises(Invalid) as refused:
        await decoration.create_page(
            session, PageKind.VENUE, slug, title=make.words("会场"), by=SYSTEM
        )

    assert [problem.field for problem in refused.value.problems] == ["slug"]


async def test_a_landing_is_built_for_a_category_that_there_is(session: AsyncSession) -> None:
    await make.category(session, "tea")
    landing, title = PageKind.CATEGORY, make.words("茶")

    await decoration.create_page(session, landing, "tea", title=title, by=SYSTEM)
    with pytest.raises(Invalid) as refused:
        await decoration.create_page(session, landing, "te", title=title, by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == ["slug"]


async def test_two_pages_never_share_an_address(session: AsyncSession) -> None:
    await a_page(session)

    with pytest.raises(Invalid):
        await a_page(session, PageKind.STORY)
