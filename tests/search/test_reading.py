from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bench import search as bench
from hutong.kernel.money import yuan
from hutong.search import Document, Index, Query, matching
from tests.search.test_find import EVERYTHING, LAUNCH, MUG, document


@pytest.fixture(scope="module")
def shop() -> Index:
    """The whole demo catalogue."""
    return bench.indexed(bench.shelf())


@pytest.fixture(scope="module")
def judged() -> Sequence[bench.Judged]:
    return bench.questions()


async def slugs(index: Index, typed: str) -> list[str]:
    return [each.slug for each in (await index.find(Query(text=typed))).items]


@pytest.mark.parametrize("typed", ["马克杯", "makebei", "mkb", "马克怀", "馬克杯", "mugs"])
async def test_a_mug_is_found_however_it_is_typed(shop: Index, typed: str) -> None:
    assert {"yuebai-mug", "zhishen-mug", "ertong-mug"} <= set(await slugs(shop, typed))


async def test_colour_material_and_price_are_heard_among_the_words(shop: Index) -> None:
    found = await shop.find(Query(text="杯子 陶瓷 蓝色 200以内"))

    assert {"yuebai-mug", "zhishen-mug", "natie-mug"} <= {each.slug for each in found.items[:5]}
    assert all(each.price_from <= yuan("200") for each in found.items)


async def test_a_price_chosen_beside_the_list_counts_more_than_one_among_the_words(
    shop: Index,
) -> None:
    found = await shop.find(Query(text="马克杯 50以内", price_max=yuan("60")))

    assert any(each.price_from > yuan("50") for each in found.items)
    assert all(each.price_from <= yuan("60") for each in found.items)


async def test_who_mistyped_is_told_what_was_looked_for_instead(shop: Index) -> None:
    assert (await shop.find(Query(text="马克怀"))).corrected == "马克杯"
    assert (await shop.find(Query(text="dumbell"))).corrected == "dumbbell"
    assert (await shop.find(Query(text="vaes"))).corrected == "vase"
    assert (await shop.find(Query(text="马克杯"))).corrected == ""


async def test_where_nothing_has_every_word_the_goods_with_most_are_shown(shop: Index) -> None:
    found = await shop.find(Query(text="马克杯 自行车"))

    assert "yuebai-mug" in [each.slug for each in found.items]
    assert found.left_out == ("自行车",)


@pytest.mark.parametrize("typed", ["iPhone 15", "jordan 1", "<script>alert(1)</script>"])
async def test_goods_that_have_only_the_number_of_what_was_looked_for_are_not_shown(
    shop: Index, typed: str
) -> None:
    found = await shop.find(Query(text=typed))

    assert (found.total, found.near, found.left_out) == (0, (), ())
    assert (await shop.find(Query(text="304 保温杯"))).total
    assert (await shop.find(Query(text="马克杯 99999"))).total


async def test_a_teapot_may_be_written_in_two_words(shop: Index) -> None:
    assert await slugs(shop, "tea pot") == await slugs(shop, "teapot")


@pytest.mark.parametrize(("unknown", "ways"), [("自行车", 12), ("火箭", 0)])
async def test_words_that_some_of_the_nearest_goods_lack_are_told_as_left_out(
    shop: Index, monkeypatch: pytest.MonkeyPatch, unknown: str, ways: int
) -> None:
    monkeypatch.setattr(matching, "WAYS_MAX", ways)

    found = await shop.find(Query(text=f"杯子 陶瓷 蓝色 竹 {unknown}"))

    assert found.left_out == ("蓝色", "竹", unknown)


