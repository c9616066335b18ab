"""What staff say about words holds in every process that listens."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.search import Guidance, Index, Wording, WordingDraft, WordingKind, thesaurus
from hutong.search.understanding import understand
from hutong.search.vocabulary import Vocabulary

INDEX, VOCABULARY = Index(), Vocabulary()


@pytest.fixture
def guidance() -> Iterator[Guidance]:
    yield Guidance(INDEX)
    thesaurus.take_over(None)


def writings(word: str) -> list[str]:
    VOCABULARY.hear_of(thesaurus.thesaurus().words)
    terms = understand(word, VOCABULARY).terms
    return [each.written for term in terms for each in term.writings]


async def said(session: AsyncSession, **draft: object) -> Wording:
    wording = await search.say(session, WordingDraft(**draft), by=SYSTEM)  # type: ignore[arg-type]
    await session.flush()
    return wording


async def test_a_synonym_works_both_ways_and_a_wider_word_one_way(
    session: AsyncSession, db: Database, guidance: Guidance
) -> None:
    await said(session, kind=WordingKind.SAME, words=["番茄", "西红柿"])
    await said(session, kind=WordingKind.WIDER, word="蔬菜", words=["番茄"])

    await guidance.refresh(db)

    assert "西红柿" in writings("番茄")
    assert "番茄" in writings("西红柿")
    assert "番茄" in writings("蔬菜")
    assert "蔬菜" not in writings("番茄")


async def test_what_is_taken_back_no_longer_holds(
    session: AsyncSession, db: Database, guidance: Guidance
) -> None:
    wording = await said(session, kind=WordingKind.SAME, words=["番茄", "西红柿"])
    await said(session, kind=WordingKind.SILENT, word="亲")
    await guidance.refresh(db)
    await search.take_back(session, wording.id, by=SYSTEM)
    await session.flush()

    changed = await guidance.refresh(db)

    assert changed
    assert "西红柿" not in writings("番茄")
    assert not await guidance.refresh(db)


async def test_a_silent_word_is_not_looked_for(
    session: AsyncSession, db: Database, guidance: Guidance
) -> None:
    await said(session, kind=WordingKind.SILENT, word="亲")

    await guidance.refresh(db)

    assert [term.said for term in understand("亲 茶壶", VOCABULARY).terms] == ["茶壶"]


async def test_a_redirect_is_found_however_it_is_written(
    session: AsyncSession, db: Database, guidance: Guidance
) -> None:
    await said(session, kind=WordingKind.REDIRECT, word="退貨", target="/help/returns")

    await guidance.refresh(db)

    assert guidance.redirect(" 退货 ") == "/help/returns"
    assert guidance.redirect("换货") is None


async def test_a_new_shop_begins_with_the_words_of_the_house_once(
    session: AsyncSession, db: Database, guidance: Guidance
) -> None:
    before = thesaurus.from_file()

    planted = await search.plant(session)
    again = await search.plant(session)
    await guidance.refresh(db)

    assert (await session.scalar(select(func.count()).select_from(Wording)), again) == (planted, 0)
    assert set(before.wider) == set(thesaurus.thesaurus().wider)
    assert before.silent == thesaurus.thesaurus().silent
    assert "mug" in writings("马克杯")
