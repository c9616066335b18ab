import random
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from hutong.catalog import TagPlace
from hutong.kernel.money import yuan
from hutong.search import Choice, Document, Marked, Place, PriceNamed, Query, Sort
from hutong.search.plain import find, related
from tests.make.goods import words

LAUNCH = datetime(2026, 1, 1, tzinfo=UTC)
KITCHEN = Place("kitchen", words("厨房", "Kitchen"))
CUPS = Place("cups", words("杯子", "Cups"))
POTS = Place("pots", words("锅具", "Pots"))
GARDEN = Place("garden", words("园艺", "Garden"))
_numbers = count(1)


def document(
    zh: str,
    en: str,
    *,
    price: str = "59",
    price_to: str | None = None,
    path: tuple[Place, ...] = (KITCHEN, CUPS),
    colours: tuple[str, ...] = ("白",),
    sales: int = 0,
    in_stock: bool = True,
    days: int = 0,
) -> Document:
    number = next(_numbers)
    return Document(
        product_id=UUID(int=number),
        slug=f"product-{number}",
        title=words(zh, en),
        subtitle=words("每天都用", "For every day"),
        path=path,
        specs=(Choice(words("颜色", "Colour"), tuple(words(colour) for colour in colours)),),
        price_from=yuan(price),
        price_to=yuan(price_to or price),
        picture=None,
        tags=(Marked("hit", {"zh": "爆款", "en": "Hit"}, "hot", TagPlace.CARD),),
        skus={},
        in_stock=in_stock,
        sales=sales,
        launched_at=LAUNCH + timedelta(days=days),
    )


MUG = document("霁蓝马克杯", "Ji blue mug", price="69", colours=("白", "霁蓝"), sales=30, days=3)
THERMOS = document("304不锈钢保温杯", "Steel thermos", price="129", colours=("白",), sales=90)
POT = document(
    "铸铁锅", "Cast-iron pot", price="399", path=(KITCHEN, POTS), colours=("黑",), days=9
)
SPADE = document("园艺铲", "Spade", price="39", path=(GARDEN,), in_stock=False, sales=500)
EVERYTHING = (MUG, THERMOS, POT, SPADE)


def titles(query: Query) -> list[str]:
    return [each.title["en"] for each in find(EVERYTHING, query).items]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("马克杯", ["Ji blue mug"]),
        ("MUGS", ["Ji blue mug"]),
        ("ｍｕｇ", ["Ji blue mug"]),
        ("保温杯 304", ["Steel thermos"]),
        ("304保温杯", ["Steel thermos"]),
        ("不锈钢的保温杯", ["Steel thermos"]),
        ("杯子", ["Steel thermos", "Ji blue mug"]),
        ("kitchen iron", ["Cast-iron pot"]),
        ("黑", ["Cast-iron pot"]),
        ("mug 锅", []),
        ("ron", []),
        ("！！！", []),
        ("自行车", []),
    ],
)
def test_words_find_goods_in_either_language(typed: str, expected: list[str]) -> None:
    assert titles(Query(text=typed)) == expected


@pytest.mark.parametrize(
    ("typed", "expected", "told"),
    [
        ("杯子 100以内", ["Ji blue mug"], (None, 100, "杯子")),
        ("100-200元的杯子", ["Steel thermos"], (100, 200, "杯子")),
        ("kitchen over 200", ["Cast-iron pot"], (200, None, "kitchen")),
        ("50以下", ["Spade"], (None, 50, "")),
        ("50以下！", ["Spade"], (None, 50, "!")),
    ],
)
def test_a_price_among_plain_words_is_a_limit(
    typed: str, expected: list[str], told: tuple[int | None, int | None, str]
) -> None:
    found = find(EVERYTHING, Query(text=typed))

    assert [each.title["en"] for each in found.items] == expected
    assert found.priced == PriceNamed(*told)


