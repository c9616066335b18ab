"""The demo shop is well stocked, speaks two languages, and sells nothing at no price."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hutong.demo import catalogue
from hutong.demo.catalogue import Catalogue, Product
from hutong.demo.fields import DemoDataError

CATEGORIES = """
[[category]]
slug = "kitchen"
name = { zh = "厨房", en = "Kitchen" }
blurb = { zh = "锅碗", en = "Pots and bowls" }
picture = "mug_cream"

[[category]]
slug = "cups"
parent = "kitchen"
name = { zh = "杯子", en = "Cups" }
blurb = { zh = "喝水用", en = "For drinking" }
picture = "mug_cream"
"""

MUG = """
[[product]]
slug = "mug"
category = "cups"
title = { zh = "马克杯", en = "Mug" }
subtitle = { zh = "杯口打磨三遍", en = "A rim polished three times" }
description = { zh = "高白泥。", en = "White stoneware." }
pictures = ["mug_cream"]
parameters = [
    { name = { zh = "材质", en = "Material" }, value = { zh = "高白泥", en = "White stoneware" } },
    { name = { zh = "容量", en = "Capacity" }, value = { zh = "360 毫升", en = "360 ml" } },
    { name = { zh = "保养", en = "Care" }, value = { zh = "可机洗", en = "Dishwasher" } },
    { name = { zh = "产地", en = "Made in" }, value = { zh = "江西", en = "Jiangxi" } },
]
price = 6900
weight_grams = 380
popularity = 8
launched = 2025-11-03
stock = "plenty"
absent = [["霁蓝", "两只礼盒"]]

[[product.spec]]
name = { zh = "釉色", en = "Glaze" }
values = [{ zh = "月白", en = "Moon white" }, { zh = "霁蓝", en = "Ji blue", plus = 500 }]

[[product.spec]]
name = { zh = "包装", en = "Pack" }
values = [
    { zh = "单只", en = "Single" },
    { zh = "两只礼盒", en = "Gift box of two", plus = 6400, grams = 420 },
]
"""


@pytest.fixture(scope="module")
def stocked() -> Catalogue:
    return catalogue.load()


def shop(folder: Path, *, categories: str = CATEGORIES, kitchen: str = MUG) -> Path:
    (folder / "categories.toml").write_text(categories, encoding="utf-8")
    (folder / "kitchen.toml").write_text(kitchen, encoding="utf-8")
    return folder


def words(product: Product) -> Iterator[dict[str, str]]:
    yield from (product.title, product.subtitle, product.description)
    for parameter in product.parameters:
        yield from (parameter.name, parameter.value)
    for spec in product.specs:
        yield spec.name
        yield from (value.name for value in spec.values)


def test_the_shop_has_at_least_120_products_and_400_skus(stocked: Catalogue) -> None:
    skus = [sku for product in stocked.products for sku in product.skus()]

    assert len(stocked.products) >= 120
    assert len(skus) >= 400


def test_shoppers_reach_every_shelf_in_two_levels_and_none_is_empty(stocked: Catalogue) -> None:
    tops = {category.slug for category in stocked.categories if category.parent is None}
    shelves = {category.slug for category in stocked.categories if category.parent is not None}

    assert tops == {"home", "kitchen", "care", "fitness", "pets"}
    assert {product.category for product in stocked.products} == shelves


def test_everything_is_said_in_chinese_and_in_english(stocked: Catalogue) -> None:
    texts = [text for product in stocked.products for text in words(product)]

    assert all(text["zh"] and text["en"] for text in texts)
    assert not [text for text in texts if any("一" <= sign <= "鿿" for sign in text["en"])]


def test_every_combination_on_sale_has_a_price_a_weight_and_a_picture(stocked: Catalogue) -> None:
    skus = [sku for product in stocked.products for sku in product.skus()]

    assert all(sku.price > 0 and sku.weight_grams > 0 and sku.picture for sku in skus)


def test_no_two_shelves_or_products_share_an_address(stocked: Catalogue) -> None:
    slugs = [entry.slug for entry in (*stocked.categories, *stocked.products)]

    assert len(slugs) == len(set(slugs))


def test_the_home_page_has_daily_picks_hits_and_new_arrivals(stocked: Catalogue) -> None:
    picks = [product for product in stocked.products if product.daily_pick]
    hits = [product for product in stocked.products if product.hit]
    new = sorted(stocked.products, key=lambda product: product.launched)[-12:]

    assert len(picks) >= 10
    assert len(hits) >= 10
    assert {product.launched.strftime("%Y-%m") for product in new} <= {"2026-10", "2026-11"}


def test_a_combination_that_does_not_exist_is_not_sold(tmp_path: Path) -> None:
    mug = catalogue.load(shop(tmp_path)).products[0]

    sold = [(tuple(value.name["en"] for value in sku.choices), sku.price) for sku in mug.skus()]

    assert sold == [
        (("Moon white", "Single"), 6900),
        (("Moon white", "Gift box of two"), 13300),
        (("Ji blue", "Single"), 7400),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("price = 6900", 'price = 6900\ncolour = "red"', "unknown key colour"),
        (', en = "Mug" }', " }", "en is missing"),
        ('category = "cups"', 'category = "spoons"', "'spoons' is none of"),
        ("price = 6900", "price = 0", "price = 0 is not between"),
        ("price = 6900", "price = 69.0", "price must be int"),
        ("杯口打磨三遍", "全网最好的杯子", "the advertising law forbids"),
        ("White stoneware.", "The best mug.", "the advertising law forbids"),
        ('["mug_cream"]', '["no_such_picture"]', "no picture 'no_such_picture'"),
        ('"霁蓝", "两只礼盒"', '"霁蓝", "三只礼盒"', "does not name two spec values"),
        ('slug = "mug"', 'slug = "Mug!"', "is no slug"),
        ('"霁蓝", "两只礼盒"', '"霁蓝"', "does not name two spec values"),
        ("杯口打磨三遍", "杯口打磨三遍" * 6, "the subtitle has more than 30 characters"),
        ('pictures = ["mug_cream"]', "pictures = []", "one to four pictures"),
        ("launched = 2025-11-03", "launched = 2027-01-01", "launched = 2027-01-01 is not between"),
        ('en = "Ji blue"', 'en = "Single"', "two spec values are called 'Single'"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_and_the_file_is_named(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    folder = shop(tmp_path, kitchen=MUG.replace(right, wrong, 1))

    with pytest.raises(DemoDataError, match=complaint) as refusal:
        catalogue.load(folder)

    assert str(refusal.value).startswith("kitchen.toml, product ")


def test_two_products_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = shop(tmp_path, kitchen=MUG + MUG)

    with pytest.raises(DemoDataError, match="two product entries are called 'mug'"):
        catalogue.load(folder)


def test_a_shelf_without_its_top_category_is_refused(tmp_path: Path) -> None:
    orphan = CATEGORIES.replace('parent = "kitchen"', 'parent = "cellar"')

    with pytest.raises(DemoDataError, match=r"categories\.toml, cups: no top category 'cellar'"):
        catalogue.load(shop(tmp_path, categories=orphan))
