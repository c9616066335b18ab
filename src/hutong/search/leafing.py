"""From one page of goods to the next: on along the order in which they were first shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hutong.search.orders import PIECE, Orders
from hutong.search.query import Query, leaf

Read = Callable[[Sequence[int], int, int], list[int]]
"""Numbers of goods as they stand now, without those that are known: from one place, so many."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """`went_on`: these were decided earlier, and may have changed since."""

    numbers: Sequence[int]
    page: int
    pages: int
    order: str
    went_on: bool


def turned(query: Query, total: int, orders: Orders | None, read: Read) -> Leaf:
    """One page. Who goes far ahead at once sees the goods as they stand now."""
    known, order = _known(query, orders)
    page, pages = leaf(query, max(total, len(known)))
    start, end = (page - 1) * query.size, page * query.size
    went_on = bool(known)
    if orders is None or query.order is None or (not known and total <= query.size):
        return Leaf(read([], start, query.size), page, pages, "", went_on=False)
    if end > len(known) + PIECE:
        numbers = read(known, max(0, start - len(known)), query.size)
        return Leaf(numbers, page, pages, order, went_on=False)
    if end > len(known) and (more := read(known, 0, PIECE)):
        order = orders.keep(query.question, more, after=order)
        known = [*known, *more]
    return Leaf(known[start:end], page, pages, order, went_on=went_on)


def _known(query: Query, orders: Orders | None) -> tuple[list[int], str]:
    if orders is None or not query.order:
        return [], ""
    known = orders.known(query.question, query.order)
    return known, query.order if known else ""
