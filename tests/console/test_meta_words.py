"""Staff say what search engines show, and see how it would look."""

import re

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.console.goods.seo import width
from tests.console.conftest import Staffed
from tests.make import goods


@pytest.mark.parametrize(("words", "room"), [("", 0), ("mug", 3), ("杯子 mug", 8), ("，", 2)])
def test_a_chinese_character_takes_the_room_of_two(words: str, room: int) -> None:
    assert width(words) == room


async def test_the_form_shows_what_stands_there_by_itself_and_what_is_said_instead(
    staffed: Staffed, session: AsyncSession
) -> None:
    shelf = await goods.category(session, "mugs")
    browser = await staffed("catalog.view", "catalog.edit")
    address = f"/console/categories/{shelf.id}/edit"
    fields = {"name_zh": "马克杯", "slug": "mugs", "position": "0"}
    said = {"meta_title_zh": "手绘马克杯", "meta_description_zh": "景德镇手绘，三十种。"}

    before = (await browser.get(address)).text
    saved = await browser.post(address, data=fields | said)

    after = (await browser.get(address)).text
    kept = await catalog.find_category(session, shelf.id)
    assert "分类 mugs</p>" in before
    assert saved.status_code == 303
    assert (kept.meta_title["zh"], kept.meta_description["zh"]) == tuple(said.values())
    assert re.search(r"data-title>手绘马克杯</p>", after)
    assert "Title 10 of about 60, description 20 of about 160" in after


async def test_words_that_are_too_long_are_refused_and_shown_again(
    staffed: Staffed, session: AsyncSession
) -> None:
    shelf = await goods.category(session, "mugs")
    browser = await staffed("catalog.view", "catalog.edit")
    fields = {"name_zh": "杯", "slug": "mugs", "position": "0", "meta_title_zh": "长" * 81}

    answer = await browser.post(f"/console/categories/{shelf.id}/edit", data=fields)

    assert answer.status_code == 422
    assert "At most 80 characters." in answer.text
    assert f"data-title>{'长' * 81}</p>" in answer.text
