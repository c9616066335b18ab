"""Pages of help are written in the console, and found under every address they had."""

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, content
from hutong.access import TrailFilter
from hutong.kernel.actor import SYSTEM
from tests.console.conftest import Staffed

RETURNS = {"zh": "退换货", "en": "Returns"}
SENT = {"title_zh": "退换货", "title_en": "Returns", "body_zh": "七天。", "position": "3"}


@pytest.fixture
async def returns(session: AsyncSession) -> content.Article:
    return await content.save_article(
        session, "returns", title=RETURNS, body={"zh": "七天无理由。"}, by=SYSTEM
    )


async def saved(browser: AsyncClient, where: str, slug: str, **changes: str) -> Response:
    return await browser.post(f"/console/articles/{where}", data={**SENT, "slug": slug, **changes})


async def test_a_page_gets_another_address_and_is_found_under_both(
    staffed: Staffed, session: AsyncSession, returns: content.Article
) -> None:
    browser = await staffed()

    answer = await saved(browser, f"{returns.id}/edit", "sending-back")
    shown = await browser.get("/console/articles")

    assert answer.status_code == 303
    assert await content.moved_article(session, "returns") == "sending-back"
    assert (returns.slug, returns.body, returns.position) == ("sending-back", {"zh": "七天。"}, 3)
    assert ">/help/sending-back<" in shown.text
    assert "/help/returns" in shown.text
    lines = await access.trail(session, TrailFilter(object_id=str(returns.id)))
    assert {line.action for line in lines} == {"content.rename_article", "content.save_article"}


@pytest.mark.parametrize("where", ["new", "{id}/edit"])
async def test_an_address_that_another_page_has_is_refused_beside_its_field(
    staffed: Staffed, session: AsyncSession, returns: content.Article, where: str
) -> None:
    await content.save_article(session, "freight", title=RETURNS, body=RETURNS, by=SYSTEM)
    browser = await staffed()

    answer = await saved(browser, where.format(id=returns.id), "freight")

    assert answer.status_code == 422
    assert "Another page has this address." in answer.text
    assert (await content.find_article(session, "freight")).body == RETURNS
    assert (await content.find_article(session, "returns")).body == {"zh": "七天无理由。"}


async def test_a_new_page_is_on_the_shelf_of_help_at_once(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed("content.view", "content.edit")

    answer = await saved(browser, "new", "care", title_zh="养护")

    assert answer.status_code == 303
    assert (await content.find_article(session, "care")).title["zh"] == "养护"


async def test_who_may_only_look_does_not_write(
    staffed: Staffed, session: AsyncSession, returns: content.Article
) -> None:
    browser = await staffed("content.view")

    answer = await saved(browser, f"{returns.id}/edit", "elsewhere")

    assert answer.status_code == 403
    assert returns.slug == "returns"
