"""What the search box offers while somebody types, and before."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.search import Asked, Guidance, Journal, WordingDraft, WordingKind, WordsDay, thesaurus
from hutong.search.suggesting import Popular, Suggestions
from hutong.web import cookies
from tests.counting import statements
from tests.make import goods as make
from tests.storefront.conftest import Doors


@pytest.fixture
def guidance(app: Litestar, open_doors: Doors) -> Iterator[Guidance]:
    before = app.state.guidance, app.state.journal
    app.state.guidance, app.state.journal = Guidance(app.state.index), Journal()
    yield app.state.guidance
    app.state.guidance, app.state.journal = before
    thesaurus.take_over(None)


async def popular(session: AsyncSession, **searches: int) -> None:
    day = clock.local_day(clock.now())
    for words, count in searches.items():
        empty = count if words == "不存在" else 0
        session.add(
            WordsDay(
                day=day,
                words=words,
                searches=count,
                empty=empty,
                clicked=0,
                added=0,
                bought=0,
                found=1,
            )
        )
    await session.flush()


@pytest.mark.parametrize("typed", ["马克", "makebei", "MAKEB"])
async def test_words_categories_and_goods_are_offered_without_asking_the_database(
    session: AsyncSession,
    client: AsyncClient,
    db: Database,
    guidance: Guidance,
    open_doors: Doors,
    typed: str,
) -> None:
    room = await make.category(session, "makebei")
    await make.goods(session, "cup-20", price="20", category_id=room.id)
    await popular(session, 马克杯礼盒=5, 茶壶=9)
    await open_doors()
    await guidance.refresh(db)

    with statements() as sent:
        page = await client.get("/search/suggestions", params={"q": typed})

    assert sent == []
    assert "马克杯礼盒" in page.text
    assert "茶壶" not in page.text
    assert 'href="/p/cup-20"' in page.text
    assert page.text.count('role="option"') >= 2


@pytest.mark.parametrize("typed", ["mkb", "马克", "makebeil", "礼盒", "ＭＫＢ"])
def test_words_are_offered_by_their_sound_and_by_what_is_in_them(typed: str) -> None:
    known = [Popular("马克杯礼盒", 5, Decimal(5)), Popular("茶壶", 9, Decimal(9))]

    offered = Suggestions(known, (), frozenset()).completions(typed)

    assert offered == ["马克杯礼盒"]


async def test_what_only_few_searched_or_what_finds_nothing_is_never_offered(
    session: AsyncSession, client: AsyncClient, db: Database, guidance: Guidance
) -> None:
    await popular(session, 张三的礼物=2, 不存在=9, 茶壶=3)
    await guidance.refresh(db)

    page = await client.get("/search/beginnings")

    assert "茶壶" in page.text
    assert "张三的礼物" not in page.text
    assert "不存在" not in page.text


async def test_staff_pin_and_block_what_is_hot(
    session: AsyncSession, client: AsyncClient, db: Database, guidance: Guidance
) -> None:
    await popular(session, 茶壶=30, 杯子=9)
    pinned = WordingDraft(kind=WordingKind.HOT, word="中秋礼盒", place=1)
    for draft in (pinned, WordingDraft(kind=WordingKind.BLOCKED, word="茶壶")):
        await search.say(session, draft, by=SYSTEM)
    await session.flush()
    await guidance.refresh(db)

    hot = guidance.suggestions.hot
    page = await client.get("/search/suggestions?q=茶")

    assert hot == ["中秋礼盒", "杯子"]
    assert ">茶壶<" not in page.text


async def test_one_sees_what_one_searched_before_and_can_have_it_forgotten(
    session: AsyncSession,
    client: AsyncClient,
    app: Litestar,
    db: Database,
    guidance: Guidance,
) -> None:
    await client.get("/search?q=青花茶壶")
    await app.state.journal.write_down(db)
    before = await client.get("/search/beginnings")
    other = await client.get("/search/beginnings", headers={"cookie": f"{cookies.SEARCHER}=x"})

    cleared = await client.post("/search/history/removal")
    after = await client.get("/search/beginnings")

    assert "青花茶壶" in before.text
    assert cleared.status_code == 303
    assert "青花茶壶" not in after.text + other.text
    kept = await session.scalar(select(Asked.times).execution_options(populate_existing=True))
    assert kept == 1


@pytest.mark.parametrize("typed", ["", " ", "杯" * 500, "%_\\'\"<script>", "\u0000"])
async def test_whatever_is_typed_gets_an_answer(
    client: AsyncClient, guidance: Guidance, typed: str
) -> None:
    page = await client.get("/search/suggestions", params={"q": typed})

    assert page.status_code == 200
    assert "<script>" not in page.text
