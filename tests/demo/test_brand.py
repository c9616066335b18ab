"""The demo brand keeps its promises in two languages, and its slides lead somewhere."""

from pathlib import Path

import pytest

from hutong.demo import brand, catalogue
from hutong.demo.fields import DemoDataError


def test_the_brand_has_a_story_four_promises_four_slides_and_six_help_pages() -> None:
    shown = brand.load()

    assert len(shown.story) == 3
    assert len(shown.promises) == 4
    assert len(shown.slides) == 4
    assert {article.slug for article in shown.articles} == {
        "shipping", "returns", "payment", "about", "privacy", "terms",
    }  # fmt: skip


def test_each_help_page_is_short_enough_to_be_read() -> None:
    lengths = {
        article.slug: len("".join(article.body["zh"].split())) for article in brand.load().articles
    }

    assert all(150 <= length <= 400 for length in lengths.values()), lengths


def test_every_slide_leads_to_a_shelf_or_a_product_of_the_shop() -> None:
    goods = catalogue.load()
    shelves = {category.slug for category in goods.categories}
    products = {product.slug for product in goods.products}

    for slide in brand.load().slides:
        assert slide.category in shelves or slide.product in products


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('category = "pets"\n', "", "leads to one category or to one product"),
        ('category = "pets"', 'category = "pets"\nsound = "miaow"', "unknown key sound"),
        ("猫先试过了", "全网第一的猫窝", "the advertising law forbids"),
        ('slug = "freight"\n', "", "slug is missing"),
    ],
)
def test_a_mistake_in_the_brand_is_refused(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    text = brand.FILE.read_text(encoding="utf-8")
    copy = tmp_path / "brand.toml"
    copy.write_text(text.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(DemoDataError, match=complaint):
        brand.load(copy)
