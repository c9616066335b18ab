"""Whatever comes, in whatever order and however often: the books balance, and what is with us is
what the provider says is with us."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError
from hutong.kernel.money import Money
from hutong.payments import (
    Account,
    AttemptState,
    Intent,
    ProviderUnreachable,
    RefundAnswer,
    RefundState,
)
from tests.books import books_agree
from tests.payments.conftest import begin, open_intent
from tests.payments.provider import Provider, signed

STEPS = 40
EVERYTHING = timedelta(days=3)


class Walk:
    """One payment's life, decided by dice."""

    def __init__(
        self, seed: int, session: AsyncSession, db: Database, intent: Intent, time: Simulated
    ) -> None:
        self.dice = Random(seed)
        self.session, self.db, self.intent, self.time = session, db, intent, time
        self.provider = Provider()
        self.gateways = {"fake": self.provider}
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.number = 0

    async def go(self) -> None:
        deeds: list[Callable[[], Awaitable[object]]] = [
            self.begin,
            self.pay,
            self.pay,
            self.tell,
            self.tell,
            self.tell_again,
            self.say_failed,
            self.ask,
            self.owe,
            self.send,
            self.retry,
            self.decide,
            self.close,
            self.wait,
        ]
        for _ in range(STEPS):
            with suppress(DomainError):
                await self.dice.choice(deeds)()
            await self.session.flush()
            await books_agree(self.session)
        await self.settle()

    async def begin(self) -> None:
        self.provider.away = self.dice.choice([0, 0, 1])
        await begin(self.db, self.provider, self.intent)

    async def pay(self) -> None:
        unpaid = [ref for ref, charge in self.provider.charges.items() if charge.paid is None]
        if unpaid:
            wrong = Money(self.dice.randint(1, 20_000), "CNY")
            self.provider.pay(self.dice.choice(unpaid), paid=self.dice.choice([None, None, wrong]))

    async def tell(self) -> None:
        if self.provider.charges:
            self.number += 1
            reference = self.dice.choice(list(self.provider.charges))
            await self._say(*signed(reference, event=f"e-{self.number}"))

    async def tell_again(self) -> None:
        if self.told:
            await self._say(*self.dice.choice(self.told))

    async def say_failed(self) -> None:
        open_ = [ref for ref, charge in self.provider.charges.items() if charge.paid is None]
        if open_:
            self.number += 1
            await self._say(*signed(open_[0], event=f"e-{self.number}", state="failed"))

    async def ask(self) -> None:
        self.provider.away = self.dice.choice([0, 0, 1])
        await payments.query_pending(self.db, self.gateways)

    async def owe(self) -> None:
        amount = Money(self.dice.randint(1, 9_900), "CNY")
        self.number += 1
        reference = self.intent.reference
        key = f"part-{self.number}"
        await payments.owe_refund(self.session, reference, amount, "part", key=key)

    async def send(self) -> None:
        answers = [RefundAnswer.DONE, RefundAnswer.REFUSED, RefundAnswer.PROCESSING]
        self.provider.away = self.dice.choice([0, 0, 1])
        self.provider.answers = [self.dice.choice(answers) for _ in range(3)]
        await payments.send_refunds(self.db, self.gateways)
        self.provider.answers = []

    async def retry(self) -> None:
        for refund in await payments.refunds(self.session, self.intent.id):
            if refund.state is RefundState.FAILED:
                await payments.retry_refund(self.session, refund.id)

    async def decide(self) -> None:
        for held in await payments.held_attempts(self.session):
            deed = self.dice.choice([payments.accept_held, payments.return_held])
            await deed(self.session, held.id, "because")

    async def close(self) -> None:
        if self.dice.random() < 0.2:
            await payments.close_intent(self.session, self.intent.reference)

    async def wait(self) -> None:
        self.time.advance(timedelta(minutes=self.dice.randint(1, 20)))

    async def settle(self) -> None:
        """The provider answers again, and everything that is due is done."""
        self.provider.away = 0
        for reference in self.provider.charges:
            await self._say(*signed(reference, event=f"last-{reference}"))
        await self.decide()
        for _ in range(3):
            await self.retry()
            self.time.advance(EVERYTHING)
            with suppress(ProviderUnreachable):
                await payments.send_refunds(self.db, self.gateways)

    async def _say(self, headers: dict[str, str], body: bytes) -> None:
        self.told.append((headers, body))
        await payments.handle_notification(self.db, self.provider, headers, body)


@pytest.mark.parametrize("seed", range(24))
async def test_any_order_of_events_ends_with_balanced_books(
    session: AsyncSession, db: Database, time: Simulated, seed: int
) -> None:
    intent = await open_intent(session)
    walk = Walk(seed, session, db, intent, time)

    await walk.go()

    held: dict[Account, int] = {}
    for each in await payments.standings(session):
        held[each.account] = held.get(each.account, 0) + each.balance.minor
    money = await payments.balance(session, intent)
    paid_by_books = money.captured - money.refunded
    await books_agree(session)
    assert sum(held.values()) == 0
    assert held.get(Account.PROVIDER, 0) == walk.provider.moved
    assert -held.get(Account.SALES, 0) == paid_by_books.minor
    assert Account.REFUNDS_OWED not in held
    assert Account.SUSPENSE not in held
    assert not {AttemptState.HELD} & await _states(session, intent.id)


async def _states(session: AsyncSession, intent_id: UUID) -> set[AttemptState]:
    return {attempt.state for attempt in await payments.attempts(session, intent_id)}