def test_a_price_that_is_chosen_beside_the_list_goes_before_the_one_in_the_words() -> None:
    found = find(EVERYTHING, Query(text="杯子 100以内", price_min=yuan("100")))

    assert [each.title["en"] for each in found.items] == ["Steel thermos"]
    assert found.priced is None


def test_a_word_in_the_title_counts_more_than_in_the_category() -> None:
    cup = document("杯子架", "Cup rack", path=(GARDEN,))

    found = find((MUG, cup), Query(text="杯子"))

    assert [each.title["en"] for each in found.items] == ["Cup rack", "Ji blue mug"]


def test_what_is_sold_out_stands_last_by_default() -> None:
    assert titles(Query()) == ["Steel thermos", "Ji blue mug", "Cast-iron pot", "Spade"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.SALES, ["Spade", "Steel thermos", "Ji blue mug", "Cast-iron pot"]),
        (Sort.NEW, ["Cast-iron pot", "Ji blue mug", "Steel thermos", "Spade"]),
        (Sort.PRICE_UP, ["Spade", "Ji blue mug", "Steel thermos", "Cast-iron pot"]),
        (Sort.PRICE_DOWN, ["Cast-iron pot", "Steel thermos", "Ji blue mug", "Spade"]),
    ],
)
def test_shoppers_sort_as_they_like(sort: Sort, expected: list[str]) -> None:
    assert titles(Query(sort=sort)) == expected


def test_a_category_holds_what_is_below_it() -> None:
    assert titles(Query(category_slug="kitchen", sort=Sort.PRICE_UP)) == [
        "Ji blue mug",
        "Steel thermos",
        "Cast-iron pot",
    ]


def test_filters_of_one_kind_are_either_and_of_two_kinds_are_both() -> None:
    either = Query(filters={"颜色": ("霁蓝", "黑")}, sort=Sort.PRICE_UP)
    both = Query(filters={"颜色": ("霁蓝", "黑")}, price_max=yuan("100"))

    assert titles(either) == ["Ji blue mug", "Cast-iron pot"]
    assert titles(both) == ["Ji blue mug"]


def test_a_price_range_shows_what_can_be_had_within_it() -> None:
    bowl = document("碗", "Bowl", price="20", price_to="80")

    found = find((MUG, POT, bowl), Query(price_min=yuan("60"), price_max=yuan("90")))

    assert {each.title["en"] for each in found.items} == {"Ji blue mug", "Bowl"}


def test_only_what_is_in_stock_when_asked() -> None:
    assert "Spade" not in titles(Query(in_stock=True))


def test_counts_say_what_choosing_an_option_would_show() -> None:
    facets = find(EVERYTHING, Query(category_slug="kitchen", filters={"颜色": ("黑",)})).facets

    colours = facets.specs[0]
    assert {option.key: option.count for option in colours.options} == {"白": 2, "霁蓝": 1, "黑": 1}
    assert [option.key for option in colours.options if option.selected] == ["黑"]
    assert facets.categories == {"kitchen": 1, "pots": 1}
    assert facets.in_stock == 1
    assert (facets.price_from, facets.price_to) == (yuan("399"), yuan("399"))


def test_pages_hold_everything_once_whatever_the_order_of_the_documents() -> None:
    many = [document(f"杯 {n}", f"Cup {n}") for n in range(50)]
    chance = random.Random(7)
    seen = []
    for page in (1, 2, 3):
        chance.shuffle(many)
        found = find(many, Query(page=page))
        seen += [each.slug for each in found.items]

    assert (found.total, found.pages) == (50, 3)
    assert len(seen) == len(set(seen)) == 50


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (99, 1)])
def test_a_page_that_is_not_there_is_the_nearest_one(asked: int, given: int) -> None:
    assert find(EVERYTHING, Query(page=asked)).page == given


def test_neighbours_on_the_shelf_come_first_and_never_the_product_itself() -> None:
    assert [each.title["en"] for each in related(EVERYTHING, MUG, 3)] == [
        "Steel thermos",
        "Cast-iron pot",
        "Spade",
    ]
