from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.drift import Drift
from hutong.kernel.money import Money
from hutong.payments.books.models import Account, EntryKind, JournalEntry, Leg

LIST_MAX = 200


@dataclass(frozen=True)
class Standing:
    """What an account holds; below zero what it owes."""

    account: Account
    holder: str
    balance: Money


@dataclass(frozen=True)
class Booking:
    """One side of an entry, with what the entry is."""

    at: datetime
    kind: EntryKind
    account: Account
    holder: str
    amount: Money


async def standings(session: AsyncSession) -> Sequence[Standing]:
    """Every account that is not empty."""
    balance = func.sum(Leg.amount_minor)
    rows = await session.execute(
        select(Leg.account, Leg.holder, Leg.currency, balance)
        .group_by(Leg.account, Leg.holder, Leg.currency)
        .having(balance != 0)
        .order_by(Leg.account, Leg.holder, Leg.currency)
    )
    return [Standing(row[0], row[1], Money(int(row[3]), row[2])) for row in rows]


async def bookings(session: AsyncSession, intent_id: UUID) -> Sequence[Booking]:
    """What was booked for one intent, oldest first."""
    rows = await session.execute(
        select(JournalEntry.at, JournalEntry.kind, Leg)
        .join(Leg, Leg.entry_id == JournalEntry.id)
        .where(JournalEntry.intent_id == intent_id)
        .order_by(JournalEntry.at, JournalEntry.id, Leg.position)
        .limit(LIST_MAX)
    )
    return [Booking(at, kind, leg.account, leg.holder, leg.amount) for at, kind, leg in rows]


DRIFT = text("""
with money as (
    select i.id, i.state, i.amount_minor, i.currency,
           coalesce(sum(l.amount_minor) filter (where l.kind = 'capture'), 0) as captured,
           coalesce(sum(l.amount_minor) filter (where l.kind = 'refund'), 0) as refunded,
           count(*) filter (where l.currency <> i.currency and l.kind in ('capture', 'refund'))
               as foreign_money,
           bool_or(l.provider_event like 'accepted:%') as accepted
    from payments_intent i left join payments_ledger l on l.intent_id = i.id
    group by i.id
)
select 'refunded more than captured' as rule, id, refunded || ' > ' || captured as says
from money where refunded > captured
union all
select 'captured without the money', id, state || ' with ' || captured
from money where state not in ('pending', 'closed') and captured < amount_minor
    and not coalesce(accepted, false)
union all
select 'money without a capture', id, state || ' with ' || captured
from money where state in ('pending', 'closed') and captured > 0
union all
select 'refunded with money left', id, captured || ' - ' || refunded
from money where state = 'refunded' and captured <> refunded
union all
select 'another currency in the ledger', id, currency from money where foreign_money > 0
union all
select 'refund done but not in the ledger', r.id, r.key
from payments_refund r
where r.state = 'done' and not exists (
    select from payments_ledger l
    where l.attempt_id = r.attempt_id and l.kind in ('refund', 'returned')
      and l.provider_event = 'refund:' || r.id and l.amount_minor = r.amount_minor)
union all
select 'attempt captured but not in the ledger', a.id, a.state
from payments_attempt a
where a.state = 'captured' and not exists (
    select from payments_ledger l where l.attempt_id = a.id and l.kind = 'capture')
union all
select 'entry that is not balanced', entry_id, currency || ' ' || sum(amount_minor)
from payments_leg group by entry_id, currency having sum(amount_minor) <> 0
union all
select 'ledger entry that is not booked', l.id, l.kind from payments_ledger l
where not exists (select from payments_journal j where j.id = l.id)
union all
select 'entry without legs', j.id, j.kind from payments_journal j
where not exists (select from payments_leg g where g.entry_id = j.id)
union all
select 'refunds owed in the books are not those that are owed', r.id, r.state
from payments_refund r
where r.state in ('owed', 'sent', 'failed', 'done')
  and not exists (select from payments_journal j where j.id = r.id and j.kind = 'refund_owed')
union all
select 'refunds owed do not add up', '00000000-0000-0000-0000-000000000000'::uuid,
       coalesce(b.currency, o.currency) || ' ' || coalesce(b.minor, 0) || ' <> '
       || coalesce(o.minor, 0)
from (select currency, -sum(amount_minor) as minor from payments_leg
      where account = 'refunds_owed' group by currency) b
full join (select currency, sum(amount_minor) as minor from payments_refund
      where state in ('owed', 'sent', 'failed') group by currency) o using (currency)
where coalesce(b.minor, 0) <> coalesce(o.minor, 0)
""")


async def drift(session: AsyncSession) -> list[Drift]:
    """Every place where states, ledger and books disagree. Empty, always."""
    rows = await session.execute(DRIFT)
    return [Drift(row.rule, row.id, row.says) for row in rows]