@pytest.mark.parametrize("typed", ["蓝色", "blue", "杯子"])
async def test_a_word_of_many_goods_still_tells_exactly_how_many(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(matching, "MANY", 0)
    shop = bench.indexed(bench.shelf())

    found = await shop.find(Query(text=typed, size=200))

    assert found.total == len(found.items) > 10


async def test_of_goods_that_very_many_fit_alike_the_best_seller_stands_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short = document("白杯", "White cup", sales=5)
    sold = document("家用大号白杯 送礼 新款 多用 经典", "Large white cup", sales=9)
    first = []

    for broad in (matching.BROAD, 1):
        monkeypatch.setattr(matching, "MANY", 0)
        monkeypatch.setattr(matching, "BROAD", broad)
        first.append((await slugs(bench.indexed([short, sold]), "白杯"))[0])

    assert first == [short.slug, sold.slug]


async def test_judged_questions_are_answered_far_better_than_by_plain_words(
    shop: Index, judged: Sequence[bench.Judged]
) -> None:
    understood = await bench.quality(shop.find, judged)

    assert len(judged) >= 300
    assert understood["ndcg10"] >= 0.9
    assert understood["mrr"] >= 0.9
    assert understood["zero_rate"] <= 0.05


async def test_whoever_names_an_occasion_instead_of_goods_is_shown_what_people_mean_by_it(
    shop: Index,
) -> None:
    figures = await bench.quality(shop.find, bench.questions("occasion"))

    assert figures["ndcg10"] > 0.55
    assert figures["zero_rate"] < 0.1


async def test_who_only_wants_a_few_goods_gets_the_same_without_counts(shop: Index) -> None:
    plainly = await shop.find(Query(text="碗", size=4, counting=False))

    counted = await shop.find(Query(text="碗", size=4))

    assert plainly.items == counted.items
    assert counted.facets.specs
    assert not plainly.facets.specs


async def test_a_synonym_of_two_words_is_a_name_and_not_how_to_clean_something() -> None:
    soap = replace(MUG, product_id=UUID(int=7), slug="soap", title={"en": "Hand wash with fig"})
    plate = replace(
        MUG, product_id=UUID(int=8), slug="plate", title={"en": "Plate"},
        parameters=({"en": "Hand wash only"},),
    )  # fmt: skip
    index = bench.indexed([soap, plate])

    assert await slugs(index, "洗手液") == ["soap"]


async def test_as_many_goods_are_shown_as_are_counted(
    shop: Index, judged: Sequence[bench.Judged]
) -> None:
    answers = [await shop.find(Query(text=each.asked, size=200)) for each in judged]

    assert [len(each.items) for each in answers] == [each.total for each in answers]
    assert max(each.total for each in answers) > 20


def test_judgements_speak_of_goods_that_are_there(judged: Sequence[bench.Judged]) -> None:
    there = {each.slug for each in bench.shelf()}
    asked = [each.asked for each in judged]

    assert {slug for each in judged for slug in each.grades} <= there
    assert len(asked) == len(set(asked))


async def test_a_rank_is_explained_by_its_words_its_sales_and_its_age(shop: Index) -> None:
    mug = await shop.by_slug("yuebai-mug")
    assert mug is not None

    why = await shop.explain("makebei", mug.product_id)

    assert why is not None
    assert [(hit.word, hit.written) for hit in why.hits] == [("makebei", "马克杯")]
    assert why.text > 0
    assert why.sales > 1
    assert why.freshness > 1
    assert await shop.explain("台灯", mug.product_id) is None


@pytest.mark.parametrize("better", [{"sales": 5000}, {"launched_at": LAUNCH + timedelta(days=400)}])
async def test_of_two_alike_the_one_that_sells_or_is_new_comes_first(
    better: dict[str, object],
) -> None:
    plain, other = document("木碗", "Bowl", sales=3), document("木碗", "Bowl", sales=3)
    index = bench.indexed([plain, replace(other, **better)])  # type: ignore[arg-type]

    assert await slugs(index, "木碗") == [other.slug, plain.slug]


async def test_what_is_sold_out_stands_behind_whatever_fits_less() -> None:
    gone = document("茶碗", "Tea bowl", in_stock=False, sales=900)
    other = document("碗", "Bowl", path=())
    index = bench.indexed([gone, replace(other, subtitle={"zh": "也可做茶碗"})])

    assert await slugs(index, "茶碗") == [other.slug, gone.slug]


async def test_a_changed_title_is_found_by_its_new_words_only() -> None:
    index = bench.indexed(EVERYTHING)

    index.put([replace(MUG, title={"zh": "霁蓝花瓶", "en": "Ji blue vase"})])

    assert await slugs(index, "马克杯") == []
    assert await slugs(index, "huaping") == [MUG.slug]


async def test_the_index_forgets_nothing_and_invents_nothing_over_many_changes() -> None:
    index = bench.indexed(EVERYTHING)
    index.put(EVERYTHING[::-1])
    fresh = bench.indexed(EVERYTHING)

    for typed in ("杯", "baowenbei", "铸铁锅", "kitchen", "黑"):
        assert await slugs(index, typed) == await slugs(fresh, typed)


async def test_pages_of_a_search_show_everything_once() -> None:
    many: list[Document] = [document(f"木勺 {n}", f"Spoon {n}", sales=n % 3) for n in range(60)]
    index = bench.indexed(many)
    seen: list[UUID] = []
    for page in (1, 2, 3):
        found = await index.find(Query(text="木勺", page=page))
        seen += [each.product_id for each in found.items]

    assert len(seen) == len(set(seen)) == 60
