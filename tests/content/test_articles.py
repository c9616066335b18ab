import asyncio
from contextlib import suppress

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.content import ArticleNotFound, Block, BlockKind
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from tests.make import goods as make

RETURNS = make.words("七天无理由退货", "Returns within seven days")
BODY = make.words("## 怎么退\n寄回来就好。\n\n- 填单\n- 寄出", "Send it back.")


async def test_a_page_is_found_by_its_address(session: AsyncSession) -> None:
    await content.save_article(session, "returns", title=RETURNS, body=BODY, by=SYSTEM)

    assert (await content.find_article(session, "returns")).title == RETURNS


async def test_saving_again_replaces_the_words(session: AsyncSession) -> None:
    await content.save_article(session, "returns", title=RETURNS, body=BODY, by=SYSTEM)
    await content.save_article(
        session, "returns", title=RETURNS, body=make.words("改了"), by=SYSTEM
    )

    assert [article.body["zh"] for article in await content.articles(session)] == ["改了"]


async def test_a_page_that_is_not_there_is_not_found(session: AsyncSession) -> None:
    with pytest.raises(ArticleNotFound):
        await content.find_article(session, "nowhere")


async def test_a_page_needs_an_address_a_title_and_words(session: AsyncSession) -> None:
    with pytest.raises(Invalid) as refused:
        await content.save_article(session, "Nowhere/", title={}, body={"en": "x"}, by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == ["slug", "title.zh", "body.zh"]


async def put(session: AsyncSession, slug: str) -> None:
    await content.save_article(session, slug, title=RETURNS, body=BODY, by=SYSTEM)


async def test_every_address_a_page_ever_had_leads_to_it(session: AsyncSession) -> None:
    await put(session, "returns")

    await content.rename_article(session, "returns", "sending-back", by=SYSTEM)
    await content.rename_article(session, "sending-back", "refunds", by=SYSTEM)

    assert await content.moved_article(session, "returns") == "refunds"
    assert await content.moved_article(session, "sending-back") == "refunds"
    assert (await content.find_article(session, "refunds")).title == RETURNS


async def test_an_address_of_a_page_that_is_used_again_belongs_to_the_new_one(
    session: AsyncSession,
) -> None:
    await put(session, "returns")
    await content.rename_article(session, "returns", "refunds", by=SYSTEM)

    await put(session, "returns")
    await content.rename_article(session, "returns", "exchanges", by=SYSTEM)

    assert await content.moved_article(session, "returns") == "exchanges"


async def test_a_page_that_goes_back_to_its_address_leads_nowhere_else(
    session: AsyncSession,
) -> None:
    await put(session, "returns")
    await content.rename_article(session, "returns", "refunds", by=SYSTEM)
    await content.rename_article(session, "refunds", "returns", by=SYSTEM)

    assert await content.moved_article(session, "returns") is None
    assert await content.moved_article(session, "refunds") == "returns"


@pytest.mark.parametrize("to", ["payment", "Not An Address", ""])
async def test_a_page_cannot_take_an_address_that_is_taken_or_none(
    session: AsyncSession, to: str
) -> None:
    await put(session, "returns")
    await put(session, "payment")

    with pytest.raises(Invalid) as refused:
        await content.rename_article(session, "returns", to, by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == ["slug"]


async def test_two_pages_that_want_one_address_at_once_do_not_both_get_it(
    committed: Database,
) -> None:
    async with committed.transaction() as session:
        await put(session, "returns")
        await put(session, "payment")

    async def rename(slug: str) -> bool:
        with suppress(Invalid):
            async with committed.transaction() as session:
                await content.rename_article(session, slug, "money", by=SYSTEM)
            return True
        return False

    won = await asyncio.gather(rename("returns"), rename("payment"))

    assert sorted(won) == [False, True]


def test_a_body_is_headings_paragraphs_and_lists() -> None:
    assert content.blocks(BODY["zh"]) == [
        Block(BlockKind.HEADING, ("怎么退",)),
        Block(BlockKind.PARAGRAPH, ("寄回来就好。",)),
        Block(BlockKind.LIST, ("填单", "寄出")),
    ]
