"""What shoppers searched for, and what staff do about it."""

import re
from dataclasses import replace

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, search
from hutong.catalog import TagDraft, TagPlace
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated, local_day
from hutong.search import Wording, WordingDraft, WordingKind, WordsDay
from hutong.views.searches.words import words_key
from tests.console.conftest import Staffed
from tests.make import goods

LOST = "/console/search-words/" + words_key("杯了")


@pytest.fixture
async def browser(session: AsyncSession, staffed: Staffed, time: Simulated) -> AsyncClient:
    """Cups were found and clicked, a misspelling found nothing, pots were found and left alone."""
    day = local_day(time.at)
    for words, searches, empty, clicked in (
        ("杯子", 10, 0, 6),
        ("杯了", 4, 4, 0),
        ("锅", 20, 0, 1),
    ):
        counts = {"searches": searches, "empty": empty, "clicked": clicked}
        session.add(WordsDay(day=day, words=words, added=0, bought=0, found=1, **counts))
    await session.flush()
    return await staffed()


async def held(session: AsyncSession) -> list[tuple[str, str, list[str], str]]:
    found = await session.scalars(
        select(Wording)
        .where(Wording.removed_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return [(each.kind, each.word, each.words, each.target) for each in found]


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", ["杯子", "杯了", "锅"], []),
        ("?need=empty", ["杯了"], ["杯子", "锅"]),
        ("?need=ignored", ["锅"], ["杯子", "杯了"]),
        ("?need=rising", ["杯子", "杯了", "锅"], []),
        ("?q=了", ["杯了"], ["杯子"]),
        ("?days=30", ["杯子"], []),
    ],
)
async def test_the_list_shows_what_needs_somebodys_attention(
    browser: AsyncClient, query: str, shown: list[str], hidden: list[str]
) -> None:
    page = (await browser.get(f"/console/search-words{query}")).text

    rows = page.partition("<tbody")[2]
    assert all(f">{words}<" in rows for words in shown)
    assert not any(f">{words}<" in rows for words in hidden)


async def test_the_figures_are_those_of_the_days(browser: AsyncClient, time: Simulated) -> None:
    page = (await browser.get("/console/search")).text

    assert "Clicked, in a hundred searches" in page
    assert "20.6" in page  # 7 of 34 searches of the day
    assert "11.8" in page  # 4 of 34 found nothing


@pytest.mark.parametrize(
    ("remedy", "form", "expected"),
    [
        ("synonym", {"words": "杯子，水杯"}, ("same", "", ["杯了", "杯子", "水杯"], "")),
        ("one-way-synonym", {"words": "杯子"}, ("wider", "杯了", ["杯子"], "")),
        ("redirect", {"target": "/p/moon-mug"}, ("redirect", "杯了", [], "/p/moon-mug")),
    ],
)
async def test_a_remedy_is_one_form_and_can_be_undone(
    session: AsyncSession,
    browser: AsyncClient,
    remedy: str,
    form: dict[str, str],
    expected: tuple[str, str, list[str], str],
) -> None:
    await browser.post(f"{LOST}/{remedy}", data=form)
    done = await held(session)
    page = (await browser.get(LOST)).text
    await browser.post(f"{LOST}/undo", data={})

    assert done == [expected]
    assert f"{LOST}/undo" in page
    assert await held(session) == []


@pytest.mark.parametrize(
    ("remedy", "form", "words"),
    [
        ("synonym", {"words": " , "}, "Give at least two words that mean the same."),
        ("redirect", {"target": "https://elsewhere.example"}, "Give an address of this shop"),
        ("redirect", {"target": "//elsewhere.example"}, "Give an address of this shop"),
        ("one-way-synonym", {"words": "杯" * 60}, "At most 40 characters for a word."),
    ],
)
async def test_a_remedy_that_makes_no_sense_is_refused_in_words(
    session: AsyncSession, browser: AsyncClient, remedy: str, form: dict[str, str], words: str
) -> None:
    answer = await browser.post(f"{LOST}/{remedy}", data=form)

    assert answer.status_code == 422
    assert words in answer.text
    assert await held(session) == []


@pytest.mark.parametrize("named", ["moon-mug", "/p/moon-mug", "MOON-1"])
async def test_words_are_kept_with_the_product_that_they_mean(
    session: AsyncSession, browser: AsyncClient, named: str
) -> None:
    sheet = await goods.goods(session, "moon-mug")
    first = replace(sheet.draft.skus[0], code="MOON-1")
    await catalog.save_product(session, replace(sheet.draft, skus=(first,)), by=SYSTEM)

    answer = await browser.post(f"{LOST}/product-words", data={"product": named})

    assert answer.status_code == 303
    assert (await catalog.product_by_id(session, sheet.id)).keywords == ("杯了",)


async def marked(session: AsyncSession, sheet: catalog.ProductSheet) -> list[str]:
    return list((await catalog.product_by_id(session, sheet.id)).tags)


async def test_goods_get_a_tag_that_is_called_as_the_words_are(
    session: AsyncSession, browser: AsyncClient
) -> None:
    mug, pot = await goods.goods(session, "moon-mug"), await goods.goods(session, "iron-pot")

    for typed in ("/p/moon-mug", "moon-mug\niron-pot"):
        answer = await browser.post(f"{LOST}/tag", data={"goods": typed, "tag": ""})
        assert answer.status_code == 303

    (tag,) = [each for each in await catalog.tags(session) if each.name == {"zh": "杯了"}]
    assert (tag.slug, tag.name, tag.place) == ("beile", {"zh": "杯了"}, TagPlace.SEARCH)
    assert await marked(session, mug) == await marked(session, pot) == ["beile"]


