"""From what staff decided about an order to the goods of one page, with the engine's help."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hutong.search.documents import Document
from hutong.search.entry import number
from hutong.search.libraries import tantivy
from hutong.search.matching import Fitting, silent
from hutong.search.shelf import Shelf
from hutong.search.sought import both, either, token
from hutong.search.steering import BOOST, BURY, Steering

STANDING = "standing"
Read = Callable[[int, int], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list: how long it is, and how the numbers of its goods from one place on are
    read."""

    length: int
    read: Read


def pinned(shelf: Shelf, steering: Steering) -> list[Document]:
    """In the order that staff gave. What is sold out only where they wish it, what is off the
    shelf not at all."""
    if not steering.pinned:
        return []
    query = these(shelf, steering.pinned)
    found = shelf.ranked(query, start=0, size=len(steering.pinned))
    by_id = {each.product_id: each for each in found}
    known = [by_id[key] for key in steering.pinned if key in by_id]
    return [each for each in known if each.in_stock or each.product_id in steering.even_sold_out]


def with_pinned(shelf: Shelf, fitting: Fitting | None, goods: Sequence[Document]) -> Fitting | None:
    """What the words find, and these too. None when it is nothing at all."""
    if not goods:
        return fitting
    also = silent(these(shelf, [each.product_id for each in goods]))
    if fitting is None:
        return Fitting(also, also)
    return fitting.by(lambda form: either([form, also]))


def scored(
    shelf: Shelf, fitting: Fitting, steering: Steering, first: Sequence[Document]
) -> list[Stretch]:
    """Pinned goods, then the others by their scores, raised and lowered."""
    placed = [each.product_id for each in first]
    raised = _there(steering.boosted, placed)
    lowered = _there(steering.buried, placed)
    parts = [_without(shelf, fitting.scored, [*placed, *raised, *lowered])]
    for ids, factor in ((raised, BOOST), (lowered, BURY)):
        if ids:
            parts.append(tantivy.Query.boost_query(_only(shelf, fitting.scored, ids), factor))
    rest = either(parts)
    length = shelf.count(_without(shelf, fitting.having, placed))
    return [_given(first), _by_score(shelf, rest, length)]


def standing(
    shelf: Shelf, fitting: Fitting, steering: Steering, first: Sequence[Document]
) -> list[Stretch]:
    """Where words give no scores: pinned, raised, the others, lowered; then what is sold out."""
    placed = [each.product_id for each in first]
    raised = _there(steering.boosted, placed)
    lowered = _there(steering.buried, placed)
    there = both([fitting.having, _stock(shelf, 1)])
    stretches = [
        *([_only(shelf, there, raised)] if raised else []),
        _without(shelf, there, [*placed, *raised, *lowered]),
        *([_only(shelf, there, lowered)] if lowered else []),
        _without(shelf, both([fitting.having, _stock(shelf, 0)]), placed),
    ]
    return [_given(first), *(_by_standing(shelf, each) for each in stretches)]


def page(stretches: Iterable[Stretch], start: int, size: int) -> list[int]:
    """The numbers of the goods from that place on, across the parts."""
    goods: list[int] = []
    for each in stretches:
        if start < each.length and len(goods) < size:
            goods += each.read(start, min(size - len(goods), each.length - start))
        start = max(0, start - each.length)
    return goods


def these(shelf: Shelf, ids: Collection[UUID]) -> Any:
    return either(token(shelf, "id", str(key)) for key in ids)


def without(shelf: Shelf, fitting: Fitting, numbers: Sequence[int]) -> Fitting:
    """All but those."""
    if not numbers:
        return fitting
    occur, apart = tantivy.Occur, shelf.having_numbers(numbers)
    return fitting.by(
        lambda form: tantivy.Query.boolean_query([(occur.Must, form), (occur.MustNot, apart)])
    )


def _given(goods: Sequence[Document]) -> Stretch:
    numbers = [number(each.product_id) for each in goods]
    return Stretch(len(numbers), lambda at, n: numbers[at : at + n])


def _by_score(shelf: Shelf, query: Any, length: int) -> Stretch:
    return Stretch(length, lambda at, n: shelf.ranked_numbers(query, start=at, size=n))


def _by_standing(shelf: Shelf, query: Any) -> Stretch:
    return Stretch(
        shelf.count(query), lambda at, n: shelf.ordered_numbers(query, STANDING, start=at, size=n)
    )


def _stock(shelf: Shelf, number: int) -> Any:
    unsigned = tantivy.FieldType.Unsigned
    return silent(tantivy.Query.range_query(shelf.schema, "stock", unsigned, number, number))


def _there(ids: Iterable[UUID], placed: Collection[UUID]) -> list[UUID]:
    return sorted(set(ids).difference(placed))


def _only(shelf: Shelf, fitting: Any, ids: Collection[UUID]) -> Any:
    return both([fitting, silent(these(shelf, ids))])


def _without(shelf: Shelf, fitting: Any, ids: Collection[UUID]) -> Any:
    if not ids:
        return fitting
    occur = tantivy.Occur
    return tantivy.Query.boolean_query([(occur.Must, fitting), (occur.MustNot, these(shelf, ids))])
