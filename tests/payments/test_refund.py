from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel import i18n
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.payments import (
    Intent,
    IntentState,
    Outcome,
    RefundAnswer,
    RefundFacts,
    RefundKeyReused,
    RefundRequest,
    RefundState,
    RefundTooLarge,
)
from hutong.payments.why import Why, because
from tests.books import books_agree
from tests.payments.conftest import begin
from tests.payments.provider import Provider, signed


@pytest.fixture
async def paid(db: Database, provider: Provider, intent: Intent) -> Intent:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    await payments.handle_notification(db, provider, *signed(attempt))
    return intent


async def test_what_is_owed_is_sent_and_then_done(
    session: AsyncSession, db: Database, provider: Provider, paid: Intent
) -> None:
    refund = await payments.owe_refund(
        session, paid.reference, paid.amount, "cancelled", key="cancel"
    )
    assert (refund.state, paid.state) == (RefundState.OWED, IntentState.REFUNDING)

    await payments.send_refunds(db, {"fake": provider})

    assert (refund.state, paid.state) == (RefundState.DONE, IntentState.REFUNDED)
    assert provider.moved == 0
    await books_agree(session)


async def test_a_reason_that_is_kept_as_a_code_goes_out_in_chinese_words(
    session: AsyncSession, db: Database, provider: Provider, paid: Intent
) -> None:
    why = because(Why.TWICE)
    await payments.owe_refund(session, paid.reference, paid.amount, why, key="surplus")

    with i18n.using("en"):
        await payments.send_refunds(db, {"fake": provider})

    assert provider.reasons == ["重复支付或多付，自动退回"]


async def test_the_same_promise_twice_is_one_refund(
    session: AsyncSession, db: Database, provider: Provider, paid: Intent
) -> None:
    for _ in range(2):
        await payments.owe_refund(session, paid.reference, paid.amount, "cancelled", key="cancel")

    await payments.send_refunds(db, {"fake": provider})

    assert len(await payments.refunds(session, paid.id)) == len(provider.refunds) == 1


async def test_a_promise_does_not_change_its_amount(session: AsyncSession, paid: Intent) -> None:
    await payments.owe_refund(session, paid.reference, yuan("1.00"), "mug broken", key="claim-1")

    with pytest.raises(RefundKeyReused):
        await payments.owe_refund(
            session, paid.reference, yuan("2.00"), "mug broken", key="claim-1"
        )


@pytest.mark.parametrize("amount", [yuan("99.01"), yuan("0"), yuan("-1"), Money(100, "USD")])
async def test_no_more_goes_back_than_came(
    session: AsyncSession, paid: Intent, amount: Money
) -> None:
    with pytest.raises(RefundTooLarge):
        await payments.owe_refund(session, paid.reference, amount, "greed", key="greed")


async def test_what_was_never_paid_is_not_refunded(session: AsyncSession, intent: Intent) -> None:
    with pytest.raises(RefundTooLarge):
        await payments.owe_refund(session, intent.reference, intent.amount, "greed", key="greed")


async def test_a_provider_that_does_not_answer_is_asked_again_with_the_same_key(
    session: AsyncSession, db: Database, provider: Provider, paid: Intent, time: Simulated
) -> None:
    refund = await payments.owe_refund(
        session, paid.reference, paid.amount, "cancelled", key="cancel"
    )
    provider.away = 1

    await payments.send_refunds(db, {"fake": provider})
    assert (refund.state, provider.moved) == (RefundState.SENT, 0)
    await payments.send_refunds(db, {"fake": provider})
    assert refund.state is RefundState.SENT  # its time has not come yet
    time.advance(timedelta(minutes=1))
    await payments.send_refunds(db, {"fake": provider})

    assert refund.state is RefundState.DONE
    assert [asked for asked in provider.asked if asked.startswith("refund")] == [
        f"refund {refund.id}",
        f"refund {refund.id}",
    ]
    assert len(provider.refunds) == 1


async def test_a_refused_refund_waits_for_a_person(
    session: AsyncSession, db: Database, provider: Provider, paid: Intent, time: Simulated
) -> None:
    provider.answers = [RefundAnswer.REFUSED]
    refund = await payments.owe_refund(
        session, paid.reference, paid.amount, "cancelled", key="cancel"
    )
    await payments.send_refunds(db, {"fake": provider})
    assert (refund.state, refund.note) == (RefundState.FAILED, "no")

    await payments.retry_refund(session, refund.id)
    await payments.send_refunds(db, {"fake": provider})

    assert refund.state is RefundState.DONE


async def test_a_slow_refund_is_done_when_the_provider_says_so(
    session: AsyncSession, db: Database, provider: Provider, paid: Intent
) -> None:
    provider.answers = [RefundAnswer.PROCESSING]
    refund = await payments.owe_refund(
        session, paid.reference, paid.amount, "cancelled", key="cancel"
    )
    await payments.send_refunds(db, {"fake": provider})
    assert refund.state is RefundState.SENT

    _provider_says_done(provider, refund)
    outcomes = [
        await payments.handle_notification(
            db, provider, *signed(refund.attempt_id, event=event, refund=str(refund.id))
        )
        for event in ("r-1", "r-1", "r-2")
    ]

    assert outcomes == [Outcome.APPLIED, Outcome.DUPLICATE, Outcome.NO_EFFECT]
    assert paid.state is IntentState.REFUNDED
    assert len(await payments.ledger(session, paid.id)) == 2


async def test_a_refund_before_its_payment_is_to_be_sent_again(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    provider.refunds[attempt] = _refund_facts(attempt, intent.amount)

    outcome = await payments.handle_notification(
        db, provider, *signed(attempt, refund=str(attempt))
    )

    assert outcome is Outcome.EARLY
    assert await payments.ledger(session, intent.id) == []


async def test_a_refund_that_nobody_asked_for_is_held(
    session: AsyncSession, db: Database, provider: Provider, paid: Intent
) -> None:
    (attempt,) = await payments.attempts(session, paid.id)
    provider.refunds[attempt.id] = _refund_facts(attempt.id, paid.amount)

    outcome = await payments.handle_notification(
        db, provider, *signed(attempt.id, event="r-9", refund=str(attempt.id))
    )

    assert outcome is Outcome.HELD
    assert len(await payments.ledger(session, paid.id)) == 1


@pytest.mark.parametrize("seed", range(6))
async def test_refunds_in_parts_never_add_up_to_more_than_was_paid(
    session: AsyncSession, db: Database, provider: Provider, paid: Intent, seed: int
) -> None:
    dice = Random(seed)
    for number in range(8):
        with suppress(RefundTooLarge):
            await payments.owe_refund(
                session,
                paid.reference,
                Money(dice.randint(1, 4000), "CNY"),
                "part",
                key=f"part-{number}",
            )
        if dice.random() < 0.5:
            await payments.send_refunds(db, {"fake": provider})

    await payments.send_refunds(db, {"fake": provider})

    money = await payments.balance(session, paid)
    assert money.held.minor == provider.moved >= 0
    assert not money.promised
    await books_agree(session)


def _refund_facts(reference: UUID, amount: Money) -> RefundFacts:
    return RefundFacts(
        key=reference,
        reference=reference,
        provider_reference="r-portal",
        answer=RefundAnswer.DONE,
        amount=amount,
    )


def _provider_says_done(provider: Provider, refund: RefundRequest) -> None:
    provider.refunds[refund.id] = replace(provider.refunds[refund.id], answer=RefundAnswer.DONE)