async def test_goods_get_a_tag_of_the_shop_from_the_page_of_a_word_and_it_is_undone(
    session: AsyncSession, browser: AsyncClient
) -> None:
    await catalog.save_tag(session, TagDraft(slug="gift", name={"zh": "送礼"}), by=SYSTEM)
    mug = await goods.goods(session, "moon-mug")

    await browser.post(f"{LOST}/tag", data={"goods": "moon-mug", "tag": "gift"})
    given = await marked(session, mug)
    history = (await browser.get(f"/console/products/{mug.id}/history")).text
    undo = re.search(r'action="([^"]+/undoing)"', history)
    assert undo is not None
    await browser.post(undo[1])

    assert given == ["gift"]
    assert await marked(session, mug) == []


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"goods": "moon-mug, nowhere", "tag": ""}, "There is no product nowhere."),
        ({"goods": " , ", "tag": ""}, "Please fill this in."),
        ({"goods": "moon-mug", "tag": "unheard-of"}, "Please choose one of these."),
        ({"goods": " ".join(map(str, range(51))), "tag": ""}, "At most 50 of these."),
    ],
)
async def test_a_tag_is_given_to_all_of_the_goods_or_to_none(
    session: AsyncSession, browser: AsyncClient, form: dict[str, str], words: str
) -> None:
    mug = await goods.goods(session, "moon-mug")
    before = len(await catalog.tags(session))

    answer = await browser.post(f"{LOST}/tag", data=form)

    assert answer.status_code == 422
    assert words in answer.text
    assert len(await catalog.tags(session)) == before
    assert await marked(session, mug) == []


async def test_words_cannot_be_kept_with_a_product_that_is_not_there(
    browser: AsyncClient,
) -> None:
    answer = await browser.post(f"{LOST}/product-words", data={"product": "nowhere"})

    assert answer.status_code == 422
    assert "There is no product nowhere." in answer.text


async def test_what_was_taken_back_can_be_put_back_but_not_said_twice(
    session: AsyncSession, browser: AsyncClient
) -> None:
    draft = WordingDraft(kind=WordingKind.REDIRECT, word="退货", target="/help/returns")
    said = await search.say(session, draft, by=SYSTEM)
    await session.flush()
    where = f"/console/search-wordings/{said.id}"
    again = {"kind": "redirect", "word": "退货 ", "target": "/help/other"}

    twice = await browser.post("/console/search-wordings/new", data=again)
    await browser.post(f"{where}/removal", data={})
    gone = await held(session)
    await browser.post(f"{where}/return", data={})

    assert "There is such a rule for “退货” already." in twice.text
    assert gone == []
    assert await held(session) == [("redirect", "退货", [], "/help/returns")]


async def test_a_rule_is_changed_in_one_go_and_the_old_one_stands_among_what_was_taken_back(
    session: AsyncSession, browser: AsyncClient
) -> None:
    draft = WordingDraft(kind=WordingKind.SAME, words=["番茄", "西红柿"])
    said = await search.say(session, draft, by=SYSTEM)
    await session.flush()
    change = f"/console/search-wordings/{said.id}/change"

    form = (await browser.get(change)).text
    answer = await browser.post(change, data={"kind": "same", "words": "番茄, 西红柿, 洋柿子"})
    gone = (await browser.get("/console/search-wordings?gone=1")).text

    assert 'value="番茄, 西红柿"' in form
    assert answer.status_code == 303
    assert await held(session) == [("same", "", ["番茄", "西红柿", "洋柿子"], "")]
    assert "番茄 = 西红柿<" in gone


@pytest.mark.parametrize(
    ("word", "target", "words"),
    [
        ("退货", "elsewhere", "Give an address of this shop"),
        ("换货", "/help/returns", "There is such a rule for “换货” already."),
    ],
)
async def test_a_change_that_is_refused_leaves_the_rule_as_it_was(
    session: AsyncSession, browser: AsyncClient, word: str, target: str, words: str
) -> None:
    first, _other = [
        await search.say(
            session,
            WordingDraft(kind=WordingKind.REDIRECT, word=each, target="/help/returns"),
            by=SYSTEM,
        )
        for each in ("退货", "换货")
    ]
    await session.flush()
    before = await held(session)

    sent = {"kind": "redirect", "word": word, "target": target}
    answer = await browser.post(f"/console/search-wordings/{first.id}/change", data=sent)

    assert words in answer.text
    assert await held(session) == before


async def test_what_was_taken_back_is_not_changed_but_put_back(
    session: AsyncSession, browser: AsyncClient
) -> None:
    said = await search.say(session, WordingDraft(kind=WordingKind.SILENT, word="亲"), by=SYSTEM)
    await session.flush()
    where = f"/console/search-wordings/{said.id}"

    await browser.post(f"{where}/removal", data={})
    answer = await browser.post(f"{where}/change", data={"kind": "silent", "word": "亲亲"})

    assert "This rule was taken back meanwhile." in answer.text
    assert await held(session) == []


async def test_an_address_that_is_no_words_is_not_found(browser: AsyncClient) -> None:
    answers = [await browser.get(f"/console/search-words/{key}") for key in ("xyz", "ff", "00")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
