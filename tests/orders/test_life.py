"""One order's life in any order of events: whatever happens, the books agree after every step,
and when the dust has settled nobody has lost money or goods."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment, integrity, inventory, orders, payments
from hutong.fulfilment import Scan, ShipmentState
from hutong.kernel import clock, invariants
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError
from hutong.kernel.money import Money
from hutong.kernel.settings import Settings
from hutong.orders import Order, OrderState, PaymentState, ShipLine
from hutong.payments import ChargeState, RefundAnswer, RefundState
from hutong.wiring import WIRING, Strangers, tasks
from tests.books import books_agree
from tests.conftest import NOON
from tests.lives import database_of, lived
from tests.make import trade
from tests.payments.provider import Provider, signed
from tests.working import work

Result = TypeVar("Result")
STOCK = 5
TOO_LITTLE = Money(1, "CNY")


class Life(RuleBasedStateMachine):
    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = ExitStack()
        self.time = self.stack.enter_context(clock.simulated(NOON))
        self.db = Database(self.url, pool_size=2)
        self.provider = Provider()
        self.strangers = Strangers(gateways={"fake": self.provider}, tracker=None)
        self.messages = 0

    @initialize()
    def somebody_orders(self) -> None:
        self.order = self.do(lambda session: trade.order(session, 2, 1, in_stock=STOCK))

    @rule()
    def they_go_to_the_cashier(self) -> None:
        with suppress(DomainError):
            self.run(self.go_to_the_cashier())

    @rule()
    def they_pay(self) -> None:
        for charge in list(self.provider.charges.values()):
            if charge.state is payments.ChargeState.OPEN:
                self.provider.pay(charge.asked.reference)

    @rule()
    def they_pay_too_little(self) -> None:
        for charge in list(self.provider.charges.values()):
            if charge.state is payments.ChargeState.OPEN:
                self.provider.pay(charge.asked.reference, paid=TOO_LITTLE)

    @rule()
    def staff_give_back_what_was_held(self) -> None:
        self.do(self.give_back)

    @rule(times=st.integers(1, 3), again=st.booleans())
    def the_provider_tells(self, times: int, again: bool) -> None:  # noqa: FBT001
        self.messages += not again
        for reference in list(self.provider.charges):
            event = f"e-{reference}-{self.messages}"
            for _ in range(times):
                told = signed(reference, event=event)
                self.run(payments.handle_notification(self.db, self.provider, *told))

    @rule()
    def the_shop_asks(self) -> None:
        self.run(payments.query_pending(self.db, self.strangers.gateways))

    @rule(lost=st.integers(1, 3))
    def the_provider_goes_silent(self, lost: int) -> None:
        self.provider.away = lost

    @rule(seal=st.sampled_from(["bad", "old"]))
    def somebody_lies(self, seal: str) -> None:
        for reference in list(self.provider.charges):
            _, body = signed(reference, event="lie", state=ChargeState.PAID)
            told = {"signature": seal}
            self.run(payments.handle_notification(self.db, self.provider, told, body))

    @rule(answers=st.lists(st.sampled_from(RefundAnswer), min_size=1, max_size=3))
    def the_provider_makes_difficulties(self, answers: list[RefundAnswer]) -> None:
        self.provider.answers = answers

    @rule()
    def staff_send_what_was_refused(self) -> None:
        self.do(self.retry)

    @rule()
    def the_shop_checks_itself(self) -> None:
        self.run(integrity.check(self.db))

    @rule()
    def somebody_cancels(self) -> None:
        self.try_to(lambda s: orders.cancel(s, self.order.id, by=trade.STAFF, reason="staff"))

    @rule(line=st.integers(0, 1), quantity=st.integers(1, 3))
    def a_part_is_sent(self, line: int, quantity: int) -> None:
        part = ShipLine(self.order.lines[line].sku_id, quantity)
        self.try_to(lambda session: self.ship(session, [part]))

    @rule()
    def the_rest_is_sent(self) -> None:
        self.try_to(lambda session: self.ship(session, None))

    @rule(twice=st.booleans())
    def parcels_arrive(self, twice: bool) -> None:  # noqa: FBT001
        for _ in range(1 + twice):
            self.do(self.deliver)

    @rule()
    def the_buyer_confirms(self) -> None:
        buyer = trade.buyer(self.order.member_id)
        self.try_to(lambda session: orders.confirm_receipt(session, self.order.id, by=buyer))

    @rule(minutes=st.sampled_from([1, 20, 31, 60 * 24 * 11]))
    def time_passes(self, minutes: int) -> None:
        self.time.advance(timedelta(minutes=minutes))

    @rule()
    def the_clock_closes(self) -> None:
        self.run(orders.close_unpaid(self.db))
        self.run(orders.confirm_overdue(self.db, days=10))
        self.run(inventory.release_expired(self.db))

    @rule()
    def the_worker_works(self) -> None:
        with suppress(DomainError):  # a provider that is away: the job comes again
            self.run(work(self.db, WIRING, tasks(Settings(), self.strangers)))

    @invariant()
    def the_books_agree(self) -> None:
        self.do(books_agree)

    def teardown(self) -> None:
        try:
            if hasattr(self, "order"):
                self.settle()
        finally:
            self.run(self.db.close())
            self.stack.close()
            self.loop.close()

    def settle(self) -> None:
        self.provider.away = 0
        self.provider.answers = []
        for _ in range(4):
            self.staff_give_back_what_was_held()
            self.do(self.retry)
            self.time.advance(timedelta(hours=2))
            self.the_worker_works()
            self.the_shop_asks()
            self.run(payments.send_refunds(self.db, self.strangers.gateways))
            self.the_clock_closes()
        self.the_worker_works()
        self.do(self.everything_holds)
        order, free = self.do(self.found)
        sent = sum(line.shipped for line in order.lines)
        if order.state is OrderState.CANCELLED:
            assert order.payment in {PaymentState.UNPAID, PaymentState.REFUNDED}
            assert (self.provider.moved, free, sent) == (0, 2 * STOCK, 0)
        else:
            assert order.payment is PaymentState.PAID
            assert (self.provider.moved, free) == (order.total.minor, 2 * STOCK - 3)

    async def everything_holds(self, session: AsyncSession) -> None:
        found = await invariants.broken(session, integrity.INVARIANTS, at=clock.now())
        assert found == [], found

    async def give_back(self, session: AsyncSession) -> None:
        intent = await payments.of_reference(session, self.order.id)
        for held in await payments.held_attempts(session):
            if intent is not None and held.intent_id == intent.id:
                await payments.return_held(session, held.id, "too little")

    async def retry(self, session: AsyncSession) -> None:
        intent = await payments.of_reference(session, self.order.id)
        assert intent is not None
        for refund in await payments.refunds(session, intent.id):
            if refund.state is RefundState.FAILED:
                await payments.retry_refund(session, refund.id)

    async def found(self, session: AsyncSession) -> tuple[Order, int]:
        order = await orders.by_id(session, self.order.id)
        assert order is not None
        skus = [line.sku_id for line in order.lines]
        return order, sum((await inventory.available(session, skus)).values())

    async def go_to_the_cashier(self) -> None:
        async with self.db.transaction() as session:
            intent = await payments.of_reference(session, self.order.id)
        assert intent is not None
        gateways = self.strangers.gateways
        await payments.start(self.db, gateways, intent.id, return_url="https://shop.test")

    async def ship(self, session: AsyncSession, lines: list[ShipLine] | None) -> None:
        number = trade.tracking_number()
        await orders.ship(
            session,
            self.order.id,
            lines=lines,
            carrier="sf",
            tracking_number=number,
            by=trade.STAFF,
        )

    async def deliver(self, session: AsyncSession) -> None:
        for parcel in await fulfilment.shipments_of(session, self.order.id):
            scan = Scan(
                key="signed",
                at=clock.now(),
                state=ShipmentState.DELIVERED,
                text={"zh": "已签收", "en": "Signed for"},
            )
            number = parcel.tracking_number
            await fulfilment.record_tracking(session, parcel.carrier, number, [scan])

    def try_to(self, act: Callable[[AsyncSession], Awaitable[Any]]) -> None:
        """What is refused leaves nothing behind."""
        with suppress(DomainError):
            self.do(act)

    def do(self, act: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        async def in_transaction() -> Result:
            async with self.db.transaction() as session:
                return await act(session)

        return self.run(in_transaction())

    def run(self, awaitable: Awaitable[Result]) -> Result:
        return self.loop.run_until_complete(awaitable)


_database = database_of(Life)
TestLife = lived(Life, lives=12, steps=14)
