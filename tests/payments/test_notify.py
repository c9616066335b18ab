import itertools
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.events import Happened
from hutong.kernel.money import Money, yuan
from hutong.payments import AttemptState, Intent, IntentState, LedgerKind, Outcome
from hutong.payments.service import notify
from tests.books import books_agree
from tests.payments.conftest import begin, open_intent
from tests.payments.provider import Provider, signed


async def _told(session: AsyncSession) -> list[str]:
    found = await session.scalars(select(Happened.name).order_by(Happened.position))
    return list(found)


async def test_a_signed_message_captures_the_money_once(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)

    outcome = await payments.handle_notification(db, provider, *signed(attempt))

    assert outcome is Outcome.APPLIED
    assert intent.state is IntentState.CAPTURED
    assert (await payments.balance(session, intent)).held == intent.amount
    assert await _told(session) == ["payments.captured"]


async def test_the_same_event_again_is_a_duplicate(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)

    outcomes = [
        await payments.handle_notification(db, provider, *signed(attempt)) for _ in range(10)
    ]

    assert outcomes == [Outcome.APPLIED, *[Outcome.DUPLICATE] * 9]
    assert len(await payments.ledger(session, intent.id)) == 1
    assert len(await payments.notifications(session)) == 10


@pytest.mark.parametrize("order", list(itertools.permutations(["failed", "closed", "paid"])))
async def test_news_in_any_order_ends_in_the_same_books(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    intent: Intent,
    order: tuple[str, ...],
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)

    for state in [*order, *reversed(order)]:
        await payments.handle_notification(
            db, provider, *signed(attempt, event=str(uuid4()), state=state)
        )

    assert intent.state is IntentState.CAPTURED
    assert len(await payments.ledger(session, intent.id)) == 1
    await books_agree(session)


async def test_a_forged_message_is_kept_and_does_nothing(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    _, body = signed(attempt)

    outcome = await payments.handle_notification(db, provider, {"signature": "bad"}, body)

    (kept,) = await payments.notifications(session)
    assert outcome is kept.outcome is Outcome.FORGED
    assert (kept.body, kept.signature_ok, kept.event_id) == (body, False, None)
    assert intent.state is IntentState.PENDING
    assert await _told(session) == []


async def test_an_old_message_sent_again_does_nothing(
    db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    _, body = signed(attempt)

    outcome = await payments.handle_notification(db, provider, {"signature": "old"}, body)

    assert outcome is Outcome.STALE
    assert intent.state is IntentState.PENDING


@pytest.mark.parametrize("body", [b"", b"null", b"{", b'{"reference": 1}', b"\xff" * 40_000])
async def test_a_message_that_makes_no_sense_is_kept_cut_to_size(
    session: AsyncSession, db: Database, provider: Provider, body: bytes
) -> None:
    outcome = await payments.handle_notification(db, provider, {"signature": "good"}, body)

    (kept,) = await payments.notifications(session)
    assert outcome is Outcome.UNREADABLE
    assert kept.body == body[: notify.KEPT_BYTES_MAX]


async def test_a_flood_of_forgeries_does_not_fill_the_disk(
    session: AsyncSession, db: Database, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "NOISE_MAX", 5)

    for _ in range(8):
        await payments.handle_notification(db, provider, {}, b"x")

    assert len(await payments.notifications(session)) == 5


async def test_forgeries_are_forgotten_after_a_season_and_signed_messages_never(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, time: Simulated
) -> None:
    attempt = await begin(db, provider, intent)
    await payments.handle_notification(db, provider, *signed(attempt))
    await payments.handle_notification(db, provider, {}, b"x")

    time.advance(timedelta(days=89))
    assert await notify.forget_noise(db) == 0
    time.advance(timedelta(days=2))
    assert await notify.forget_noise(db) == 1

    (kept,) = await payments.notifications(session)
    assert kept.signature_ok


async def test_a_payment_that_is_not_ours_changes_nothing(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    outcome = await payments.handle_notification(db, provider, *signed(uuid4()))

    assert outcome is Outcome.UNKNOWN
    assert intent.state is IntentState.PENDING
    assert await _told(session) == []


@pytest.mark.parametrize("paid", [yuan("0.01"), yuan("100.00"), Money(9900, "USD")])
async def test_a_wrong_amount_is_held_for_a_person_and_never_captured(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, paid: Money
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt, paid=paid)

    outcome = await payments.handle_notification(db, provider, *signed(attempt))
    await payments.query_pending(db, {"fake": provider})

    (held,) = await payments.held_attempts(session)
    assert outcome is Outcome.HELD
    assert (held.id, held.state) == (attempt, AttemptState.HELD)
    assert held.note
    assert intent.state is IntentState.PENDING
    assert [each.kind for each in await payments.ledger(session, intent.id)] == [LedgerKind.HELD]
    assert await _told(session) == ["payments.held"]


async def test_money_for_another_merchant_is_held(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    provider.charges[attempt].merchant_ok = False

    assert await payments.handle_notification(db, provider, *signed(attempt)) is Outcome.HELD
    assert await payments.ledger(session, intent.id) == []


async def test_another_charge_under_our_reference_is_held(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)

    outcome = await payments.handle_notification(db, provider, *signed(attempt, charge="c-another"))

    assert outcome is Outcome.HELD
    assert [each.kind for each in await payments.ledger(session, intent.id)] == [LedgerKind.HELD]


async def test_a_message_that_comes_before_the_answer_is_believed(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    provider.away = 1
    with pytest.raises(payments.ProviderUnreachable):
        await payments.start(db, {"fake": provider}, intent.id, return_url="https://shop.test")
    (attempt,) = await payments.attempts(session, intent.id)
    provider.pay(attempt.id)

    await payments.handle_notification(db, provider, *signed(attempt.id))

    assert intent.state is IntentState.CAPTURED
    assert attempt.provider_reference == provider.charges[attempt.id].id


async def test_money_that_comes_after_closing_is_still_money(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    await payments.close_intent(session, intent.reference)
    provider.pay(attempt)

    await payments.handle_notification(db, provider, *signed(attempt))

    assert intent.state is IntentState.CAPTURED
    assert await _told(session) == ["payments.captured"]


async def test_a_second_payment_of_the_same_thing_goes_back_by_itself(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    first = await begin(db, provider, intent)
    await payments.handle_notification(db, provider, *signed(first, state="failed"))
    second = await begin(db, provider, intent)
    for number, attempt in enumerate([first, second]):
        provider.pay(attempt)
        await payments.handle_notification(
            db, provider, *signed(attempt, event=f"p{number}", state="paid")
        )

    await payments.send_refunds(db, {"fake": provider})

    money = await payments.balance(session, intent)
    (refund,) = await payments.refunds(session, intent.id)
    assert money.held == intent.amount
    assert refund.attempt_id == second
    assert provider.moved == intent.amount.minor
    await books_agree(session)


@pytest.mark.parametrize(
    "statement",
    [
        "update payments_ledger set amount_minor = 1",
        "delete from payments_ledger",
        "truncate payments_ledger cascade",
    ],
)
async def test_nobody_rewrites_the_ledger(
    session: AsyncSession, db: Database, provider: Provider, statement: str
) -> None:
    intent = await open_intent(session)
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    await payments.handle_notification(db, provider, *signed(attempt))

    with pytest.raises(DBAPIError, match="only ever added to"):
        async with session.begin_nested():
            await session.execute(text(statement))
    assert await session.scalar(select(func.count()).select_from(payments.LedgerEntry)) == 1
