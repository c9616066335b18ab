"""Our ledger is held against the provider's bill, and where they differ it is found and mended."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, payments
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.payments import (
    Account,
    AlreadySettled,
    BillKind,
    BillLine,
    Difference,
    DifferenceKind,
    DifferenceState,
    Intent,
    IntentState,
    Mending,
    Reconciliation,
    RunState,
)
from tests.books import books_agree
from tests.payments.conftest import begin, open_intent
from tests.payments.provider import Provider, signed

DAY = date(2026, 11, 2)  # the day of the tests' noon
NEXT = DAY + timedelta(days=1)


def _line(
    reference: UUID | None,
    amount: Money,
    *,
    at: datetime | None = None,
    kind: BillKind = BillKind.CAPTURE,
    number: str = "",
) -> BillLine:
    return BillLine(
        kind=kind,
        reference=reference,
        provider_reference=number or f"p-{reference}",
        amount=amount,
        fee=yuan("0.59") if kind is BillKind.CAPTURE else Money(0, amount.currency),
        at=at or clock.now(),
    )


async def _paid(db: Database, provider: Provider, intent: Intent, *, told: bool = True) -> UUID:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    if told:
        await payments.handle_notification(db, provider, *signed(attempt, event=str(attempt)))
    return attempt


async def _run(
    db: Database, provider: Provider, *lines: BillLine, day: date = DAY
) -> Reconciliation:
    provider.bills[day] = list(lines)
    run = await payments.reconcile(db, {"fake": provider}, provider="fake", day=day.isoformat())
    assert run is not None
    return run


async def _differences(session: AsyncSession) -> list[Difference]:
    await session.flush()
    found = await session.scalars(
        select(Difference)
        .order_by(Difference.found_at, Difference.id)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def _alarms(session: AsyncSession) -> set[str]:
    await session.flush()
    return set(await access.alarms_by_kind(session))


async def test_a_bill_that_says_the_same_leaves_nothing_to_do(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _paid(db, provider, intent)

    run = await _run(db, provider, _line(attempt, intent.amount))

    assert (run.state, run.lines, run.matched) == (RunState.DONE, 1, 1)
    assert await _differences(session) == []
    assert await _alarms(session) == set()


async def test_fees_are_booked_once_however_often_a_day_is_looked_at(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _paid(db, provider, intent)

    for _ in range(3):
        await _run(db, provider, _line(attempt, intent.amount))

    held = {each.account: each.balance for each in await payments.standings(session)}
    assert held[Account.FEES] == yuan("0.59")
    assert held[Account.PROVIDER] == intent.amount - yuan("0.59")
    await books_agree(session)


async def test_what_a_provider_pays_out_stands_in_the_bank_once(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _paid(db, provider, intent)
    bill = _line(attempt, intent.amount), _line(None, yuan("98.41"), kind=BillKind.PAYOUT)

    runs = [await _run(db, provider, *bill) for _ in range(2)]

    held = {each.account: each.balance for each in await payments.standings(session)}
    assert held == {
        Account.BANK: yuan("98.41"),
        Account.FEES: yuan("0.59"),
        Account.SALES: -intent.amount,
    }
    assert [(run.lines, run.paid_out, run.differences) for run in runs] == [
        (1, yuan("98.41"), 0),
        (1, yuan("98.41"), 0),
    ]
    await books_agree(session)


async def test_a_payout_that_the_bill_corrects_is_booked_by_the_difference(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _paid(db, provider, intent)
    await _run(db, provider, _line(attempt, intent.amount))

    for paid_out in ("90", "80"):
        line = _line(None, yuan(paid_out), kind=BillKind.PAYOUT)
        await _run(db, provider, _line(attempt, intent.amount), line)

    held = {each.account: each.balance for each in await payments.standings(session)}
    assert held[Account.BANK] == yuan("80")
    assert held[Account.PROVIDER] == intent.amount - yuan("0.59") - yuan("80")
    await books_agree(session)


async def test_a_callback_that_never_came_is_mended_by_asking(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _paid(db, provider, intent, told=False)

    run = await _run(db, provider, _line(attempt, intent.amount))

    (difference,) = await _differences(session)
    assert intent.state is IntentState.CAPTURED
    assert (difference.kind, difference.state) == (DifferenceKind.LONG, DifferenceState.MENDED)
    assert difference.how is Mending.ASKED
    assert (run.matched, run.differences, run.mended) == (1, 0, 1)
    assert await _alarms(session) == set()


async def test_a_refund_whose_answer_was_lost_is_mended_by_asking(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt = await _paid(db, provider, intent)
    refund = await payments.owe_refund(session, intent.reference, yuan("9"), "chipped", key="k")
    provider.away = 1
    await payments.send_refunds(db, {"fake": provider})

    await _run(
        db,
        provider,
        _line(attempt, intent.amount),
        _line(refund.id, yuan("9"), kind=BillKind.REFUND),
    )

    (difference,) = await _differences(session)
    assert refund.state is payments.RefundState.DONE
    assert difference.state is DifferenceState.MENDED


async def test_money_that_is_not_ours_waits_for_a_person(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _paid(db, provider, intent)

    run = await _run(
        db, provider, _line(attempt, intent.amount), _line(None, yuan("5"), number="counter-7")
    )

    (difference,) = await _differences(session)
    assert (difference.kind, difference.theirs_minor) == (DifferenceKind.LONG, 500)
    assert run.differences == 1
    assert await _alarms(session) == {"payments.differences"}
    await payments.accept_difference(session, difference.id, "paid at the fair", by="林小满")
    assert (difference.state, difference.settled_by) == (DifferenceState.ACCEPTED, "林小满")
    assert await _alarms(session) == set()
    with pytest.raises(AlreadySettled):
        await payments.accept_difference(session, difference.id, "again", by="林小满")


async def test_a_charge_made_twice_under_one_reference_is_seen(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _paid(db, provider, intent)

    await _run(
        db,
        provider,
        _line(attempt, intent.amount, number="first"),
        _line(attempt, intent.amount, number="second", at=clock.now() + timedelta(minutes=1)),
    )

    (difference,) = await _differences(session)
    assert (difference.kind, difference.state) == (DifferenceKind.LONG, DifferenceState.OPEN)


async def test_another_amount_is_a_difference(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await _paid(db, provider, intent)

    await _run(db, provider, _line(attempt, intent.amount - yuan("1")))

    (difference,) = await _differences(session)
    assert difference.kind is DifferenceKind.AMOUNT
    assert (difference.theirs_minor, difference.ours_minor) == (9800, 9900)


async def test_money_that_was_held_agrees_with_the_bill(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt, paid=yuan("98"))
    await payments.handle_notification(db, provider, *signed(attempt))
    await payments.accept_held(session, attempt, "fine")

    run = await _run(db, provider, _line(attempt, yuan("98")))

    assert run.matched == 1
    assert await _differences(session) == []


async def test_what_they_lack_is_short_until_the_next_bill_has_it(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt = await _paid(db, provider, intent)
    first = await _run(db, provider)
    (difference,) = await _differences(session)
    short = (difference.kind, difference.state)
    time.advance(timedelta(days=1))

    await _run(db, provider, _line(attempt, intent.amount), day=NEXT)

    (difference,) = await _differences(session)
    assert first.differences == 1
    assert short == (DifferenceKind.SHORT, DifferenceState.OPEN)
    assert (difference.state, difference.how) == (DifferenceState.MENDED, Mending.NEIGHBOUR)


async def test_a_payment_at_midnight_is_matched_with_the_day_beside(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    midnight = clock.day_start(NEXT)
    time.move_to(midnight - timedelta(seconds=5))
    late = await open_intent(session)
    attempt = await begin(db, provider, late)
    provider.pay(attempt)
    paid_at = clock.now()
    time.advance(timedelta(seconds=10))
    await payments.handle_notification(db, provider, *signed(attempt))

    today = await _run(db, provider, _line(attempt, late.amount, at=paid_at))
    tomorrow = await _run(db, provider, day=NEXT)

    assert (today.matched, today.neighbours) == (1, 1)
    assert (tomorrow.lines, tomorrow.differences) == (0, 0)
    assert await _differences(session) == []


async def test_a_bill_that_is_not_ready_is_asked_for_again_and_then_missed(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt = await _paid(db, provider, intent)
    time.advance(timedelta(days=1))
    assert await payments.reconcile_due(db, {"fake": provider}) == 0
    early = await _alarms(session)

    time.advance(timedelta(hours=13))
    await payments.reconcile_due(db, {"fake": provider})
    missed = await _alarms(session)
    provider.bills[DAY] = [_line(attempt, intent.amount)]
    done = await payments.reconcile_due(db, {"fake": provider})

    assert (early, missed, done) == (set(), {"payments.bill_missing"}, 1)
    assert await _alarms(session) == set()


async def test_nobody_is_asked_for_the_bill_of_a_provider_that_is_gone(db: Database) -> None:
    gone = await payments.reconcile(db, {}, provider="gone", day="2026-11-02")

    assert gone is None


async def test_a_person_has_the_provider_asked_once_more(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt = await _paid(db, provider, intent, told=False)
    provider.bills[DAY] = [_line(attempt, intent.amount)]
    spent = Provider(bills=provider.bills)
    await payments.reconcile(db, {"fake": spent}, provider="fake", day=DAY.isoformat())
    (difference,) = await _differences(session)
    before = difference.state

    await payments.ask_about(db, {"fake": provider}, difference_id=str(difference.id))

    (difference,) = await _differences(session)
    assert (before, difference.state) == (DifferenceState.OPEN, DifferenceState.MENDED)


async def test_an_unknown_reference_is_no_trouble(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    await _run(
        db,
        provider,
        _line(uuid4(), yuan("5")),
        _line(uuid4(), yuan("5"), kind=BillKind.REFUND),
    )

    assert [each.state for each in await _differences(session)] == [DifferenceState.OPEN] * 2
