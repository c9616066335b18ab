"""Staff arrange the results of words, seeing the effect before they save it."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
from httpx import AsyncClient
from litestar import Litestar
from litestar.datastructures import FormMultiDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.console.kit import Posted
from hutong.console.searching.trying import tried
from hutong.search import Index, MerchandisingRule, Place
from tests.console.conftest import Staffed
from tests.make import goods as make
from tests.search.test_find import MUG, SPADE, THERMOS
from tests.search.test_naming import node

RULES = "/console/merchandising"


@pytest.fixture
async def spade(session: AsyncSession) -> UUID:
    sheet = await make.goods(session, "spade")
    await search.refresh(session, [sheet.id])
    return sheet.id


def form(product_id: UUID, effect: str = "pin", **more: str) -> dict[str, str]:
    goods = {"goods-product": str(product_id), "goods-title": "铲", "goods-effect": effect}
    return {"words": "自行車", **goods, "goods-place": "", **more}


async def kept(session: AsyncSession) -> list[tuple[str, list[dict[str, str]], bool]]:
    found = await session.scalars(
        select(MerchandisingRule).execution_options(populate_existing=True)
    )
    return [(each.words, each.goods, each.removed_at is None) for each in found]


async def test_a_rule_is_made_changed_taken_back_and_put_back_and_all_is_in_the_trail(
    session: AsyncSession, staffed: Staffed, spade: UUID
) -> None:
    browser = await staffed("search.view", "search.edit", "audit.view")
    pinned = [{"product_id": str(spade), "effect": "pin"}]

    await browser.post(f"{RULES}/new", data=form(spade))
    made = await kept(session)
    rule = (await session.scalars(select(MerchandisingRule))).one()
    await browser.post(f"{RULES}/{rule.id}/edit", data=form(spade, "bury"))
    await browser.post(f"{RULES}/{rule.id}/removal", data={})
    lifted = await kept(session)
    await browser.post(f"{RULES}/{rule.id}/return", data={})

    assert made == [("自行车", pinned, True)]
    assert lifted == [("自行车", [{"product_id": str(spade), "effect": "bury"}], False)]
    assert (await kept(session))[0][2]


async def undo(browser: AsyncClient, rule_id: UUID, place: int) -> str:
    """What is said to taking back the change that stands there in the history, newest first."""
    url = f"{RULES}/{rule_id}"
    page = (await browser.get(f"{url}/history")).text
    there = re.findall(rf'"({url}/history/[^/"]+/undoing)"', page)
    told = await browser.post(list(dict.fromkeys(there))[place], data={}, follow_redirects=True)
    return told.text


async def test_one_change_of_a_rule_is_taken_back_unless_it_was_changed_again(
    session: AsyncSession, staffed: Staffed, spade: UUID
) -> None:
    browser = await staffed("search.view", "search.edit", "audit.view")
    await browser.post(f"{RULES}/new", data=form(spade, begins_at="2026-12-01T10:00"))
    rule = (await session.scalars(select(MerchandisingRule))).one()
    begun = rule.begins_at
    await browser.post(f"{RULES}/{rule.id}/edit", data=form(spade, "bury"))

    back = await undo(browser, rule.id, 0)
    again = await undo(browser, rule.id, 1)

    assert "It is as it was before." in back
    assert await kept(session) == [("自行车", [{"product_id": str(spade), "effect": "pin"}], True)]
    assert (await session.scalars(select(MerchandisingRule))).one().begins_at == begun
    assert "This was changed again in the meantime." in again


async def test_the_preview_keeps_nothing(
    session: AsyncSession, staffed: Staffed, spade: UUID
) -> None:
    browser = await staffed("search.edit")
    swap = {"hx-request": "true"}

    part = await browser.post(f"{RULES}/preview", data=form(spade), headers=swap)
    page = await browser.post(f"{RULES}/preview", data=form(spade))

    assert str(spade) in part.text
    assert "<html" not in part.text
    assert "What the rule does" in page.text
    assert await kept(session) == []


async def test_who_may_only_look_at_rules_tries_none(staffed: Staffed, spade: UUID) -> None:
    browser = await staffed("search.view")

    refused = await browser.post(f"{RULES}/preview", data=form(spade))

    assert refused.status_code == 403


@pytest.mark.parametrize(
    "typed",
    [
        {"goods-product": "x", "goods-effect": "pin"},
        {"words": "杯子", "goods-product": "x", "goods-effect": "nonsense"},
        {"category": "x"},
        {"category": str(UUID(int=1))},
        {},
    ],
)
async def test_nonsense_is_answered_in_words(staffed: Staffed, typed: dict[str, str]) -> None:
    browser = await staffed()

    preview = await browser.post(f"{RULES}/preview", data=typed)
    saved = await browser.post(f"{RULES}/new", data=typed)

    assert preview.status_code == 200
    assert saved.status_code == 422


@pytest.mark.parametrize("query", ["", "?q=x", "?q=x&product=" + str(UUID(int=1))])
async def test_the_explanation_opens_for_whatever_is_asked(staffed: Staffed, query: str) -> None:
    browser = await staffed("search.view")

    page = await browser.get(f"/console/search-explanation{query}")

    assert page.status_code == 200
    assert "Why a product stands there" in page.text


async def test_the_explanation_of_a_pin_that_is_tried_tells_its_place_among_the_others(
    app: Litestar, staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index()
    index.put([MUG, THERMOS])
    monkeypatch.setattr(app.state, "index", index)
    browser = await staffed("search.view")
    asked = {"q": "马克杯", "product": str(MUG.product_id), "effect": "pin", "pinned": "2"}

    page = await browser.get("/console/search-explanation", params=asked)

    assert "Pinned at place 2" in page.text
    assert "With the rule that is not saved yet" in page.text


async def test_the_explanation_is_for_those_who_may_see_search(staffed: Staffed) -> None:
    browser = await staffed("orders.view")

    refused = await browser.get("/console/search-explanation?q=x")

    assert refused.status_code == 403


async def test_the_preview_tells_where_each_product_stands_now_and_then(
    session: AsyncSession,
) -> None:
    index = Index()
    index.put([MUG, SPADE, THERMOS])
    effects = ((SPADE, "pin"), (THERMOS, "bury"))
    rows = [
        pair
        for each, effect in effects
        for pair in (("goods-product", str(each.product_id)), ("goods-effect", effect))
    ]
    form = FormMultiDict([("words", "杯子"), ("sold_out_too", "1"), *rows])

    arranged = await tried(session, index, Posted(form))

    told = {row.product_id: (row.then, row.now, row.effect) for row in arranged.rows}
    assert told == {
        str(SPADE.product_id): (1, None, "pin"),
        str(MUG.product_id): (2, 2, ""),
        str(THERMOS.product_id): (3, 1, "bury"),
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("鹿鸣窑", "only goods of this brand are shown"),
        ("杯壶 鹿鸣窑", "goods of this category come forward"),
    ],
)
async def test_the_explanation_tells_which_names_were_recognised(
    app: Litestar, staffed: Staffed, monkeypatch: pytest.MonkeyPatch, words: str, told: str
) -> None:
    brand = Place("luming", {"zh": "鹿鸣窑", "en": "Luming Kiln"})
    cup = replace(MUG, brand=brand, path=(Place("cups", {"zh": "杯壶", "en": "Cups"}),))
    other = replace(THERMOS, brand=brand, keywords=("杯壶",), path=())
    index = Index()
    index.put([cup, other], [node("cups", {"zh": "杯壶", "en": "Cups"})])
    monkeypatch.setattr(app.state, "index", index)
    browser = await staffed("search.view")

    asked = {"q": words, "product": str(cup.product_id)}
    page = await browser.get("/console/search-explanation", params=asked)

    assert told in page.text
