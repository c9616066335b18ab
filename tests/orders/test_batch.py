"""Many orders in one statement: it decides and writes what would be decided one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, inventory, orders
from hutong.cart import Item, Source
from hutong.catalog import ProductSheet
from hutong.inventory import OutOfStock
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import DomainError
from hutong.kernel.money import yuan
from hutong.orders import (
    Answer,
    FromCheckout,
    Limit,
    Order,
    OverLimit,
    Placed,
    Placement,
    SameKeyOtherOrder,
    hot,
)
from hutong.orders.placement import drafted
from tests.books import books_agree
from tests.demo.rows import ID, Compared, all_rows, comparable
from tests.make import goods, trade
from tests.orders import plain
from tests.placing import InSession

MEMBERS = [uuid4() for _ in range(3)]
KEYS = ["a", "b", "c", "d", "e"]


async def decide(session: AsyncSession, placements: Sequence[Placement]) -> list[hot.Outcome]:
    """All of them in one batch."""
    drafts = [drafted(placement, clock.now()) for placement in placements]
    (answer,) = await InSession(session)(hot.PLACE_BATCH, *hot.arguments(drafts))
    return hot.outcomes(drafts, answer)


async def two_colours(session: AsyncSession, *, in_stock: int = 10) -> ProductSheet:
    return await goods.goods(session, specs=(goods.spec("颜色", "红", "蓝"),), in_stock=in_stock)


async def test_the_function_takes_the_fields_in_the_order_in_which_they_are_given(
    session: AsyncSession,
) -> None:
    fields = "select attname from pg_attribute where attrelid = :kind ::regclass order by attnum"

    known = {kind: tuple(await session.scalars(text(fields), {"kind": kind})) for kind in hot.TYPES}

    assert known == hot.TYPES


async def test_a_batch_writes_the_rows_that_the_plain_version_writes(
    session: AsyncSession, time: Simulated
) -> None:
    product = await two_colours(session)
    free = [replace(line, payable=yuan("0")) for line in trade.lines(product, 1)]
    wanted = [
        trade.placement(trade.lines(product, 2, 1)),
        trade.changed(trade.placement(trade.lines(product, 1)), note="刷 4111111111111111"),
        trade.placement(free, freight=yuan("0")),
    ]
    before = await all_rows(session)

    async with session.begin_nested() as savepoint:
        for placement in wanted:
            await plain.place(session, placement)
        one_by_one, told_one_by_one = _apart(await all_rows(session), before)
        await savepoint.rollback()
    session.expire_all()
    await decide(session, wanted)
    together, told_together = _apart(await all_rows(session), before)

    assert together.rows == one_by_one.rows
    assert together.connected == one_by_one.connected
    assert told_together == told_one_by_one


def _apart(rows: Sequence[str], before: Sequence[str]) -> tuple[Compared, set[str]]:
    """The rows, and of which articles it is said that less of them is left: one order says it by
    itself, a batch once for all of its orders."""
    told = [row for row in rows if '"name": "inventory.stock_changed"' in row and row not in before]
    articles = {each for row in told for each in ID.findall(row)}
    return comparable([row for row in rows if row not in told], list(before)), articles


async def test_the_first_come_are_served_and_the_others_are_told_what_is_left(
    session: AsyncSession,
) -> None:
    product = await two_colours(session, in_stock=3)
    wanted = [trade.placement(trade.lines(product, *n)) for n in ((2, 1), (2, 3), (1, 2), (1, 1))]

    first, second, third, fourth = await decide(session, wanted)

    assert isinstance(first, Placed)
    assert isinstance(second, OutOfStock)
    assert [(each.wanted, each.available) for each in second.shortages] == [(2, 1), (3, 2)]
    assert isinstance(third, Placed)
    assert isinstance(fourth, OutOfStock)
    assert [each.available for each in fourth.shortages] == [0, 0]
    await books_agree(session)


async def test_an_article_that_never_stood_on_a_shelf_is_out_of_stock(
    session: AsyncSession,
) -> None:
    product = await goods.goods(session, in_stock=0)

    (outcome,) = await decide(session, [trade.placement(trade.lines(product, 1))])

    assert isinstance(outcome, OutOfStock)


async def test_the_stock_of_another_location_does_not_help(session: AsyncSession) -> None:
    product = await goods.goods(session, in_stock=5)
    (line,) = trade.lines(product, 1)
    elsewhere = replace(line, location_id=uuid4())

    outcomes = await decide(session, [trade.placement([elsewhere]), trade.placement([line])])

    assert [type(each) for each in outcomes] == [OutOfStock, Placed]


async def test_a_key_that_was_used_is_answered_with_its_order(session: AsyncSession) -> None:
    product = await goods.goods(session)
    wanted = trade.placement(trade.lines(product, 1))
    other = trade.changed(wanted, note="!")

    (first,) = await decide(session, [wanted])
    again, refused = await decide(session, [wanted]) + await decide(session, [other])

    assert isinstance(first, Placed)
    assert again == first.once_more()
    assert isinstance(refused, SameKeyOtherOrder)
    assert await session.scalar(select(func.count()).select_from(Order)) == 1


async def test_a_key_is_found_also_when_nothing_is_left(session: AsyncSession) -> None:
    product = await goods.goods(session, in_stock=1)
    wanted = trade.placement(trade.lines(product, 1))
    late = trade.placement(trade.lines(product, 1))
    await decide(session, [wanted])

    again, refused = await decide(session, [wanted, late])

    assert isinstance(again, Placed)
    assert isinstance(refused, OutOfStock)


async def test_one_person_buys_no_more_than_the_limit_over_all_their_orders(
    session: AsyncSession,
) -> None:
    product = await two_colours(session, in_stock=50)
    mine, yours = uuid4(), uuid4()

    def wanting(*quantities: int, member_id: UUID = mine) -> Placement:
        lines = trade.lines(product, *quantities)
        return trade.placement(
            [replace(line, limit=Limit(3)) for line in lines], member_id=member_id
        )

    (one,) = await decide(session, [wanting(1)])
    over, two, none_left, you = await decide(
        session, [wanting(1, 2), wanting(1, 1), wanting(1), wanting(3, member_id=yours)]
    )

    assert isinstance(one, Placed)
    assert isinstance(over, OverLimit)
    assert (over.limit, over.left) == (3, 2)
    assert isinstance(two, Placed)
    assert isinstance(none_left, OverLimit)
    assert none_left.left == 0
    assert isinstance(you, Placed)
    await books_agree(session)


async def test_a_cancelled_order_does_not_count_towards_the_limit(session: AsyncSession) -> None:
    product = await goods.goods(session)
    (line,) = trade.lines(product, 1)
    mine = uuid4()

    def wanting() -> Placement:
        return trade.placement([replace(line, limit=Limit(1))], member_id=mine)

    (first,) = await decide(session, [wanting()])
    assert isinstance(first, Placed)
    await orders.cancel(session, first.order_id, by=trade.buyer(mine), reason="other")
    await session.flush()
    second, third = await decide(session, [wanting(), wanting()])

    assert isinstance(second, Placed)
    assert isinstance(third, OverLimit)


async def test_a_limit_for_a_time_begins_anew(session: AsyncSession, time: Simulated) -> None:
    product = await goods.goods(session)
    (line,) = trade.lines(product, 2)
    mine = uuid4()

    def wanting() -> Placement:
        return trade.placement([replace(line, limit=Limit(2, days=30))], member_id=mine)

    (first,) = await decide(session, [wanting()])
    time.advance(timedelta(days=29))
    (early,) = await decide(session, [wanting()])
    time.advance(timedelta(days=2))
    (late,) = await decide(session, [wanting()])

    assert [type(each) for each in (first, early, late)] == [Placed, OverLimit, Placed]


async def test_two_checkouts_of_one_cart_take_out_what_each_of_them_ordered(
    session: AsyncSession,
) -> None:
    product = await goods.goods(session, in_stock=10)
    sku, mine = product.skus[0].id, uuid4()
    owner = cart.Owner(member_id=mine)
    await cart.add(session, owner, sku, 5)
    wanted = []
    for quantity in (2, 1):
        items = [Item(sku, quantity)]
        checkout = await cart.begin_checkout(session, mine, items, Source.CART)
        wanted.append(
            trade.changed(
                trade.placement(trade.lines(product, quantity), member_id=mine),
                checkout=FromCheckout(checkout.id, None, "", from_cart=True),
            )
        )

    placed = await decide(session, wanted)

    assert all(isinstance(each, Placed) for each in placed)
    assert await cart.count(session, owner) == 2
    found = await session.scalars(
        select(cart.Checkout.order_id).where(cart.Checkout.member_id == mine)
    )
    assert set(found) == {each.order_id for each in placed if isinstance(each, Placed)}


async def test_the_answer_is_kept_with_the_order_and_not_without_it(session: AsyncSession) -> None:
    product = await goods.goods(session, in_stock=1)
    wanted = [
        trade.changed(
            trade.placement(trade.lines(product, 1)), answer=Answer(key, "print", 201, b"told")
        )
        for key in ("first", "second")
    ]

    placed, refused = await decide(session, wanted)

    assert isinstance(placed, Placed)
    assert placed.answer is not None
    assert isinstance(refused, OutOfStock)
    kept = await session.execute(text("select key, body from api_answer"))
    assert [(row.key, row.body) for row in kept] == [("first", b"told")]


@dataclass(frozen=True)
class Wish:
    member: int
    key: str
    quantities: tuple[int, int]


wishes = st.builds(
    Wish,
    member=st.integers(0, 2),
    key=st.sampled_from(KEYS),
    quantities=st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any),
)
LIMIT = 4


@dataclass(frozen=True)
class Ledger:
    """The rules once more, one order after the other."""

    free: list[int]
    limited: bool
    bought: dict[int, int]
    known: dict[tuple[int, str], Wish]

    def decide(self, wish: Wish) -> str:
        key = wish.member, wish.key
        if key in self.known:
            return "again" if self.known[key].quantities == wish.quantities else "other"
        if any(q > left for q, left in zip(wish.quantities, self.free, strict=True)):
            return "short"
        before = self.bought.get(wish.member, 0)
        if self.limited and before + sum(wish.quantities) > LIMIT:
            return "over"
        self.free[:] = [left - q for left, q in zip(self.free, wish.quantities, strict=True)]
        self.bought[wish.member] = before + sum(wish.quantities)
        self.known[key] = wish
        return "placed"


def _verdict(outcome: Placed | DomainError) -> str:
    match outcome:
        case Placed():
            return "again" if outcome.again else "placed"
        case OutOfStock():
            return "short"
        case OverLimit():
            return "over"
        case SameKeyOtherOrder():
            return "other"
    raise AssertionError(outcome)


def _batches(told: Sequence[Wish], sizes: Sequence[int]) -> list[list[Wish]]:
    """As the batcher makes them: no key twice in one batch."""
    found: list[list[Wish]] = [[]]
    sizes = list(sizes)
    for wish in told:
        full = len(found[-1]) >= sizes[len(found) % len(sizes)]
        if full or any((each.member, each.key) == (wish.member, wish.key) for each in found[-1]):
            found.append([])
        found[-1].append(wish)
    return found


@given(
    told=st.lists(wishes, min_size=1, max_size=14),
    sizes=st.lists(st.integers(1, 8), min_size=1, max_size=3),
    stock=st.integers(1, 8),
    limited=st.booleans(),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_batch_decides_as_if_the_orders_had_come_one_after_the_other(
    session: AsyncSession, *, told: list[Wish], sizes: list[int], stock: int, limited: bool
) -> None:
    async with session.begin_nested() as savepoint:
        product = await two_colours(session, in_stock=stock)
        ledger = Ledger([stock, stock], limited, {}, {})
        for batch in _batches(told, sizes):
            outcomes = await decide(
                session, [_wanted(product, wish, limited=limited) for wish in batch]
            )

            assert [_verdict(each) for each in outcomes] == [ledger.decide(w) for w in batch]
        skus = [sku.id for sku in product.skus]
        left = await inventory.available(session, skus)
        assert [left[sku] for sku in skus] == ledger.free
        await books_agree(session)
        await savepoint.rollback()
    session.expire_all()


def _wanted(product: ProductSheet, wish: Wish, *, limited: bool) -> Placement:
    limit = Limit(LIMIT) if limited else None
    lines = [replace(line, limit=limit) for line in trade.lines(product, *wish.quantities)]
    return trade.placement(
        [line for line in lines if line.quantity],
        member_id=MEMBERS[wish.member],
        key=f"{product.id}-{wish.key}",
    )


@pytest.fixture(autouse=True)
def at_one_time(time: Simulated) -> None:
    """Every row of one test is of one moment."""
