"""One payment's life in any order of events: messages that come again, late, out of turn or with
the wrong amount, refunds that are refused and asked for again, and a bill for every day. The books
agree after every step; when the dust has settled the provider, its bills and we say the same."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from datetime import date, timedelta
from itertools import count
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import integrity, payments
from hutong.kernel import clock, invariants
from hutong.kernel.clock import local_day
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError
from hutong.kernel.money import Money
from hutong.payments import (
    BillKind,
    BillLine,
    ChargeState,
    Outcome,
    RefundAnswer,
    RefundState,
)
from tests.books import books_agree
from tests.conftest import NOON
from tests.lives import database_of, lived
from tests.payments.conftest import BACK, open_intent
from tests.payments.provider import Provider, signed

Result = TypeVar("Result")
ALL_DUE = timedelta(days=2)
NOTHING = Money(0, "CNY")
_providers = count(1)


class Life(RuleBasedStateMachine):
    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = ExitStack()
        self.time = self.stack.enter_context(clock.simulated(NOON))
        self.db = Database(self.url, pool_size=2)
        self.provider = Provider(name=f"fake-{next(_providers)}")
        self.gateways = {self.provider.name: self.provider}
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.moved: dict[UUID, BillLine] = {}
        self.number = 0

    @initialize()
    def something_is_to_be_paid(self) -> None:
        self.intent = self.do(open_intent)
        self.they_go_to_the_cashier(silent=False)

    @rule(silent=st.booleans())
    def they_go_to_the_cashier(self, silent: bool) -> None:  # noqa: FBT001
        self.provider.away = int(silent)
        self.may(payments.start(self.db, self.gateways, self.intent.id, return_url=BACK))

    @rule(minor=st.sampled_from([9_900, 9_800, 9_900, 10_000]), which=st.integers(0, 3))
    def they_pay(self, minor: int, which: int) -> None:
        unpaid = [ref for ref, charge in self.provider.charges.items() if charge.paid is None]
        if unpaid:
            self.provider.pay(unpaid[which % len(unpaid)], paid=Money(minor, "CNY"))
            self.the_provider_writes_down()

    @rule(which=st.integers(0, 3))
    def the_provider_tells(self, which: int) -> None:
        if self.provider.charges:
            references = list(self.provider.charges)
            self.hear(references[which % len(references)])

    @rule(which=st.integers(0, 9))
    def it_tells_again_what_it_told(self, which: int) -> None:
        if self.told:
            self.hear_message(*self.told[which % len(self.told)])

    @rule()
    def the_bank_declines(self) -> None:
        for reference, charge in self.provider.charges.items():
            if charge.paid is None:
                self.hear(reference, state=ChargeState.FAILED)

    @rule(signature=st.sampled_from([("bad", Outcome.FORGED), ("old", Outcome.STALE)]))
    def somebody_lies(self, signature: tuple[str, Outcome]) -> None:
        seal, outcome = signature
        for reference in self.provider.charges:
            _, body = signed(reference, event="lie", state=ChargeState.PAID)
            headers = {"signature": seal}
            said = self.run(payments.handle_notification(self.db, self.provider, headers, body))
            assert said is outcome

    @rule(silent=st.booleans())
    def the_shop_asks(self, silent: bool) -> None:  # noqa: FBT001
        self.provider.away = int(silent)
        self.may(payments.query_pending(self.db, self.gateways))

    @rule(minor=st.integers(1, 9_900))
    def a_part_is_owed_back(self, minor: int) -> None:
        self.number += 1
        key, amount, reference = f"part-{self.number}", Money(minor, "CNY"), self.intent.reference
        self.try_to(lambda s: payments.owe_refund(s, reference, amount, "part", key=key))

    @rule(answers=st.lists(st.sampled_from(RefundAnswer), max_size=3), silent=st.booleans())
    def refunds_are_sent(self, answers: list[RefundAnswer], silent: bool) -> None:  # noqa: FBT001
        self.provider.answers, self.provider.away = answers, int(silent)
        self.may(payments.send_refunds(self.db, self.gateways))
        self.provider.answers = []
        self.the_provider_writes_down()

    @rule()
    def staff_send_what_was_refused(self) -> None:
        self.try_to(self.retry)

    @rule(taken=st.booleans())
    def staff_decide(self, taken: bool) -> None:  # noqa: FBT001
        self.try_to(lambda session: self.decide(session, taken=taken))

    @rule()
    def nobody_waits_for_the_money_any_more(self) -> None:
        self.try_to(lambda session: payments.close_intent(session, self.intent.reference))

    @rule(minutes=st.sampled_from([1, 5, 20, 45, 60 * 13]))
    def time_passes(self, minutes: int) -> None:
        self.time.advance(timedelta(minutes=minutes))

    @rule(silent=st.booleans())
    def the_bills_come(self, silent: bool) -> None:  # noqa: FBT001
        self.provider.away = int(silent)
        self.read_the_bills()

    @invariant()
    def the_books_agree(self) -> None:
        self.do(books_agree)

    def teardown(self) -> None:
        try:
            if hasattr(self, "intent"):
                self.settle()
        finally:
            self.run(self.db.close())
            self.stack.close()
            self.loop.close()

    def settle(self) -> None:
        for _ in range(3):
            self.provider.away = 0
            for reference in list(self.provider.charges):
                self.hear(reference)
            self.staff_decide(taken=True)
            self.staff_send_what_was_refused()
            self.time.advance(ALL_DUE)
            self.refunds_are_sent([], silent=False)
            self.the_shop_asks(silent=False)
        self.read_the_bills()
        self.do(self.everything_holds)
        assert self.do(self.ours) == self.provider.moved
        assert self.do(self.unsettled) == []

    async def everything_holds(self, session: AsyncSession) -> None:
        found = await invariants.broken(session, integrity.INVARIANTS, at=clock.now())
        assert found == [], found

    async def ours(self, session: AsyncSession) -> int:
        """What the provider moved by our ledger: to accept what was held moves nothing."""
        ledger = await payments.ledger(session, self.intent.id)
        came = [each.amount.minor for each in ledger if each.provider_event.startswith("charge:")]
        left = [each.amount.minor for each in ledger if each.provider_event.startswith("refund:")]
        return sum(came) - sum(left)

    async def unsettled(self, session: AsyncSession) -> list[object]:
        open_ = await payments.open_differences(session)
        found = [await payments.find_difference(session, each) for each in open_]
        return [each for each in found if each.provider == self.provider.name]

    def the_provider_writes_down(self) -> None:
        """What moved, on the day on which it moved: tomorrow it stands in the bill."""
        for reference, charge in self.provider.charges.items():
            if charge.paid is not None:
                self.moved.setdefault(
                    reference, _line(BillKind.CAPTURE, reference, charge.id, charge.paid)
                )
        for key, refund in self.provider.refunds.items():
            if refund.answer is RefundAnswer.DONE:
                self.moved.setdefault(
                    key, _line(BillKind.REFUND, key, refund.provider_reference, refund.amount)
                )

    def read_the_bills(self) -> None:
        today = local_day(clock.now())
        days = {local_day(line.at) for line in self.moved.values()}
        for day in sorted(days | {today - timedelta(days=1)}):
            if day < today:
                self.read_the_bill(day)

    def read_the_bill(self, day: date) -> None:
        self.provider.bills[day] = [
            line for line in self.moved.values() if local_day(line.at) == day
        ]
        name = self.provider.name
        asking = payments.reconcile(self.db, self.gateways, provider=name, day=day.isoformat())
        self.may(asking)

    def hear(self, reference: UUID, **told: str) -> None:
        self.number += 1
        self.hear_message(*signed(reference, event=f"e-{self.provider.name}-{self.number}", **told))

    def hear_message(self, headers: dict[str, str], body: bytes) -> None:
        self.told.append((headers, body))
        self.run(payments.handle_notification(self.db, self.provider, headers, body))

    async def retry(self, session: AsyncSession) -> None:
        for refund in await payments.refunds(session, self.intent.id):
            if refund.state is RefundState.FAILED:
                await payments.retry_refund(session, refund.id)

    async def decide(self, session: AsyncSession, *, taken: bool) -> None:
        decision = payments.accept_held if taken else payments.return_held
        for held in await payments.held_attempts(session):
            if held.intent_id == self.intent.id:
                await decision(session, held.id, "because")

    def try_to(self, act: Callable[[AsyncSession], Awaitable[Any]]) -> None:
        """What is refused leaves nothing behind."""
        with suppress(DomainError):
            self.do(act)

    def may(self, awaitable: Awaitable[Any]) -> None:
        with suppress(DomainError):
            self.run(awaitable)

    def do(self, act: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        async def in_transaction() -> Result:
            async with self.db.transaction() as session:
                return await act(session)

        return self.run(in_transaction())

    def run(self, awaitable: Awaitable[Result]) -> Result:
        return self.loop.run_until_complete(awaitable)


def _line(kind: BillKind, reference: UUID, number: str, amount: Money) -> BillLine:
    return BillLine(
        kind=kind,
        reference=reference,
        provider_reference=number,
        amount=amount,
        fee=NOTHING,
        at=clock.now(),
    )


_database = database_of(Life)
TestLife = lived(Life, lives=20, steps=20)
