from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.clock import SHOP_ZONE

TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class Health:
    """How paying went in a stretch of time: of one provider, or of all of them.

    A payment counts as tried once its fate is known; one that a shopper tries three times at one
    provider and pays at last is one that was paid.
    """

    provider: str
    tried: int
    paid: int
    attempts: int
    failed: int
    captured: int
    silent: int

    @property
    def conversion(self) -> Decimal | None:
        """Per cent of the payments that were tried and are paid."""
        return _per_cent(self.paid, self.tried)

    @property
    def failure(self) -> Decimal | None:
        """Per cent of the attempts that the provider or the bank refused."""
        return _per_cent(self.failed, self.attempts)

    @property
    def silence(self) -> Decimal | None:
        """Per cent of the money that came without the provider's message: it had to be asked."""
        return _per_cent(self.silent, self.captured)


@dataclass(frozen=True, kw_only=True)
class Day:
    day: date
    tried: int
    paid: int
    failed: int
    conversion: int


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """Of one provider: payments that nobody knows the fate of, and starts without an answer."""

    provider: str
    unclear: int
    unanswered: int
    answered: int


@dataclass(frozen=True, kw_only=True)
class Delay:
    """Seconds from the provider's own time of a payment to our ledger's, by its bills."""

    provider: str
    usual: int
    slow: int


HEALTH = text("""
    select a.provider,
           count(distinct a.intent_id) as tried,
           count(distinct a.intent_id) filter (where a.state = 'captured') as paid,
           count(*) as attempts,
           count(*) filter (where a.state = 'failed') as failed,
           count(*) filter (where a.state = 'captured') as captured,
           count(*) filter (where a.state = 'captured' and not exists (
               select from payments_notification n
               where n.attempt_id = a.id and n.outcome = 'applied')) as silent
    from payments_attempt a
    where a.started_at >= :since and a.started_at < :until and a.state not in ('starting', 'open')
    group by a.provider order by a.provider
""")
DAYS = text("""
    select (a.started_at at time zone :zone)::date as day,
           count(distinct a.intent_id) as tried,
           count(distinct a.intent_id) filter (where a.state = 'captured') as paid,
           count(*) filter (where a.state = 'failed') as failed
    from payments_attempt a
    where a.started_at >= :since and a.started_at < :until and a.state not in ('starting', 'open')
    group by 1 order by 1
""")
STUCK = text("""
    select provider,
           count(*) filter (where state in ('starting', 'open') and expires_at < :overdue)
               as unclear,
           count(*) filter (where state = 'starting' and started_at >= :recent
               and started_at < :waited) as unanswered,
           count(*) filter (where state <> 'starting' and started_at >= :recent) as answered
    from payments_attempt
    where started_at >= :recent
       or (query_at is not null and expires_at < :overdue)
    group by provider order by provider
""")
DELAYS = text("""
    select b.provider,
           extract(epoch from percentile_disc(0.5) within group (order by l.at - b.at))::bigint
               as usual,
           extract(epoch from percentile_disc(0.95) within group (order by l.at - b.at))::bigint
               as slow
    from payments_bill_line b
    join payments_ledger l on l.attempt_id = b.reference and l.provider_event like 'charge:%'
    where b.kind = 'capture' and b.day >= :since
    group by b.provider order by b.provider
""")


async def health(session: AsyncSession, since: datetime, until: datetime) -> Sequence[Health]:
    rows = await session.execute(HEALTH, {"since": since, "until": until})
    return [Health(**row) for row in rows.mappings()]


async def days(session: AsyncSession, since: datetime, until: datetime) -> Sequence[Day]:
    asked = {"since": since, "until": until, "zone": str(SHOP_ZONE)}
    rows = await session.execute(DAYS, asked)
    return [
        Day(conversion=int(_per_cent(row["paid"], row["tried"]) or 0), **row)
        for row in rows.mappings()
    ]


async def stuck(
    session: AsyncSession, *, overdue: datetime, recent: datetime, waited: datetime
) -> Sequence[Stuck]:
    asked = {"overdue": overdue, "recent": recent, "waited": waited}
    rows = await session.execute(STUCK, asked)
    return [Stuck(**row) for row in rows.mappings()]


async def delays(session: AsyncSession, since: date) -> Sequence[Delay]:
    rows = await session.execute(DELAYS, {"since": since})
    return [Delay(**row) for row in rows.mappings()]


def together(all_of: Sequence[Health]) -> Health:
    """All providers as one."""
    names = ("tried", "paid", "attempts", "failed", "captured", "silent")
    sums = {name: sum(getattr(each, name) for each in all_of) for name in names}
    return Health(provider="", **sums)


def _per_cent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(100) * part / whole).quantize(TENTH, rounding=ROUND_HALF_UP)
