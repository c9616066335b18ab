import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.content import ArticleNotFound, Block, BlockKind
from hutong.kernel.actor import SYSTEM
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


def test_a_body_is_headings_paragraphs_and_lists() -> None:
    assert content.blocks(BODY["zh"]) == [
        Block(BlockKind.HEADING, ("怎么退",)),
        Block(BlockKind.PARAGRAPH, ("寄回来就好。",)),
        Block(BlockKind.LIST, ("填单", "寄出")),
    ]
