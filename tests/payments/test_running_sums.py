"""What the page of money with the providers shows need not be added up, and is true to the fen."""

import asyncio
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.money import Money
from hutong.payments import Account, EntryKind
from hutong.payments.books.fold import fold_balances
from hutong.payments.books.post import Side, post
from hutong.views.clearing import CLEARING, clearing_page
from tests.books import broken
from tests.counting import statements
from tests.postgres import fresh_database

PROVIDERS = ("alipay", "wechat")
DAY = date(2026, 11, 1)
BOOKED = (  # by kind: the account on the other side, and the sign with the provider
    (EntryKind.CAPTURE, Account.SALES, 1),
    (EntryKind.HELD, Account.SUSPENSE, 1),
    (EntryKind.REFUND, Account.REFUNDS_OWED, -1),
    (EntryKind.RETURNED, Account.REFUNDS_OWED, -1),
    (EntryKind.FEE, Account.FEES, -1),
    (EntryKind.PAYOUT, Account.BANK, -1),
)
BILLED = text("""
    insert into payments_bill_line (id, provider, day, kind, provider_reference, at, currency,
                                    amount_minor, fee_minor)
    values (gen_random_uuid(), :provider, :day, :kind, :number, now(), :currency, :minor, :fee)
    on conflict (provider, kind, provider_reference) do update
    set amount_minor = excluded.amount_minor, fee_minor = excluded.fee_minor, day = excluded.day
""")
PLAIN_STANDINGS = text("""
    select account, holder, currency, sum(amount_minor)::bigint as minor from payments_leg
    group by account, holder, currency having sum(amount_minor) <> 0
""")
PLAIN_CLEARING = text("""
    with books as (
        select leg.holder as provider, leg.currency,
               sum(leg.amount_minor) filter (where entry.kind in ('capture', 'held', 'unclaimed'))
                   as came,
               -sum(leg.amount_minor) filter (
                   where entry.kind in ('refund', 'returned', 'unclaimed_returned')
               ) as went,
               -sum(leg.amount_minor) filter (where entry.kind = 'fee') as fees,
               -sum(leg.amount_minor) filter (where entry.kind = 'payout') as paid_out,
               sum(leg.amount_minor) as balance
        from payments_leg leg join payments_journal entry on entry.id = leg.entry_id
        where leg.account = 'provider' group by leg.holder, leg.currency
    ),
    bills as (
        select provider, currency, max(day) as last_day,
               sum(case kind when 'capture' then amount_minor else -amount_minor end
                   - fee_minor) as unpaid
        from payments_bill_line group by provider, currency
    )
    select provider, currency, coalesce(came, 0) as came, coalesce(went, 0) as went,
           coalesce(fees, 0) as fees, coalesce(paid_out, 0) as paid_out,
           coalesce(balance, 0) as balance, coalesce(unpaid, 0) as unpaid, last_day
    from books full join bills using (provider, currency)
""")
NUMBERS = ("came", "went", "fees", "paid_out", "balance", "unpaid")


async def something_happens(session: AsyncSession, chance: Random) -> None:
    """A booking, or a line of a bill, now and then one that was read before."""
    provider, minor = chance.choice(PROVIDERS), chance.randrange(1, 100_000)
    currency = chance.choice(("CNY", "CNY", "HKD"))
    if chance.random() < 0.6:
        kind, other, sign = chance.choice(BOOKED)
        amount = Money(sign * minor, currency)
        sides = [Side(Account.PROVIDER, provider, amount), Side(other, "", -amount)]
        await post(session, uuid4(), kind, sides, at=clock.now())
        return
    line = {
        "provider": provider,
        "kind": chance.choice(("capture", "refund", "payout")),
        "number": str(chance.randrange(8)),
        "day": DAY + timedelta(days=chance.randrange(20)),
        "currency": "CNY",
        "minor": minor,
        "fee": chance.choice((0, 0, 37)),
    }
    await session.execute(BILLED, line)


@pytest.mark.breaks_books  # bookings of nothing
@pytest.mark.parametrize("seed", range(4))
async def test_running_sums_are_the_plain_sums_whenever_they_are_folded(
    session: AsyncSession, db: Database, seed: int
) -> None:
    chance = Random(seed)

    for _ in range(60):
        await something_happens(session, chance)
        if chance.random() < 0.2:
            await fold_balances(db)
        if chance.random() < 0.2:
            page = await clearing_page(session)
            shown = {
                (each.provider, each.came.currency): (
                    *(getattr(each, name).minor for name in NUMBERS),
                    each.last_day,
                )
                for each in page.providers
            }
            plain = {
                (row.provider, row.currency): (
                    *(int(getattr(row, name)) for name in NUMBERS),
                    row.last_day,
                )
                for row in await session.execute(PLAIN_CLEARING)
            }
            stand = {
                (each.account.value, each.holder, each.balance.currency): each.balance.minor
                for each in page.standings
            }
            assert shown == plain
            assert stand == {
                (row.account, row.holder, row.currency): row.minor
                for row in await session.execute(PLAIN_STANDINGS)
            }
    assert "payments.summed" not in await broken(session)


async def test_the_page_looks_at_no_movement_one_by_one(session: AsyncSession) -> None:
    plan = "\n".join(await session.scalars(text(f"explain {CLEARING}")))
    with statements() as sent:
        await clearing_page(session)

    assert "payments_leg" not in plan
    assert "payments_journal" not in plan
    assert "payments_bill_line_day_idx" in plan
    assert not [each for each in sent if "payments_leg" in each]


async def test_two_who_fold_at_once_count_nothing_twice() -> None:
    with fresh_database() as url:
        db = Database(url)
        async with db.transaction() as session:
            chance = Random(7)
            for _ in range(40):
                await something_happens(session, chance)
            before = await payments.standings(session)

        await asyncio.gather(*(fold_balances(db) for _ in range(4)))

        async with db.reading() as session:
            assert await payments.standings(session) == before
            left = await session.scalar(text("select count(*) from payments_balance_change"))
            assert left == 0
        await db.close()
