"""Beneath every movement of money stand two sides that cancel each other."""

from collections import Counter
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.payments import Account, EntryKind, Intent
from hutong.payments.books.post import Side, post
from tests.books import books_agree
from tests.payments.conftest import begin
from tests.payments.provider import Provider, signed


async def _standings(session: AsyncSession) -> dict[Account, Money]:
    await session.flush()
    return {each.account: each.balance for each in await payments.standings(session)}


@pytest.fixture
async def paid(db: Database, provider: Provider, intent: Intent) -> UUID:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt)
    await payments.handle_notification(db, provider, *signed(attempt))
    return attempt


async def test_a_payment_stands_with_the_provider_and_is_to_be_earned(
    session: AsyncSession, paid: UUID
) -> None:
    assert await _standings(session) == {
        Account.PROVIDER: yuan("99.00"),
        Account.SALES: -yuan("99.00"),
    }


async def test_a_refund_is_owed_first_and_moved_later(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent, paid: UUID
) -> None:
    await payments.owe_refund(session, intent.reference, yuan("9.00"), "chipped", key="claim")
    owed = await _standings(session)

    await payments.send_refunds(db, {"fake": provider})

    assert owed == {
        Account.PROVIDER: yuan("99.00"),
        Account.SALES: -yuan("90.00"),
        Account.REFUNDS_OWED: -yuan("9.00"),
    }
    assert await _standings(session) == {
        Account.PROVIDER: yuan("90.00"),
        Account.SALES: -yuan("90.00"),
    }
    assert Counter(each.kind for each in await payments.bookings(session, intent.id)) == {
        EntryKind.CAPTURE: 2,
        EntryKind.REFUND_OWED: 2,
        EntryKind.REFUND: 2,
    }


async def test_what_is_held_stands_in_suspense(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt, paid=yuan("98.00"))

    await payments.handle_notification(db, provider, *signed(attempt))

    assert await _standings(session) == {
        Account.PROVIDER: yuan("98.00"),
        Account.SUSPENSE: -yuan("98.00"),
    }


async def test_the_same_booking_twice_is_booked_once(
    session: AsyncSession, time: Simulated
) -> None:
    fee = [
        Side(Account.FEES, "fake", yuan("0.60")),
        Side(Account.BANK, "fake", -yuan("0.60")),
    ]
    entry = uuid4()

    booked = [
        await post(session, entry, EntryKind.FEE, fee, at=clock.now(), note="2026-11-02")
        for _ in range(2)
    ]

    assert booked == [True, False]
    assert (await _standings(session))[Account.FEES] == yuan("0.60")
    await books_agree(session)


@pytest.mark.parametrize(
    "sides",
    [
        [Side(Account.FEES, "fake", yuan("0.60"))],
        [Side(Account.FEES, "fake", yuan("0.60")), Side(Account.PROVIDER, "fake", -yuan("0.61"))],
        [
            Side(Account.FEES, "fake", yuan("0.60")),
            Side(Account.PROVIDER, "fake", Money(-60, "USD")),
        ],
    ],
)
async def test_legs_that_do_not_cancel_each_other_are_refused(
    session: AsyncSession, time: Simulated, sides: list[Side]
) -> None:
    with pytest.raises(DBAPIError, match="do not sum to zero"):
        async with session.begin_nested():
            await post(session, uuid4(), EntryKind.FEE, sides, at=clock.now())


@pytest.mark.parametrize(
    "meddling",
    [
        "update payments_leg set amount_minor = amount_minor * 2",
        "delete from payments_leg",
        "update payments_journal set note = 'never happened'",
        "delete from payments_journal",
    ],
)
async def test_what_is_booked_stays(session: AsyncSession, paid: UUID, meddling: str) -> None:
    with pytest.raises(DBAPIError, match="only ever added"):
        async with session.begin_nested():
            await session.execute(text(meddling))
