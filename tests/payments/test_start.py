from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.payments import (
    AttemptState,
    Choice,
    Intent,
    Method,
    NoSuchProvider,
    PaymentClosed,
    ProviderUnreachable,
)
from tests.payments.conftest import BACK, begin
from tests.payments.provider import Provider


async def test_the_shopper_is_sent_to_the_provider(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    onward = await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)

    (attempt,) = await payments.attempts(session, intent.id)
    assert onward.url.startswith("https://pay.test/")
    assert attempt.state is AttemptState.OPEN
    assert provider.charges[attempt.id].asked.amount == intent.amount


async def test_a_double_click_makes_one_payment(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    first = await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)
    second = await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)

    assert first == second
    assert len(provider.charges) == len(await payments.attempts(session, intent.id)) == 1


async def test_a_provider_that_does_not_answer_is_asked_again_under_the_same_reference(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    provider.away = 1

    with pytest.raises(ProviderUnreachable):
        await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)
    await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)

    assert len(set(provider.asked)) == 1
    assert len(provider.charges) == len(await payments.attempts(session, intent.id)) == 1


async def test_after_a_failure_the_shopper_may_try_again(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    first = await begin(db, provider, intent)
    provider.charges[first].state = payments.ChargeState.FAILED
    await payments.query_one(db, {"fake": provider}, intent.id)

    second = await begin(db, provider, intent)

    assert second != first


async def test_a_payment_that_is_too_late_is_not_started(
    db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    time.advance(timedelta(minutes=30))

    with pytest.raises(PaymentClosed):
        await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)
    assert not provider.asked


async def test_a_closed_payment_is_not_started(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    await payments.close_intent(session, intent.reference)

    with pytest.raises(PaymentClosed):
        await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)


async def test_a_way_of_paying_that_is_not_offered_is_refused(
    db: Database, provider: Provider, intent: Intent
) -> None:
    with pytest.raises(NoSuchProvider):
        await payments.start(
            db,
            {"fake": provider},
            intent.id,
            return_url=BACK,
            choice=Choice(provider="bitcoin", method=Method.PAGE),
        )


async def test_closing_asks_the_provider_to_take_no_more_money(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    await payments.close_intent(session, intent.reference)

    await payments.close_charge(db, {"fake": provider}, attempt_id=str(attempt))

    assert provider.charges[attempt].state is payments.ChargeState.CLOSED
    (row,) = await payments.attempts(session, intent.id)
    assert row.state is AttemptState.CLOSED


async def test_whoever_chooses_another_way_leaves_the_first_and_its_provider_is_told(
    db: Database, session: AsyncSession, intent: Intent, provider: Provider, time: Simulated
) -> None:
    other = Provider(name="other")
    both = {"fake": provider, "other": other}
    await payments.start(db, both, intent.id, return_url=BACK)
    second = Choice(provider="other", method=Method.WAP)
    time.advance(timedelta(seconds=1))

    await payments.start(db, both, intent.id, return_url=BACK, choice=second)
    await payments.start(db, both, intent.id, return_url=BACK, choice=second)
    newest, first = await payments.attempts(session, intent.id)
    await payments.close_charge(db, both, attempt_id=str(first.id))

    assert (newest.provider, newest.method, newest.alive) == ("other", Method.WAP, True)
    assert first.state is AttemptState.CLOSED
    assert provider.asked[-1] == f"close {first.id}"


async def test_money_that_comes_by_the_way_that_was_left_still_counts(
    db: Database, session: AsyncSession, intent: Intent, provider: Provider
) -> None:
    both = {"fake": provider, "other": Provider(name="other")}
    await payments.start(db, both, intent.id, return_url=BACK)
    (first,) = await payments.attempts(session, intent.id)
    provider.pay(first.id)
    choice = Choice(provider="other", method=Method.PAGE)
    await payments.start(db, both, intent.id, return_url=BACK, choice=choice)

    await payments.close_charge(db, both, attempt_id=str(first.id))

    assert first.state is AttemptState.CAPTURED
    assert (await payments.balance(session, intent)).captured == intent.amount


async def test_a_way_on_that_has_run_out_is_asked_for_again_under_the_same_reference(
    db: Database, session: AsyncSession, intent: Intent, provider: Provider, time: Simulated
) -> None:
    provider.good_for = timedelta(minutes=5)
    await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)
    time.advance(timedelta(minutes=4))
    await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)
    assert len(provider.asked) == 1

    time.advance(timedelta(minutes=1))
    await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)

    assert provider.asked[0] == provider.asked[1]
    assert len(await payments.attempts(session, intent.id)) == 1
