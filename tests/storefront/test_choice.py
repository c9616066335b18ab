"""Choosing among the SKUs of a product: two colours, two packs, no box for the blue one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest

from hutong.catalog import ProductSheet, ProductState, SkuSheet, SpecSheet, SpecValueSheet
from hutong.inventory import Level
from hutong.kernel.ids import OWN_SELLER, new_id
from hutong.kernel.money import yuan
from hutong.storefront.product.choice import Choice, choose, wishes_of

AT = datetime(2026, 11, 2, tzinfo=UTC)
SKUS = {"white-one": (0, 0), "white-box": (0, 1), "blue-one": (1, 0)}


def spec(*names: str) -> SpecSheet:
    values = (SpecValueSheet(id=new_id(), name={"zh": name}, picture=None) for name in names)
    return SpecSheet(id=new_id(), name={"zh": "规格"}, values=tuple(values))


def sku(code: str, *values: UUID) -> SkuSheet:
    return SkuSheet(
        id=new_id(),
        code=code,
        barcode=None,
        title={},
        price=yuan("59"),
        weight_grams=1,
        picture=None,
        active=True,
        value_ids=values,
    )


@pytest.fixture
def mug() -> ProductSheet:
    colours, packs = spec("white", "blue"), spec("one", "box")
    return ProductSheet(
        id=new_id(),
        seller_id=OWN_SELLER,
        slug="mug",
        title={},
        subtitle={},
        description={},
        category_id=new_id(),
        state=ProductState.LISTED,
        parameters=(),
        tags=(),
        launched_at=AT,
        listed_at=AT,
        limit_per_member=None,
        limit_days=None,
        version=1,
        edited_at=AT,
        edited_by="",
        pictures=(),
        specs=(colours, packs),
        skus=tuple(
            sku(code, colours.values[colour].id, packs.values[pack].id)
            for code, (colour, pack) in SKUS.items()
        ),
    )


def stock(mug: ProductSheet, **left: int) -> Mapping[UUID, Level]:
    return {sku.id: Level(left.get(sku.code.replace("-", "_"), 5)) for sku in mug.skus}


def bought(choice: Choice) -> str:
    assert choice.sku is not None
    return choice.sku.code


def open_values(choice: Choice) -> list[list[str]]:
    return [
        [option.value.name["zh"] for option in question.options if option.open]
        for question in choice.questions
    ]


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({}, "white-one"),
        ({0: 0, 1: 1}, "white-box"),
        ({0: 1}, "blue-one"),
        ({0: 1, 1: 1}, "blue-one"),  # there is no such box: the colour counts, the pack gives way
        ({1: 1}, "white-box"),
    ],
)
def test_every_wish_leads_to_something_that_exists(
    mug: ProductSheet, wishes: dict[int, int], expected: str
) -> None:
    assert bought(choose(mug, stock(mug), wishes)) == expected


def test_what_does_not_exist_in_this_colour_is_closed(mug: ProductSheet) -> None:
    choice = choose(mug, stock(mug), {0: 1})

    assert open_values(choice) == [["white", "blue"], ["one"]]


def test_what_is_sold_out_in_every_pack_is_closed(mug: ProductSheet) -> None:
    choice = choose(mug, stock(mug, blue_one=0), {})

    assert open_values(choice) == [["white"], ["one", "box"]]


def test_nobody_gets_stuck_because_the_first_question_is_always_open(mug: ProductSheet) -> None:
    level = stock(mug)

    for wishes in ({0: 0, 1: 0}, {0: 0, 1: 1}, {0: 1, 1: 0}):
        assert open_values(choose(mug, level, wishes))[0] == ["white", "blue"]


def test_another_value_than_the_wished_one_is_told(mug: ProductSheet) -> None:
    choice = choose(mug, stock(mug), {0: 1, 1: 1})

    assert [question.answer and question.answer.name for question in choice.moved] == [
        {"zh": "one"}
    ]


def test_a_wish_that_comes_true_is_not_talked_about(mug: ProductSheet) -> None:
    assert choose(mug, stock(mug), {0: 0, 1: 1}).moved == ()


def test_when_all_is_sold_out_the_wish_is_still_shown(mug: ProductSheet) -> None:
    choice = choose(mug, stock(mug, white_one=0, white_box=0, blue_one=0), {0: 1})

    assert bought(choice) == "blue-one"
    assert open_values(choice) == [[], []]


def test_a_code_leads_to_its_choice(mug: ProductSheet) -> None:
    assert wishes_of(mug, "blue-one") == {0: 1, 1: 0}
    assert wishes_of(mug, "unknown") == {}
