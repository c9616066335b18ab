"""Money in a bill that belongs to nobody here is kept apart, or goes back to whoever paid it."""

from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, payments
from hutong.kernel import clock
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.kernel.states import IllegalMove, move
from hutong.payments import (
    Account,
    AlreadyAsked,
    AlreadySettled,
    BillKind,
    BillLine,
    ChargeAsked,
    Difference,
    DifferenceState,
    Intent,
    NotUnclaimed,
    NoWayBack,
    RefundAnswer,
    StillOurs,
    Unclaimed,
    UnclaimedState,
)
from hutong.payments.unclaimed.models import MOVES
from hutong.views.clearing import clearing_page
from tests.books import books_agree
from tests.payments.conftest import begin
from tests.payments.provider import Provider

CLERK = Actor(ActorKind.STAFF, uuid4(), "陈小雨")
COLLEAGUE = Actor(ActorKind.STAFF, uuid4(), "林一帆")
FAIR = yuan("68")
LEGAL = {
    *(("asked", to) for to in ("declined", "kept", "owed")),
    *(("kept", "owed"), ("owed", "sent"), ("sent", "returned"), ("sent", "failed")),
    ("failed", "owed"),
}


async def _stray(
    session: AsyncSession, db: Database, provider: Provider, amount: Money = FAIR
) -> tuple[UUID, UUID]:
    """Somebody paid the provider for what we never asked: the difference, and their reference."""
    reference = uuid4()
    await provider.start(
        ChargeAsked(
            reference=reference,
            number="fair",
            amount=amount,
            expires_at=clock.now() + timedelta(minutes=30),
            return_url="/",
        )
    )
    provider.pay(reference)
    return await _billed(session, db, provider, reference, amount), reference


async def _billed(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    reference: UUID | None,
    amount: Money,
    kind: BillKind = BillKind.CAPTURE,
) -> UUID:
    day = clock.local_day(clock.now())
    line = BillLine(
        kind=kind,
        reference=reference,
        provider_reference=f"{kind}-{reference}",
        amount=amount,
        fee=Money(0, "CNY"),
        at=clock.now(),
    )
    provider.bills[day] = [*provider.bills.get(day, []), line]
    await payments.reconcile(db, {"fake": provider}, provider="fake", day=day.isoformat())
    found = await session.scalars(select(Difference).order_by(Difference.found_at.desc()))
    return found.all()[0].id


async def _balances(session: AsyncSession) -> dict[Account, Money]:
    await session.flush()
    return {each.account: each.balance for each in await payments.standings(session)}


async def _send(db: Database, provider: Provider, unclaimed: Unclaimed) -> None:
    await payments.return_unclaimed(db, {"fake": provider}, unclaimed_id=str(unclaimed.id))


