"""Leafing through goods while the shop goes on selling."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from hutong.kernel.money import yuan
from hutong.search import Document, Index, Query, Sort
from hutong.search.orders import Orders
from tests.search.test_find import MUG

MANY = 300


def mugs(count: int = MANY) -> list[Document]:
    return [
        replace(MUG, product_id=UUID(int=at + 1), slug=f"mug-{at}", sales=at) for at in range(count)
    ]


def changed(goods: Sequence[Document], dice: random.Random) -> list[Document]:
    """What an hour brings: sales, sold out, other prices."""
    return [
        replace(
            each,
            sales=dice.randrange(10_000),
            in_stock=dice.random() > 0.3,
            price_from=yuan(str(dice.randrange(10, 60))),
        )
        for each in goods
    ]


async def leafed(index: Index, query: Query, dice: random.Random) -> list[str]:
    """From page to page as the links lead, with changes before each of them."""
    seen, order, page, pages = list[str](), "", 1, 1
    while page <= pages:
        found = await index.find(replace(query, page=page, order=order))
        seen += [each.slug for each in found.items]
        order, page, pages = found.order, page + 1, found.pages
        index.put(changed(mugs(), dice))
    return seen


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "马克杯"])
async def test_who_leafs_on_sees_everything_once_whatever_happens_meanwhile(
    sort: Sort, text: str
) -> None:
    index, dice = Index(), random.Random(sort + text)
    index.put(mugs())

    seen = await leafed(index, Query(text=text, sort=sort), dice)

    assert len(seen) == MANY
    assert set(seen) == {each.slug for each in mugs()}


async def test_going_back_shows_the_page_that_was_there() -> None:
    index = Index()
    index.put(mugs())
    first = await index.find(Query(order=""))
    second = await index.find(Query(page=2, order=first.order))
    index.put(changed(mugs(), random.Random(1)))

    again = [await index.find(Query(page=page, order=second.order)) for page in (1, 2)]

    assert [each.slug for each in again[0].items] == [each.slug for each in first.items]
    assert [each.slug for each in again[1].items] == [each.slug for each in second.items]


async def test_what_left_the_shelf_meanwhile_is_left_out_and_nothing_moves_up() -> None:
    index = Index()
    index.put(mugs(72))
    first = await index.find(Query(order=""))
    second = await index.find(Query(page=2, order=first.order))
    index.put([replace(second.items[0], title={"zh": "别的", "en": "Other"}, path=())])

    later = await index.find(Query(page=2, order=first.order))

    assert len(later.items) == 24
    gone = await index.find(Query(text="马克杯", page=2, order=first.order))
    assert second.items[0].slug not in [each.slug for each in gone.items]


async def test_the_order_of_another_question_is_not_taken() -> None:
    index = Index()
    index.put(mugs(72))
    dearest = await index.find(Query(sort=Sort.PRICE_DOWN, order=""))

    best = await index.find(Query(page=2, order=dearest.order))

    assert best.order not in ("", dearest.order)
    assert len(best.items) == 24


@pytest.mark.parametrize("order", ["nonsense", "AAAAAAAAAAAA", "马克杯", "a" * 20])
async def test_an_order_that_nobody_knows_is_the_order_of_the_moment(order: str) -> None:
    index = Index()
    index.put(mugs(72))
    plainly = await index.find(Query(page=2))

    found = await index.find(Query(page=2, order=order))

    assert [each.slug for each in found.items] == [each.slug for each in plainly.items]


def test_another_process_goes_on_in_the_order_that_one_began(tmp_path: Path) -> None:
    file = tmp_path / "orders"
    here, there = Orders(file), Orders(file)

    first = here.keep("mugs", [3, 1, 2])
    second = there.keep("mugs", [9, 8], after=first)

    assert here.known("mugs", second) == [3, 1, 2, 9, 8]
    assert here.known("plates", second) == []


def test_orders_take_a_place_of_fixed_size_and_the_oldest_makes_room(tmp_path: Path) -> None:
    orders = Orders(tmp_path / "orders")

    names = [orders.keep("mugs", range(at, at + 240)) for at in range(9000)]

    known = sum(bool(orders.known("mugs", name)) for name in names)
    assert 4000 < known <= 8192
    assert (tmp_path / "orders").stat().st_size < 20 * 2**20
