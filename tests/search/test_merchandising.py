"""What staff pin, boost and bury: what shoppers see of it, page by page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.search import (
    Document,
    Effect,
    Guidance,
    Index,
    MerchandisingRule,
    Placed,
    Query,
    RuleDraft,
    Sort,
    Steering,
)
from hutong.search.merchandising import ArrangedAlready
from tests.make import goods as make
from tests.search.test_find import GARDEN, document

CUP = document("马克杯", "Mug", sales=900)
TALL = document("高马克杯", "Tall mug", sales=50)
SMALL = document("小马克杯", "Small mug", sales=9, price="19")
LAST = document("旧马克杯", "Old mug", sales=700, in_stock=False)
SPADE = document("园艺铲", "Spade", path=(GARDEN,), price="9")
GONE = document("水壶", "Can", path=(GARDEN,), in_stock=False)
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
WORDS, KITCHEN = Query(text="马克杯"), Query(category_slug="kitchen")


@pytest.fixture
def index() -> Index:
    index = Index()
    index.put([CUP, TALL, SMALL, LAST, SPADE, GONE])
    return index


def shown(index: Index, steering: Steering, query: Query = WORDS) -> list[str]:
    found = index.tried(query, steering)
    return [each.title["en"] for each in found.items] if found else []


def ids(*documents: Document) -> tuple[UUID, ...]:
    return tuple(each.product_id for each in documents)


def test_pinned_goods_stand_first_in_the_order_given_even_if_the_words_do_not_find_them(
    index: Index,
) -> None:
    order = shown(index, Steering(pinned=ids(SPADE, SMALL)))

    assert order == ["Spade", "Small mug", "Mug", "Tall mug", "Old mug"]


def test_what_words_do_not_find_at_all_can_be_pinned(index: Index) -> None:
    found = index.tried(Query(text="自行车"), Steering(pinned=ids(SPADE)))

    assert found
    assert ([each.slug for each in found.items], found.total) == ([SPADE.slug], 1)


def test_sold_out_goods_are_pinned_only_where_staff_wish_it(index: Index) -> None:
    either = shown(index, Steering(pinned=ids(LAST, GONE, TALL)))
    wished = shown(
        index, Steering(pinned=ids(LAST, GONE, TALL), even_sold_out=frozenset(ids(LAST, GONE)))
    )

    assert either == ["Tall mug", "Mug", "Small mug", "Old mug"]
    assert wished == ["Old mug", "Can", "Tall mug", "Mug", "Small mug"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (WORDS, ["Small mug", "Tall mug", "Mug", "Old mug"]),
        (KITCHEN, ["Small mug", "Tall mug", "Mug", "Old mug"]),
        (
            Query(category_slug="kitchen", sort=Sort.SALES),
            ["Mug", "Old mug", "Tall mug", "Small mug"],
        ),
    ],
)
def test_boosted_goods_rise_and_buried_ones_sink_where_nobody_chose_an_order(
    index: Index, query: Query, expected: list[str]
) -> None:
    steering = Steering(boosted=frozenset(ids(SMALL)), buried=frozenset(ids(CUP)))

    assert shown(index, steering, query) == expected


@pytest.mark.parametrize("query", [WORDS, KITCHEN])
def test_every_product_is_on_one_page_and_the_counts_are_right(index: Index, query: Query) -> None:
    steering = Steering(
        pinned=ids(SMALL, LAST), boosted=frozenset(ids(TALL)), buried=frozenset(ids(CUP))
    )
    pages = [index.tried(replace(query, size=2, page=at), steering) for at in (1, 2)]

    titles = [each.title["en"] for page in pages if page for each in page.items]
    assert titles == ["Small mug", "Tall mug", "Mug", "Old mug"]
    assert {page.total for page in pages if page} == {4}
    assert {page.pages for page in pages if page} == {2}


def test_a_filter_holds_for_pinned_goods_and_counts_know_them(index: Index) -> None:
    steering = Steering(pinned=ids(SPADE))
    found = index.tried(WORDS, steering)
    kitchen = index.tried(Query(text="马克杯", category_slug="kitchen"), steering)

    assert found
    assert kitchen
    assert (found.total, found.facets.categories["garden"]) == (5, 1)
    assert SPADE not in kitchen.items
    assert kitchen.total == 4


async def test_the_explanation_tells_every_part_and_agrees_with_the_order(index: Index) -> None:
    steering = Steering(boosted=frozenset(ids(SMALL)), buried=frozenset(ids(CUP)))

    told = [await index.explain("马克杯", each, steering) for each in ids(SMALL, TALL, CUP, LAST)]

    assert [each.effect for each in told if each] == [Effect.BOOST, None, Effect.BURY, None]
    scores = [each.score for each in told if each]
    assert scores == sorted(scores, reverse=True)
    assert all(each.hits and each.nuance >= 0 for each in told if each)


async def test_the_explanation_of_a_pinned_product_says_its_place(index: Index) -> None:
    told = await index.explain("马克杯", SPADE.product_id, Steering(pinned=ids(CUP, SPADE)))
    without = await index.explain("马克杯", SPADE.product_id)

    assert told
    assert (told.place, told.hits, without) == (2, (), None)


async def made(session: AsyncSession, **draft: object) -> MerchandisingRule:
    rule = await search.arrange(session, RuleDraft(**draft), by=SYSTEM)  # type: ignore[arg-type]
    await session.flush()
    return rule


@pytest.fixture
async def pinned(session: AsyncSession) -> Placed:
    sheet = await make.goods(session, "spade")
    await search.refresh(session, [sheet.id])
    return Placed(sheet.id, Effect.PIN)


async def test_a_rule_holds_from_its_beginning_to_its_end_in_every_process(
    session: AsyncSession, db: Database, time: Simulated, pinned: Placed
) -> None:
    index = Index()
    await index.refresh(db)
    guidance, day = Guidance(index), timedelta(days=1)
    query = Query(text="自行车")
    await made(
        session,
        words=" 自行車 ",
        goods=[pinned],
        begins_at=clock.now() + day,
        ends_at=clock.now() + 2 * day,
    )

    totals = []
    for _ in range(3):
        await guidance.refresh(db)
        totals.append((await index.find(query)).total)
        time.advance(day)

    assert totals == [0, 1, 0]


async def test_a_rule_that_is_lifted_and_restored(
    session: AsyncSession, db: Database, pinned: Placed
) -> None:
    index = Index()
    await index.refresh(db)
    guidance = Guidance(index)
    rule = await made(session, words="自行车", goods=[pinned])

    totals = []
    for change in (
        None,
        search.lift(session, rule.id, by=SYSTEM),
        search.restore(session, rule.id),
    ):
        if change:
            await change
            await session.flush()
        await guidance.refresh(db)
        totals.append((await index.find(Query(text="自行车"))).total)

    assert totals == [1, 0, 1]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "杯子", "category_id": UUID(int=1)}, "words"),
        ({"words": "杯子", "goods": []}, "goods"),
        ({"words": "杯子", "goods": [Placed(UUID(int=7), Effect.PIN)]}, "goods"),
        ({"words": "杯子", "begins_at": NOON, "ends_at": NOON}, "ends_at"),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(
    session: AsyncSession, pinned: Placed, draft: dict[str, object], field: str
) -> None:
    whole = {"goods": [pinned], **draft}

    with pytest.raises(Invalid) as refused:
        await search.arrange(session, RuleDraft(**whole), by=SYSTEM)  # type: ignore[arg-type]

    assert [each.field for each in refused.value.problems] == [field]


async def test_two_rules_for_the_same_results_follow_each_other_but_never_overlap(
    session: AsyncSession, pinned: Placed
) -> None:
    await made(session, words="杯子", goods=[pinned], ends_at=NOON)
    later = await made(session, words="杯子", goods=[pinned], begins_at=NOON)

    with pytest.raises(ArrangedAlready):
        await made(session, words="杯子", goods=[pinned])

    await search.lift(session, later.id, by=SYSTEM)
    await made(session, words="杯子", goods=[pinned], begins_at=NOON)
    with pytest.raises(ArrangedAlready):
        await search.restore(session, later.id)
    assert later.removed_at is not None
