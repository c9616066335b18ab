"""Where the money stands: with each provider by our books and its bills, and in every account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.money import Money
from hutong.payments import Standing, standings

PAYOUTS_MAX = 15

# What a bill knows and the books do not, or the other way round, is what is not in a bill yet and
# what differs; so their difference needs no second look at every movement. Neither books nor bills
# are added up here: `payments_balance` holds their running sums, and the changes of this minute.
CLEARING = text("""
    with sums as (
        select account, holder, currency, kind, minor from payments_balance
        where account in ('provider', 'bill')
        union all
        select account, holder, currency, kind, minor from payments_balance_change
        where account in ('provider', 'bill')
    ),
    moved as (
        select holder as provider, currency,
               sum(minor) filter (
                   where account = 'provider' and kind in ('capture', 'held', 'unclaimed')
               ) as came,
               -sum(minor) filter (
                   where account = 'provider'
                     and kind in ('refund', 'returned', 'unclaimed_returned')
               ) as went,
               -sum(minor) filter (where account = 'provider' and kind = 'fee') as fees,
               -sum(minor) filter (where account = 'provider' and kind = 'payout') as paid_out,
               sum(minor) filter (where account = 'provider') as balance,
               sum(case kind when 'capture' then minor else -minor end)
                   filter (where account = 'bill') as unpaid
        from sums group by holder, currency
    ),
    differing as (
        select provider, currency, count(*) as differences from payments_difference
        where state = 'open' group by provider, currency
    )
    select provider, currency, coalesce(came, 0)::bigint as came, coalesce(went, 0)::bigint as went,
           coalesce(fees, 0)::bigint as fees, coalesce(paid_out, 0)::bigint as paid_out,
           coalesce(balance, 0)::bigint as balance, coalesce(unpaid, 0)::bigint as unpaid,
           (select line.day from payments_bill_line line
            where line.provider = moved.provider and line.currency = moved.currency
            order by line.day desc limit 1) as last_day,
           coalesce(differences, 0) as differences
    from moved left join differing using (provider, currency)
    order by balance desc nulls last, provider
""")
PAYOUTS = text("""
    select provider, day, at, provider_reference, amount_minor, currency from payments_bill_line
    where kind = 'payout' order by at desc, provider limit :most
""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Clearing:
    """One provider's account: all that came and went, and what its bills say is to be paid out."""

    provider: str
    came: Money
    went: Money
    fees: Money
    paid_out: Money
    balance: Money
    unpaid: Money
    last_day: date | None
    differences: int

    @property
    def unbilled(self) -> Money:
        """Not in a bill yet, or not said alike by bill and books."""
        return self.balance - self.unpaid


@dataclass(frozen=True, kw_only=True, slots=True)
class Payout:
    provider: str
    day: date
    number: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class ClearingPage:
    providers: Sequence[Clearing]
    payouts: Sequence[Payout]
    standings: Sequence[Standing]


async def clearing_page(session: AsyncSession) -> ClearingPage:
    """Three statements."""
    rows = await session.execute(CLEARING)
    paid = await session.execute(PAYOUTS, {"most": PAYOUTS_MAX})
    return ClearingPage(
        providers=[
            Clearing(
                provider=row.provider,
                last_day=row.last_day,
                differences=row.differences,
                **{
                    name: Money(getattr(row, name), row.currency)
                    for name in ("came", "went", "fees", "paid_out", "balance", "unpaid")
                },
            )
            for row in rows
        ],
        payouts=[
            Payout(
                provider=row.provider,
                day=row.day,
                number=row.provider_reference,
                amount=Money(row.amount_minor, row.currency),
            )
            for row in paid
        ],
        standings=await standings(session),
    )
