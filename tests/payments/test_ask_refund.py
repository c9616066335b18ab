"""What staff want to give back: small things at once, larger ones with somebody's leave."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, payments
from hutong.access import AlreadyDecided, OwnRequest
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.money import Money, yuan
from hutong.payments import (
    BatchGone,
    Intent,
    IntentState,
    Leave,
    NothingToRefund,
    RefundRequest,
    RefundRule,
    RefundState,
    RefundTooLarge,
    RefundWish,
)
from hutong.payments.refunding.rules import Wish, leave_for
from tests.books import books_agree
from tests.payments.conftest import begin
from tests.payments.provider import Provider, signed

LIN = Actor.staff(uuid4(), "林小满")
WANG = Actor.staff(uuid4(), "王掌柜")
RULE = RefundRule(
    currency="CNY",
    auto_minor=200_00,
    auto_daily_minor=1000_00,
    auto_days=30,
    four_eyes_minor=2000_00,
)


async def _paid(
    session: AsyncSession, db: Database, provider: Provider, amount: str, number: str = "A1"
) -> Intent:
    intent = await payments.open_intent(
        session,
        reference=uuid4(),
        number=number,
        member_id=uuid4(),
        amount=yuan(amount),
        expires_at=clock.now() + timedelta(minutes=30),
    )
    await session.flush()
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    await payments.handle_notification(db, provider, *signed(attempt, event=str(attempt)))
    return intent


def _wish(intent: Intent, amount: str, key: str = "") -> RefundWish:
    return RefundWish(
        reference=intent.reference, amount=yuan(amount), reason="chipped", key=key or str(uuid4())
    )


async def _approval(session: AsyncSession, refund: RefundRequest) -> access.Approval:
    assert refund.approval_id is not None
    return await access.find_approval(session, refund.approval_id)


async def test_a_small_refund_is_owed_at_once(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    intent = await _paid(session, db, provider, "5000")

    refund = await payments.ask_refund(session, _wish(intent, "200"), by=LIN)

    assert (refund.state, refund.asked_by) == (RefundState.OWED, "林小满")
    await books_agree(session)


async def test_a_larger_refund_waits_and_its_money_is_not_promised_twice(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    intent = await _paid(session, db, provider, "5000")

    refund = await payments.ask_refund(session, _wish(intent, "3000"), by=LIN)

    assert (refund.state, intent.state) == (RefundState.ASKED, IntentState.CAPTURED)
    with pytest.raises(RefundTooLarge):
        await payments.ask_refund(session, _wish(intent, "2000.01"), by=WANG)
    await payments.send_refunds(db, {"fake": provider})
    assert provider.moved == intent.amount.minor
    await books_agree(session)


async def test_the_same_wish_twice_is_one_refund(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    intent = await _paid(session, db, provider, "5000")

    refunds = [
        await payments.ask_refund(session, _wish(intent, "300", key="form-1"), by=LIN)
        for _ in range(2)
    ]

    assert len({refund.id for refund in refunds}) == 1


async def test_above_the_second_limit_it_takes_another_person(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    intent = await _paid(session, db, provider, "5000")
    refund = await payments.ask_refund(session, _wish(intent, "2000.01"), by=LIN)
    approval = await _approval(session, refund)

    with pytest.raises(OwnRequest):
        await payments.decide_refunds(session, approval.id, approved=True, note="", by=LIN)
    await payments.decide_refunds(session, approval.id, approved=True, note="seen", by=WANG)
    await payments.send_refunds(db, {"fake": provider})

    assert refund.state is RefundState.DONE
    assert (approval.asked_by, approval.decided_by) == ("林小满", "王掌柜")
    assert provider.moved == yuan("2999.99").minor
    await books_agree(session)


async def test_between_the_limits_one_approver_is_enough(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    intent = await _paid(session, db, provider, "5000")
    refund = await payments.ask_refund(session, _wish(intent, "2000"), by=WANG)
    approval = await _approval(session, refund)

    await payments.decide_refunds(session, approval.id, approved=True, note="", by=WANG)

    assert refund.state is RefundState.OWED
    with pytest.raises(AlreadyDecided):
        await payments.decide_refunds(session, approval.id, approved=False, note="", by=LIN)


async def test_what_is_declined_is_free_again_and_never_owed(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    intent = await _paid(session, db, provider, "5000")
    refund = await payments.ask_refund(session, _wish(intent, "5000"), by=LIN)
    approval = await _approval(session, refund)

    await payments.decide_refunds(session, approval.id, approved=False, note="no proof", by=LIN)

    assert (refund.state, refund.note) == (RefundState.DECLINED, "no proof")
    assert (await payments.balance(session, intent)).free == intent.amount
    await books_agree(session)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
async def test_a_refund_takes_a_reason(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated, reason: str
) -> None:
    intent = await _paid(session, db, provider, "50")
    wish = RefundWish(reference=intent.reference, amount=yuan("1"), reason=reason, key="k")

    with pytest.raises(Invalid):
        await payments.ask_refund(session, wish, by=LIN)


@pytest.mark.parametrize(
    ("amount", "alone", "days_ago", "leave"),
    [
        ("200", "0", 30, Leave.NOBODY),
        ("200.01", "0", 1, Leave.APPROVER),
        ("200", "800", 1, Leave.NOBODY),
        ("200", "800.01", 1, Leave.APPROVER),
        ("1", "0", 31, Leave.APPROVER),
        ("2000", "0", 1, Leave.APPROVER),
        ("2000.01", "0", 1, Leave.FOUR_EYES),
    ],
)
def test_the_limits(time: Simulated, amount: str, alone: str, days_ago: int, leave: Leave) -> None:
    wish = Wish(yuan(amount), yuan(alone), time.at - timedelta(days=days_ago))

    assert leave_for(wish, RULE, time.at) is leave


def test_a_currency_without_a_rule_takes_two_people(time: Simulated) -> None:
    assert leave_for(Wish(Money(1, "USD"), Money(0, "USD"), time.at), None, time.at) is (
        Leave.FOUR_EYES
    )


async def test_twenty_small_refunds_are_no_way_around_the_limit(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    intent = await _paid(session, db, provider, "5000")

    refunds = [await payments.ask_refund(session, _wish(intent, "200"), by=LIN) for _ in range(6)]

    assert [refund.state for refund in refunds] == [RefundState.OWED] * 5 + [RefundState.ASKED]


async def _three(session: AsyncSession, db: Database, provider: Provider) -> list[Intent]:
    return [await _paid(session, db, provider, "900", f"A{number}") for number in range(3)]


async def _batch(session: AsyncSession, *numbers: str, amount: str = "") -> UUID:
    wanted = yuan(amount) if amount else None
    batch = await payments.draft_batch(session, numbers, wanted, "recalled", by=LIN)
    return batch.id


async def test_many_small_refunds_together_are_one_large_one(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    intents = await _three(session, db, provider)
    batch = await _batch(session, "A0", "A1", "A2", "A0", amount="100")

    await payments.send_batch(session, batch, by=LIN)

    refunds = [refund for each in intents for refund in await payments.refunds(session, each.id)]
    assert [refund.state for refund in refunds] == [RefundState.ASKED] * 3
    assert len({refund.approval_id for refund in refunds}) == 1
    approval = await _approval(session, refunds[0])
    assert approval.facts["minor"] == 300_00
    await payments.decide_refunds(session, approval.id, approved=True, note="", by=WANG)
    await payments.send_refunds(db, {"fake": provider})
    assert provider.moved == (2700 - 300) * 100
    await books_agree(session)


async def test_a_batch_says_beforehand_what_cannot_be_refunded(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    first, _second, _third = await _three(session, db, provider)
    await payments.owe_refund(session, first.reference, first.amount, "gone", key="k")
    batch = await _batch(session, "A0", "A1", "nobody")

    await payments.send_batch(session, batch, by=LIN)

    lines = {line.number: line for line in await payments.batch_lines(session, batch)}
    assert [bool(lines[number].problem) for number in ("A0", "A1", "nobody")] == [
        True,
        False,
        True,
    ]
    assert lines["A1"].amount == yuan("900")
    assert lines["A1"].refund_id is not None


async def test_a_batch_is_sent_once_or_discarded(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    await _three(session, db, provider)
    batch = await _batch(session, "A0")
    await payments.send_batch(session, batch, by=LIN)

    with pytest.raises(BatchGone):
        await payments.send_batch(session, batch, by=LIN)
    with pytest.raises(BatchGone):
        await payments.discard_batch(session, batch)
    with pytest.raises(NothingToRefund):
        await payments.send_batch(session, await _batch(session, "nobody"), by=LIN)
