from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.clock import day_start
from hutong.kernel.errors import NotFound
from hutong.payments.models import LedgerEntry
from hutong.payments.reconciling.models import (
    Difference,
    DifferenceKind,
    DifferenceState,
    Reconciliation,
    RunState,
)

LONG_MAX = 500
LATE = timedelta(minutes=10)  # what comes in the last minutes may stand in the next day's bill


@dataclass(eq=False)
class NoSuchDifference(NotFound):
    message = "There is no such difference."
    difference_id: UUID


@dataclass(frozen=True, kw_only=True)
class Sums:
    lines: int
    matched: int
    neighbours: int
    captured: int
    refunded: int


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a day's bill says that the provider keeps and pays out, and what was booked of it."""

    fee: int
    paid_out: int
    fee_booked: int
    paid_out_booked: int


KEPT = text("""
    select coalesce(sum(fee_minor), 0)::bigint as fee,
           coalesce(sum(amount_minor) filter (where kind = 'payout'), 0)::bigint as paid_out,
           (select coalesce(sum(fee_booked_minor), 0)::bigint from payments_reconciliation r
            where r.provider = :provider and r.day = :day) as fee_booked,
           (select coalesce(sum(paid_out_booked_minor), 0)::bigint from payments_reconciliation r
            where r.provider = :provider and r.day = :day) as paid_out_booked
    from payments_bill_line where provider = :provider and day = :day
""")

# A charge is known by our attempt, or where the bill does not name it by the provider's number; a
# second charge under one attempt matches nothing. A refund is known by our key, be it of a payment
# or of unclaimed money.
MATCHED = """
    line as (
        select b.*, row_number() over (
            partition by b.kind, coalesce(b.reference::text, b.provider_reference)
            order by b.at, b.id) as nth
        from payments_bill_line b
        where b.provider = :provider and b.day = :day and b.kind <> 'payout'
    ),
    matched as (
        select line.*, l.id as ledger_id, l.amount_minor as ours_minor, l.currency as our_currency,
               l.at as our_at
        from line left join lateral (
            select id, amount_minor, currency, at from payments_ledger l
            where line.kind = 'capture' and l.provider = line.provider
              and l.attempt_id = line.reference and l.provider_event like 'charge:%'
            union all
            select id, amount_minor, currency, at from payments_ledger l
            where line.kind = 'capture' and line.reference is null
              and l.provider = line.provider
              and l.provider_event = 'charge:' || line.provider_reference
            union all
            select id, amount_minor, currency, at from payments_ledger l
            where line.kind = 'refund' and l.provider = line.provider
              and l.provider_event = 'refund:' || line.reference
            union all  -- unclaimed money that went back
            select id, amount_minor, currency, done_at from payments_unclaimed u
            where line.kind = 'refund' and u.provider = line.provider
              and u.id = line.reference and u.state = 'returned'
            limit 1
        ) l on line.nth = 1
    )
"""
SUMS = text(f"""
    with {MATCHED}
    select count(*) as lines,
           count(*) filter (where ledger_id is not null and ours_minor = amount_minor
               and our_currency = currency) as matched,
           count(*) filter (where our_at < :begins or our_at >= :ends) as neighbours,
           coalesce(sum(amount_minor) filter (where kind = 'capture'), 0)::bigint as captured,
           coalesce(sum(amount_minor) filter (where kind = 'refund'), 0)::bigint as refunded
    from matched
""")  # noqa: S608 - no word of it comes from outside
FIND = text(f"""
    with {MATCHED},
    short as (
        select l.* from payments_ledger l
        where l.provider = :provider and l.at >= :from and l.at < :until
          and (l.provider_event like 'charge:%' or l.provider_event like 'refund:%')
          and not exists (
              select from payments_bill_line b
              where b.provider = l.provider and case
                  when l.provider_event like 'refund:%' then
                      b.kind = 'refund' and 'refund:' || b.reference = l.provider_event
                  else b.kind = 'capture' and (b.reference = l.attempt_id
                      or (b.reference is null
                          and 'charge:' || b.provider_reference = l.provider_event)) end)
    )
    insert into payments_difference
        (id, provider, day, kind, move, state, line_id, ledger_id, reference, found_at, settled_by,
         note, currency, theirs_minor, ours_minor)
    select gen_random_uuid(), provider, day, case when ledger_id is null then 'long' else 'amount'
           end, kind, 'open', id, null, reference, cast(:at as timestamptz), '', '', currency,
           amount_minor, ours_minor
    from matched
    where ledger_id is null or ours_minor <> amount_minor or our_currency <> currency
    union all
    select gen_random_uuid(), provider, cast(:day as date), 'short',
           case when kind in ('capture', 'held') then 'capture' else 'refund' end, 'open', null, id,
           case when provider_event like 'refund:%' then substr(provider_event, 8)::uuid
                else attempt_id end,
           cast(:at as timestamptz), '', '', currency, null, amount_minor
    from short
    on conflict do nothing
""")  # noqa: S608
MEND = text("""
    with mended as (
        select d.id, case when d.kind = 'short' then 'neighbour' else 'asked' end as how
        from payments_difference d
        where d.provider = :provider and d.state = 'open' and case d.kind
            when 'long' then exists (
                select from payments_ledger l
                where l.provider = d.provider and l.amount_minor = d.theirs_minor
                  and l.currency = d.currency
                  and case d.move
                      when 'capture' then l.attempt_id = d.reference
                          and l.provider_event like 'charge:%'
                          and not exists (
                              select from payments_bill_line b
                              where b.reference = d.reference and b.kind = 'capture'
                                and b.id <> d.line_id)
                      else l.provider_event = 'refund:' || d.reference end)
            when 'short' then exists (
                select from payments_bill_line b
                where b.provider = d.provider and b.kind = d.move and b.reference = d.reference
                  and b.amount_minor = d.ours_minor and b.currency = d.currency)
            else false end
        for update
    )
    update payments_difference d
    set state = 'mended', how = mended.how, settled_at = cast(:at as timestamptz)
    from mended where d.id = mended.id
    returning d.day
""")