@pytest.fixture
async def large(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> tuple[UUID, Money]:
    """A stray payment, and how much it is: more than one person may decide about."""
    dear = (await payments.find_rule(session, "CNY")).four_eyes + yuan("0.01")
    stray, _ = await _stray(session, db, provider, dear)
    return stray, dear


async def _adds_up(session: AsyncSession, *, came: Money, went: Money) -> None:
    """What staff read of a provider: what came, less all that left, is what stands there."""
    (shown,) = (await clearing_page(session)).providers
    assert (shown.came, shown.went) == (came, went)
    assert shown.came - shown.went - shown.fees - shown.paid_out == shown.balance


async def test_it_is_kept_apart_until_somebody_claims_it(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    stray, _ = await _stray(session, db, provider)

    kept = await payments.ask_unclaimed(
        session, stray, "paid at the fair", give_back=False, by=CLERK
    )

    difference = await payments.find_difference(session, stray)
    assert kept.state is UnclaimedState.KEPT
    assert difference.state is DifferenceState.BOOKED
    assert (difference.settled_by, difference.note) == ("陈小雨", "paid at the fair")
    assert await _balances(session) == {
        Account.PROVIDER: yuan("68"),
        Account.UNCLAIMED: -yuan("68"),
    }
    await _adds_up(session, came=yuan("68"), went=yuan("0"))
    await books_agree(session)


async def test_it_goes_back_to_whoever_paid_and_the_next_bill_agrees(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    stray, reference = await _stray(session, db, provider)

    sent = await payments.ask_unclaimed(session, stray, "not ours", give_back=True, by=CLERK)
    await _send(db, provider, sent)
    await _send(db, provider, sent)

    assert sent.state is UnclaimedState.RETURNED
    assert provider.asked.count(f"refund {sent.id}") == 1
    assert provider.refunds[sent.id].reference == reference
    assert await _balances(session) == {}
    await _adds_up(session, came=yuan("68"), went=yuan("68"))
    await _billed(session, db, provider, sent.id, yuan("68"), BillKind.REFUND)
    assert await payments.open_differences(session) == []
    await books_agree(session)


async def test_no_answer_is_asked_for_again_with_the_same_key(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    stray, _ = await _stray(session, db, provider)
    sent = await payments.ask_unclaimed(session, stray, "not ours", give_back=True, by=CLERK)
    provider.away = 1
    await _send(db, provider, sent)
    unsure = sent.state
    time.advance(timedelta(minutes=5))

    await payments.return_due(db, {"fake": provider})

    assert unsure is UnclaimedState.SENT
    assert sent.state is UnclaimedState.RETURNED
    assert provider.asked.count(f"refund {sent.id}") == 2
    await books_agree(session)


async def test_what_the_provider_refuses_stays_in_the_books_with_its_reason(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    stray, _ = await _stray(session, db, provider)
    sent = await payments.ask_unclaimed(session, stray, "not ours", give_back=True, by=CLERK)
    provider.answers = [RefundAnswer.REFUSED]

    await _send(db, provider, sent)

    assert (sent.state, sent.note) == (UnclaimedState.FAILED, "no")
    assert (await _balances(session))[Account.UNCLAIMED] == -yuan("68")
    await books_agree(session)


async def test_above_the_limit_a_colleague_decides(
    session: AsyncSession, large: tuple[UUID, Money]
) -> None:
    stray, dear = large

    asked = await payments.ask_unclaimed(session, stray, "not ours", give_back=False, by=CLERK)
    nothing_yet = await _balances(session)

    assert asked.approval_id is not None
    with pytest.raises(AlreadyAsked):
        await payments.ask_unclaimed(session, stray, "again", give_back=False, by=COLLEAGUE)
    with pytest.raises(access.OwnRequest):
        await _decide(session, asked, approved=True, by=CLERK)
    await _decide(session, asked, approved=True, by=COLLEAGUE)
    assert nothing_yet == {}
    assert asked.state is UnclaimedState.KEPT
    assert await _balances(session) == {Account.PROVIDER: dear, Account.UNCLAIMED: -dear}


async def test_what_was_declined_can_be_asked_for_in_another_way(
    session: AsyncSession, large: tuple[UUID, Money]
) -> None:
    stray, _ = large
    first = await payments.ask_unclaimed(session, stray, "not ours", give_back=False, by=CLERK)

    await _decide(session, first, approved=False, by=COLLEAGUE)

    second = await payments.ask_unclaimed(session, stray, "back", give_back=True, by=CLERK)
    assert (first.state, second.state) == (UnclaimedState.DECLINED, UnclaimedState.ASKED)


async def _decide(session: AsyncSession, asked: Unclaimed, *, approved: bool, by: Actor) -> None:
    assert asked.approval_id is not None
    await payments.decide_unclaimed(
        session, asked.approval_id, approved=approved, note="seen", by=by
    )


async def test_what_was_kept_goes_back_when_its_owner_turns_up_and_again_after_a_refusal(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    stray, _ = await _stray(session, db, provider)
    kept = await payments.ask_unclaimed(session, stray, "whose?", give_back=False, by=CLERK)
    provider.answers = [RefundAnswer.REFUSED]

    await payments.send_unclaimed(session, stray, "she called", by=CLERK)
    await _send(db, provider, kept)
    refused = kept.state
    await payments.send_unclaimed(session, stray, "once more", by=CLERK)
    await _send(db, provider, kept)

    assert refused is UnclaimedState.FAILED
    assert kept.state is UnclaimedState.RETURNED
    with pytest.raises(NotUnclaimed):
        await payments.send_unclaimed(session, stray, "again", by=CLERK)
    assert await _balances(session) == {}
    await books_agree(session)


async def test_sending_back_a_large_sum_that_was_kept_takes_two_again(
    session: AsyncSession, large: tuple[UUID, Money]
) -> None:
    stray, _ = large
    kept = await payments.ask_unclaimed(session, stray, "whose?", give_back=False, by=CLERK)
    await _decide(session, kept, approved=True, by=COLLEAGUE)

    await payments.send_unclaimed(session, stray, "she called", by=CLERK)
    waiting = kept.state
    await _decide(session, kept, approved=True, by=COLLEAGUE)

    assert (waiting, kept.state) == (UnclaimedState.KEPT, UnclaimedState.OWED)


async def test_what_was_settled_meanwhile_is_not_booked_on_top(
    session: AsyncSession, large: tuple[UUID, Money]
) -> None:
    stray, _ = large
    asked = await payments.ask_unclaimed(session, stray, "whose?", give_back=False, by=CLERK)
    await payments.accept_difference(session, stray, "known to the bank", by="林一帆")

    with pytest.raises(AlreadySettled):
        await _decide(session, asked, approved=True, by=COLLEAGUE)

    assert await _balances(session) == {}


async def test_a_payment_of_ours_that_is_not_settled_is_asked_about_and_not_booked(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    unsettled = await _billed(session, db, provider, attempt, intent.amount)

    with pytest.raises(StillOurs):
        await payments.ask_unclaimed(session, unsettled, "whose?", give_back=False, by=CLERK)


async def test_what_the_bill_does_not_name_cannot_be_sent_back(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    nameless = await _billed(session, db, provider, None, yuan("5"))

    with pytest.raises(NoWayBack):
        await payments.ask_unclaimed(session, nameless, "whose?", give_back=True, by=CLERK)

    kept = await payments.ask_unclaimed(session, nameless, "whose?", give_back=False, by=CLERK)
    with pytest.raises(AlreadySettled):
        await payments.ask_unclaimed(session, nameless, "again", give_back=False, by=CLERK)
    assert kept.state is UnclaimedState.KEPT


async def test_only_a_payment_that_we_lack_is_unclaimed(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    await begin(db, provider, intent)
    refund = await _billed(session, db, provider, uuid4(), yuan("5"), BillKind.REFUND)

    with pytest.raises(NotUnclaimed):
        await payments.ask_unclaimed(session, refund, "odd", give_back=False, by=CLERK)


@pytest.mark.parametrize(("current", "target"), list(product(UnclaimedState, repeat=2)))
def test_only_the_listed_moves_are_legal(current: UnclaimedState, target: UnclaimedState) -> None:
    if (current, target) in LEGAL:
        assert move(MOVES, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(MOVES, current, target)
