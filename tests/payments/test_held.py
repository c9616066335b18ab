"""A payment that is not what we asked for waits for a person, and the money is not lost."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.payments import (
    AttemptState,
    Intent,
    IntentState,
    MoneyIsOurs,
    NoMoneyOfOurs,
    NotHeld,
    OtherCurrency,
    Outcome,
)
from tests.books import books_agree
from tests.payments.conftest import begin
from tests.payments.provider import Provider, signed


async def _held(db: Database, provider: Provider, intent: Intent, paid: Money) -> UUID:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt, paid=paid)
    await payments.handle_notification(db, provider, *signed(attempt))
    return attempt


async def test_too_little_can_be_taken_for_the_whole(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _held(db, provider, intent, yuan("98.00"))

    await payments.accept_held(session, attempt, "the bank kept one yuan")

    money = await payments.balance(session, intent)
    assert (intent.state, money.captured) == (IntentState.CAPTURED, yuan("98.00"))
    assert await payments.held_attempts(session) == []
    await books_agree(session)


async def test_what_is_too_much_goes_back_by_itself(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _held(db, provider, intent, yuan("100.00"))

    await payments.accept_held(session, attempt, "typed by hand")
    await payments.send_refunds(db, {"fake": provider})

    assert provider.moved == yuan("99.00").minor
    assert intent.state is IntentState.PARTLY_REFUNDED
    await books_agree(session)


async def test_money_given_back_leaves_the_order_to_be_paid(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _held(db, provider, intent, yuan("1.00"))

    await payments.return_held(session, attempt, "not what was asked")
    await payments.send_refunds(db, {"fake": provider})
    again = await begin(db, provider, intent)
    provider.pay(again)
    await payments.handle_notification(db, provider, *signed(again, event="e-2"))

    assert intent.state is IntentState.CAPTURED
    assert provider.moved == intent.amount.minor
    await books_agree(session)


async def test_what_was_given_back_is_not_held_again_by_a_late_message(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _held(db, provider, intent, yuan("1.00"))
    await payments.return_held(session, attempt, "not what was asked")

    late = await payments.handle_notification(db, provider, *signed(attempt, event="e-late"))

    assert late is Outcome.NO_EFFECT
    await books_agree(session)


async def test_a_second_payment_that_is_accepted_goes_back_as_a_whole(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _held(db, provider, intent, yuan("98.00"))
    second = await begin(db, provider, intent)
    provider.pay(second)
    await payments.handle_notification(db, provider, *signed(second, event="e-2"))

    await payments.accept_held(session, attempt, "they paid twice")
    await payments.send_refunds(db, {"fake": provider})

    assert provider.moved == intent.amount.minor
    await books_agree(session)


async def test_dollars_are_not_taken_for_yuan(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _held(db, provider, intent, Money(9900, "USD"))

    with pytest.raises(OtherCurrency):
        await payments.accept_held(session, attempt, "looks the same")
    refund = await payments.return_held(session, attempt, "dollars")

    assert refund.amount == Money(9900, "USD")
    await books_agree(session)


async def test_money_of_another_merchant_is_not_ours_to_take_or_give(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    provider.charges[attempt].merchant_ok = False
    await payments.handle_notification(db, provider, *signed(attempt))

    for decide in (payments.accept_held, payments.return_held):
        with pytest.raises(NoMoneyOfOurs):
            await decide(session, attempt, "why not")
    await payments.dismiss_held(session, attempt, "asked the provider: not ours")

    (closed,) = await payments.attempts(session, intent.id)
    assert closed.state is AttemptState.CLOSED
    assert "not ours" in closed.note


async def test_a_decision_is_made_once(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _held(db, provider, intent, yuan("98.00"))

    with pytest.raises(MoneyIsOurs):
        await payments.dismiss_held(session, attempt, "let us forget it")
    await payments.accept_held(session, attempt, "fine")

    with pytest.raises(NotHeld):
        await payments.return_held(session, attempt, "on second thoughts")
