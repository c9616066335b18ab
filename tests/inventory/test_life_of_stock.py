"""Whatever happens to stock in whatever order, it comes to what a sheet of paper says, and what
must always hold of it holds after every step."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import ClassVar, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import integrity, inventory
from hutong.inventory import (
    MAIN,
    TRANSIT,
    CountedMeanwhile,
    LocationKind,
    MovementReason,
    ReceiptDraft,
    Shift,
    StocktakePlan,
    TransferDraft,
    Want,
)
from hutong.inventory.documents import transfers
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError
from hutong.kernel.invariants import broken
from tests.conftest import NOON
from tests.inventory.paper_shop import Order, PaperShop, Promise, Receipt, Sheet, Transfer
from tests.lives import database_of, lived
from tests.make import goods as make
from tests.make import places

Result = TypeVar("Result")
Act = Callable[[AsyncSession], Awaitable[object]]
OF_STOCK = [each for each in integrity.INVARIANTS if each.id.startswith("inventory.")]
AT_ONCE = [each for each in OF_STOCK if each.at_once]
PAYS_WITHIN = timedelta(minutes=30)

some = st.integers(1, 4)
few = st.integers(0, 3)
which = st.integers(0, 99)
sku = st.integers(0, 1)
place = st.integers(0, 1)


class Life(RuleBasedStateMachine):
    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = ExitStack()
        self.time = self.stack.enter_context(clock.simulated(NOON))
        self.db = Database(self.url, pool_size=2)

    @initialize()
    def the_shop_opens(self) -> None:
        self.do(self._open)

    async def _open(self, session: AsyncSession) -> None:
        self.skus = [(await make.goods(session, in_stock=8)).skus[0].id for _ in range(2)]
        stock = dict.fromkeys(self.skus, 4)
        store = await places.location(session, LocationKind.STORE, sells=True, stock=stock)
        pool = await places.pool(session, *(Want(each, 2) for each in self.skus))
        assert pool.ends_at is not None
        self.places = [MAIN, store.id, pool.id]
        self.paper = PaperShop(TRANSIT, pool.id, MAIN, pool.ends_at)
        for each in self.skus:
            self.paper.on_hand[MAIN, each] = 6
            self.paper.on_hand[store.id, each] = 4
            self.paper.on_hand[pool.id, each] = 2

    @rule(place=st.integers(0, 2), first=few, second=few)
    def somebody_orders(self, place: int, first: int, second: int) -> None:
        wanted = {k: n for k, n in zip(self.skus, (first, second), strict=True) if n}
        if not wanted:
            return
        number, where, until = uuid4(), self.places[place], clock.now() + PAYS_WITHIN
        wants = [Want(*each) for each in wanted.items()]
        order = Order(where, until, {each: Promise(n) for each, n in wanted.items()})
        self.agree(
            self.paper.reserve(number, order),
            lambda s: inventory.reserve(s, number, wants, until=until, location_id=where),
        )

    @precondition(lambda self: self.paper.orders)
    @rule(which=which)
    def somebody_pays(self, which: int) -> None:
        number = self.one(self.paper.orders, which)
        self.agree(self.paper.claim(number), lambda s: inventory.claim(s, number))

    @precondition(lambda self: self.paper.orders)
    @rule(which=which)
    def somebody_cancels(self, which: int) -> None:
        number = self.one(self.paper.orders, which)
        self.paper.release(number)
        self.agree(True, lambda s: inventory.release(s, number))  # noqa: FBT003

    @precondition(lambda self: self.paper.orders)
    @rule(which=which)
    def somebody_pays_late(self, which: int) -> None:
        number = self.one(self.paper.orders, which)
        taken = self.paper.reclaim(number)
        assert self.do(lambda s: inventory.reclaim(s, number)) == taken

    @precondition(lambda self: self.paper.orders)
    @rule(which=which, sku=sku, quantity=some)
    def a_parcel_leaves(self, which: int, sku: int, quantity: int) -> None:
        number, want = self.one(self.paper.orders, which), Want(self.skus[sku], quantity)
        self.agree(
            self.paper.ship(number, want.sku_id, quantity),
            lambda s: inventory.ship(s, number, [want]),
        )

    @rule(place=place, first=some, second=some)
    def goods_are_expected(self, place: int, first: int, second: int) -> None:
        lines = dict(zip(self.skus, (first, second), strict=True))
        wants = [Want(*each) for each in lines.items()]
        draft = ReceiptDraft(location_id=self.places[place], supplier="窑", wants=wants)
        made = self.do(lambda s: inventory.expect_goods(s, draft, by=SYSTEM))
        self.paper.receipts[made.id] = Receipt(self.places[place], lines)

    @precondition(lambda self: self.paper.receipts)
    @rule(which=which, sku=sku, quantity=some)
    def some_of_them_come(self, which: int, sku: int, quantity: int) -> None:
        number, one = self.one(self.paper.receipts, which), self.skus[sku]
        had = dict(self.paper.receipts[number].received)
        self.agree(
            self.paper.take_in(number, {one: quantity}),
            lambda s: inventory.receive_goods(s, number, {one: quantity}, had=had, by=SYSTEM),
        )

    @precondition(lambda self: self.paper.receipts)
    @rule(which=which, sku=sku)
    def the_same_form_is_sent_again(self, which: int, sku: int) -> None:
        number, one = self.one(self.paper.receipts, which), self.skus[sku]
        stale = {one: self.paper.receipts[number].received[one] - 1}
        with pytest.raises(CountedMeanwhile):
            self.do(lambda s: inventory.receive_goods(s, number, {one: 1}, had=stale, by=SYSTEM))

    @precondition(lambda self: self.paper.receipts)
    @rule(which=which)
    def nothing_more_comes(self, which: int) -> None:
        number = self.one(self.paper.receipts, which)
        receipt = self.paper.receipts[number]
        was_open, receipt.state = receipt.state == "open", "done"
        self.agree(was_open, lambda s: inventory.close_receipt(s, number, by=SYSTEM))

    @rule(there=st.booleans(), first=some, second=some)
    def a_transfer_is_written(self, there: bool, first: int, second: int) -> None:  # noqa: FBT001
        source, target = self.places[:2] if there else self.places[1::-1]
        lines = dict(zip(self.skus, (first, second), strict=True))
        draft = TransferDraft(
            from_id=source, to_id=target, wants=[Want(*each) for each in lines.items()]
        )
        made = self.do(lambda s: inventory.draft_transfer(s, draft, by=SYSTEM))
        self.paper.transfers[made.id] = Transfer(source, target, lines)

    @precondition(lambda self: self.paper.transfers)
    @rule(which=which)
    def it_is_sent(self, which: int) -> None:
        number = self.one(self.paper.transfers, which)
        self.agree(self.paper.send(number), lambda s: inventory.send_transfer(s, number, by=SYSTEM))

    @precondition(lambda self: self.paper.transfers)
    @rule(which=which, first=st.integers(-4, 1), second=st.integers(-4, 1))
    def it_arrives_in_part_or_with_more(self, which: int, first: int, second: int) -> None:
        number = self.one(self.paper.transfers, which)
        sent = self.paper.transfers[number].lines
        counted = {
            each: max(0, sent[each] + more)
            for each, more in zip(self.skus, (first, second), strict=True)
        }
        self.agree(
            self.paper.arrive(number, counted, clock.now()),
            lambda s: inventory.receive_transfer(s, number, counted, by=SYSTEM),
        )

    @precondition(lambda self: self.paper.transfers)
    @rule(which=which)
    def it_is_called_off(self, which: int) -> None:
        number = self.one(self.paper.transfers, which)
        transfer = self.paper.transfers[number]
        possible = transfer.state == "draft"
        transfer.state = "cancelled" if possible else transfer.state
        self.agree(possible, lambda s: inventory.cancel_transfer(s, number, by=SYSTEM))

    @rule(place=st.integers(0, 2))
    def a_count_begins(self, place: int) -> None:
        where = self.places[place]
        if where == self.paper.pool and not self.paper.pool_open:
            return

        async def begin(session: AsyncSession) -> UUID:
            plan = StocktakePlan(location_id=where)
            made = await inventory.plan_stocktake(session, plan, by=SYSTEM)
            await inventory.start_stocktake(session, made.id, by=SYSTEM)
            return made.id

        self.paper.sheets[self.do(begin)] = Sheet(where)

    @precondition(lambda self: self.paper.sheets)
    @rule(which=which, sku=sku, difference=st.integers(-3, 3))
    def somebody_counts(self, which: int, sku: int, difference: int) -> None:
        number, one = self.one(self.paper.sheets, which), self.skus[sku]
        there = self.paper.on_hand[self.paper.sheets[number].place, one]
        found = max(0, there + difference)
        self.agree(
            self.paper.count(number, one, found - there, clock.now()),
            lambda s: inventory.count(s, number, {one: found}, by=SYSTEM),
        )

    @precondition(lambda self: self.paper.sheets)
    @rule(which=which)
    def the_counting_is_over(self, which: int) -> None:
        number = self.one(self.paper.sheets, which)
        sheet = self.paper.sheets[number]
        possible = sheet.state == "counting" and bool(sheet.counted)
        sheet.state = "review" if possible else sheet.state
        self.agree(possible, lambda s: inventory.review_stocktake(s, number, by=SYSTEM))

    @precondition(lambda self: self.paper.sheets)
    @rule(which=which)
    def it_is_counted_again(self, which: int) -> None:
        number = self.one(self.paper.sheets, which)
        sheet = self.paper.sheets[number]
        possible = sheet.state == "review"
        sheet.state = "counting" if possible else sheet.state
        self.agree(possible, lambda s: inventory.recount_stocktake(s, number, by=SYSTEM))

    @precondition(lambda self: self.paper.sheets)
    @rule(which=which)
    def the_differences_are_posted(self, which: int) -> None:
        number = self.one(self.paper.sheets, which)
        self.agree(
            self.paper.post(number, clock.now()),
            lambda s: inventory.post_stocktake(s, number, by=SYSTEM),
        )

    @rule(place=place, sku=sku, number=st.integers(0, 12))
    def a_number_is_put_right(self, place: int, sku: int, number: int) -> None:
        where, one = self.places[place], self.skus[sku]
        self.agree(
            self.paper.adjust(where, one, number, clock.now()),
            lambda s: inventory.adjust(s, one, on_hand=number, by=SYSTEM, location_id=where),
        )

    @rule(place=place, sku=sku, quantity=some)
    def something_breaks(self, place: int, sku: int, quantity: int) -> None:
        where, one = self.places[place], self.skus[sku]
        loss = Shift(where, one, -quantity, MovementReason.DAMAGED)
        self.agree(
            self.paper.shift({(where, one): -quantity}),
            lambda s: inventory.write_off(s, loss, by=SYSTEM),
        )

    @rule(place=place, sku=sku, quantity=some)
    def something_comes_back(self, place: int, sku: int, quantity: int) -> None:
        where, want = self.places[place], Want(self.skus[sku], quantity)
        self.agree(
            self.paper.shift({(where, want.sku_id): quantity}),
            lambda s: inventory.take_back(s, want, location_id=where, by=SYSTEM),
        )

    @rule(first=st.integers(-3, 3), second=st.integers(1, 3))
    def the_pool_gets_more_or_less(self, first: int, second: int) -> None:
        wanted = {k: n for k, n in zip(self.skus, (first, second), strict=True) if n}
        wants = [Want(*each) for each in wanted.items()]
        self.agree(
            self.paper.allot(wanted),
            lambda s: inventory.allot(s, self.places[2], wants, by=SYSTEM),
        )

    @rule()
    def the_pool_is_ended(self) -> None:
        self.paper.end_pool()
        self.agree(True, lambda s: inventory.end_pool(s, self.places[2], by=SYSTEM))  # noqa: FBT003

    @rule(minutes=st.sampled_from([1, 20, 45, 60 * 30]))
    def time_passes_and_the_clock_sweeps(self, minutes: int) -> None:
        self.time.advance(timedelta(minutes=minutes))
        self.paper.sweep(clock.now())
        self.run(inventory.release_expired(self.db))
        self.run(inventory.end_pools(self.db))
        self.run(inventory.close_days(self.db))
        assert self.do(lambda s: broken(s, OF_STOCK, at=clock.now())) == []

    @invariant()
    def stock_comes_to_what_the_paper_says(self) -> None:
        if not hasattr(self, "paper"):
            return
        self.time.advance(timedelta(seconds=1))
        rows = self.do(lambda s: inventory.stock_rows(s, self.skus))
        standing = {(r.location_id, r.sku_id): (r.on_hand, r.reserved) for r in rows if r.on_hand}
        assert standing == self.paper.standing()
        assert self.do(lambda s: broken(s, AT_ONCE)) == []

    def one(self, things: dict[UUID, object], which: int) -> UUID:
        return list(things)[which % len(things)]

    def agree(self, allowed: bool, act: Act) -> None:  # noqa: FBT001
        """The shop allows what the paper allows."""
        refused = False
        try:
            self.do(act)
        except DomainError:
            refused = True
        assert refused is not allowed

    def do(self, act: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        async def in_transaction() -> Result:
            async with self.db.transaction() as session:
                return await act(session)

        return self.run(in_transaction())

    def run(self, awaitable: Awaitable[Result]) -> Result:
        return self.loop.run_until_complete(awaitable)

    def teardown(self) -> None:
        """Nothing stays behind that the sweeps of the next shop would find."""
        try:
            if hasattr(self, "paper"):
                for number in self.paper.orders:
                    self.paper.release(number)
                    self.do(lambda s, number=number: inventory.release(s, number))
                self.the_pool_is_ended()
                self.stock_comes_to_what_the_paper_says()
        finally:
            self.close()

    def close(self) -> None:
        self.run(self.db.close())
        self.stack.close()
        self.loop.close()


_database = database_of(Life)
TestLife = lived(Life, lives=8, steps=25)


def test_pieces_that_are_lost_on_the_way_and_never_written_off_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    as_it_is = transfers._arrived

    def forgetful(transfer: inventory.Transfer, line: inventory.TransferLine) -> list[Shift]:
        every = as_it_is(transfer, line)
        return [each for each in every if each.reason is not MovementReason.LOST]

    monkeypatch.setattr(transfers, "_arrived", forgetful)
    life = Life()
    try:
        life.the_shop_opens()
        life.a_transfer_is_written(there=True, first=3, second=3)
        life.it_is_sent(which=0)
        life.stock_comes_to_what_the_paper_says()

        life.it_arrives_in_part_or_with_more(which=0, first=-2, second=0)

        with pytest.raises(AssertionError):
            life.stock_comes_to_what_the_paper_says()
    finally:
        life.close()