def span(day: date) -> dict[str, datetime]:
    begins, ends = day_start(day), day_start(day + timedelta(days=1))
    return {"begins": begins, "ends": ends}


async def sums(session: AsyncSession, provider: str, day: date) -> Sums:
    asked = {"provider": provider, "day": day, **span(day)}
    return Sums(**(await session.execute(SUMS, asked)).mappings().one())


async def unmended(session: AsyncSession, provider: str, day: date) -> Sequence[Difference]:
    """What they have and we lack, as far as they say whose it is."""
    found = await session.scalars(
        select(Difference)
        .where(
            Difference.provider == provider,
            Difference.day == day,
            Difference.state == DifferenceState.OPEN,
            Difference.kind == DifferenceKind.LONG,
            Difference.reference.is_not(None),
        )
        .order_by(Difference.id)
        .limit(LONG_MAX)
    )
    return found.all()


async def locked_difference(session: AsyncSession, difference_id: UUID) -> Difference:
    found = await session.get(
        Difference, difference_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise NoSuchDifference(difference_id)
    return found


async def find_difference(session: AsyncSession, difference_id: UUID) -> Difference:
    found = await session.get(Difference, difference_id)
    if found is None:
        raise NoSuchDifference(difference_id)
    return found


async def open_differences(session: AsyncSession) -> Sequence[UUID]:
    """The oldest first, up to a limit."""
    found = await session.scalars(
        select(Difference.id)
        .where(Difference.state == DifferenceState.OPEN)
        .order_by(Difference.day, Difference.id)
        .limit(LONG_MAX)
    )
    return found.all()


async def differences_of(session: AsyncSession, provider: str, day: date) -> tuple[int, int]:
    """How many are open, and how many mended."""
    count = func.count()
    row = (
        await session.execute(
            select(
                count.filter(Difference.state == DifferenceState.OPEN),
                count.filter(Difference.state == DifferenceState.MENDED),
            ).where(Difference.provider == provider, Difference.day == day)
        )
    ).one()
    return row[0], row[1]


async def open_by_provider(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(
        select(Difference.provider, func.count())
        .where(Difference.state == DifferenceState.OPEN)
        .group_by(Difference.provider)
    )
    return {row[0]: row[1] for row in rows}


async def kept(session: AsyncSession, provider: str, day: date) -> Kept:
    rows = await session.execute(KEPT, {"provider": provider, "day": day})
    return Kept(**rows.mappings().one())


async def days_done(session: AsyncSession, provider: str, since: date) -> set[date]:
    found = await session.scalars(
        select(Reconciliation.day).where(
            Reconciliation.provider == provider,
            Reconciliation.day >= since,
            Reconciliation.state == RunState.DONE,
        )
    )
    return set(found)


async def first_move(session: AsyncSession, provider: str) -> datetime | None:
    return await session.scalar(
        select(LedgerEntry.at)
        .where(LedgerEntry.provider == provider)
        .order_by(LedgerEntry.at)
        .limit(1)
    )
