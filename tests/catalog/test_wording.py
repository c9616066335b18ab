"""Goods are not sold with words that the law forbids."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Parameter
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from tests.make import goods as make

BOAST = {"zh": "最佳茶杯", "en": "A cup"}


async def test_a_draft_with_forbidden_words_is_kept_but_not_listed(session: AsyncSession) -> None:
    boasting = replace(await make.draft(session), title=BOAST)
    saved = await catalog.save_product(session, boasting, by=SYSTEM)

    with pytest.raises(Invalid) as refused:
        await catalog.list_product(session, saved.id, by=SYSTEM)

    [problem] = refused.value.problems
    assert problem.field == "title.zh"
    assert "最佳" in problem.message


async def test_goods_on_sale_cannot_take_on_forbidden_words(session: AsyncSession) -> None:
    sheet = await make.goods(session)
    told = Parameter(name=make.words("功效"), value=make.words("根治头痛", "rest"))

    with pytest.raises(Invalid) as refused:
        await catalog.save_product(session, replace(sheet.draft, parameters=(told,)), by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == ["parameters.0.value.zh"]


async def test_a_word_that_only_warns_keeps_nothing_off_the_shelf(session: AsyncSession) -> None:
    warned = replace(await make.draft(session), subtitle=make.words("送礼首选", "A present"))
    saved = await catalog.save_product(session, warned, by=SYSTEM)

    await catalog.list_product(session, saved.id, by=SYSTEM)

    assert saved.state == "listed"
