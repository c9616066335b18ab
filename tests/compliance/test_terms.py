"""Words that may not be said are found as people write them, and told with their reason."""

from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import compliance
from hutong.compliance import Kind, Term, TermDraft
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid

WHY = {"zh": "不可以。", "en": "Not allowed."}


def draft(words: str, **facts: object) -> TermDraft:
    chosen = {"kind": Kind.ABSOLUTE, "reason": WHY, **facts}
    return TermDraft(words=words, **chosen)  # type: ignore[arg-type]


async def found(session: AsyncSession, words: str, field: str = "title.zh") -> list[str]:
    return [hit.found for hit in (await compliance.book(session)).hits({field: words})]


@pytest.mark.parametrize("words", ["最佳茶杯", "最 佳茶杯", "最-佳茶杯", "最·佳茶杯"])
async def test_a_word_is_found_however_it_is_spaced(session: AsyncSession, words: str) -> None:
    hits = await found(session, words)

    assert [hit[0] + hit[-1] for hit in hits] == ["最佳"]


@pytest.mark.parametrize("words", ["Our No. 1 mug", "our ＮＯ．１ mug", "our no.1 mug"])
async def test_full_width_and_capitals_do_not_hide_a_word(
    session: AsyncSession, words: str
) -> None:
    hits = await found(session, words)

    assert len(hits) == 1


async def test_a_latin_word_inside_another_is_no_hit(session: AsyncSession) -> None:
    assert await found(session, "the bestiary, no. 12") == []


@pytest.mark.parametrize("words", ["第一次烧成", "最佳赏味期三个月", "治愈系杯子"])
async def test_an_exception_is_harmless(session: AsyncSession, words: str) -> None:
    assert await found(session, words) == []


async def test_an_exception_excuses_only_itself(session: AsyncSession) -> None:
    assert await found(session, "第一次就是第一") == ["第一"]


async def test_a_hit_says_where_it_stands_why_and_what_to_write_instead(
    session: AsyncSession,
) -> None:
    instead = {"zh": "写事实", "en": "Write facts"}
    await compliance.save_term(session, draft("宇宙好杯", instead=instead), by=SYSTEM)

    [hit] = (await compliance.book(session)).hits({"description.zh": "这是宇宙好杯。"})

    assert (hit.start, hit.end, hit.blocks) == (2, 6, True)
    assert (hit.reason, hit.instead) == (WHY, instead)


async def test_a_word_may_count_in_some_places_only(session: AsyncSession) -> None:
    await compliance.save_term(session, draft("爆款", places=("title",)), by=SYSTEM)

    assert await found(session, "爆款", "description.zh") == []
    assert await found(session, "爆款", "title.zh") == ["爆款"]


async def test_a_word_may_count_for_some_categories_only(session: AsyncSession) -> None:
    food = uuid4()
    await compliance.save_term(session, draft("野生", categories=(food,)), by=SYSTEM)
    book = await compliance.book(session)

    assert not book.hits({"title.zh": "野生藤篮"}, [uuid4()])
    assert book.hits({"title.zh": "野生蜂蜜"}, [uuid4(), food])


async def test_of_two_that_overlap_the_longer_is_told(session: AsyncSession) -> None:
    assert await found(session, "行业第一") == ["行业第一"]


async def test_a_word_out_of_force_is_not_looked_for(session: AsyncSession) -> None:
    term = await compliance.save_term(session, draft("宇宙好杯"), by=SYSTEM)

    await compliance.save_term(session, draft("宇宙好杯", id=term.id, active=False), by=SYSTEM)

    assert await found(session, "宇宙好杯") == []


async def test_goods_that_may_not_be_sold_always_block(session: AsyncSession) -> None:
    term = await compliance.save_term(
        session, draft("火星石", kind=Kind.PROHIBITED, blocks=False), by=SYSTEM
    )

    assert term.blocks


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (draft("最"), "words"),
        (draft("最佳"), "words"),
        (draft("。。"), "words"),
        (draft("新词", reason={"en": "why"}), "reason.zh"),
        (draft("新词", exceptions=("别的",)), "exceptions"),
        (draft("新词", places=("nowhere",)), "places"),
    ],
)
async def test_a_word_that_makes_no_sense_is_refused(
    session: AsyncSession, wrong: TermDraft, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await compliance.save_term(session, wrong, by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == [field]


async def test_a_marked_text_loses_nothing(session: AsyncSession) -> None:
    words = "这只杯子是最 佳的，也是顶级的。"
    hits = (await compliance.book(session)).hits({"title.zh": words})

    pieces = compliance.marked(words, hits)

    assert "".join(piece.words for piece in pieces) == words
    assert [piece.words for piece in pieces if piece.hit] == ["最 佳", "顶级"]


async def test_each_word_of_the_first_list_cites_its_reason(session: AsyncSession) -> None:
    terms: list[Term] = list((await compliance.book(session)).terms)

    assert len(terms) > 90
    assert all("法" in term.reason["zh"] or "规定" in term.reason["zh"] for term in terms)
    assert all(term.reason["en"] and term.instead["zh"] for term in terms)
