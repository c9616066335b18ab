"""The numbers of the day: today, the last thirty days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.clock import SHOP_ZONE
from hutong.kernel.money import CNY, Money
from hutong.orders import Order
from hutong.payments import Intent, RefundRequest, RefundState

DAYS = 30
RETURNED = (
    select(func.coalesce(func.sum(RefundRequest.amount_minor), 0))
    .join(Intent, Intent.id == RefundRequest.intent_id)
    .where(Intent.reference == Order.id, RefundRequest.state == RefundState.DONE)
    .correlate(Order)
    .scalar_subquery()
)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sales:
    """Of a stretch of time. `amount` is what was paid, `returned` how much of it went back since.
    The average is per paid order, None when nothing was paid."""

    placed: int
    paid: int
    amount: Money
    returned: Money

    @property
    def average(self) -> Money | None:
        return self.amount.allocate([1] * self.paid)[0] if self.paid else None


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    paid: int
    amount: Money


async def sales(session: AsyncSession, start: datetime, end: datetime) -> Sales:
    return (await _sales_between(session, [(start, end)]))[0]


async def today_and_yesterday(session: AsyncSession, now: datetime) -> tuple[Sales, Sales]:
    """Since midnight, and the same hours of the day before. One statement."""
    start = clock.day_start(clock.local_day(now))
    spans = [(start, now), (start - ONE_DAY, now - ONE_DAY)]
    today, yesterday = await _sales_between(session, spans)
    return today, yesterday


async def last_days(session: AsyncSession, now: datetime, days: int = DAYS) -> Sequence[Day]:
    """Paid orders by the day on which they were paid, days without any included."""
    last = clock.local_day(now)
    first = last - timedelta(days=days - 1)
    day = func.date(func.timezone(str(SHOP_ZONE), Order.paid_at))
    rows = await session.execute(
        select(day.label("day"), func.count().label("paid"), func.sum(Order.total_minor))
        .where(Order.paid_at >= clock.day_start(first))
        .group_by(day)
    )
    found = {row[0]: Day(row[0], row[1], Money(int(row[2]), CNY)) for row in rows}
    span = [first + timedelta(days=n) for n in range(days)]
    return [found.get(each, Day(each, 0, Money(0, CNY))) for each in span]


async def _sales_between(
    session: AsyncSession, spans: Sequence[tuple[datetime, datetime]]
) -> list[Sales]:
    columns = []
    for start, end in spans:
        placed = (Order.placed_at >= start) & (Order.placed_at < end)
        paid = (Order.paid_at >= start) & (Order.paid_at < end)
        columns += [
            func.count().filter(placed),
            func.count().filter(paid),
            func.coalesce(func.sum(case((paid, Order.total_minor), else_=0)), 0),
            func.coalesce(func.sum(case((paid, RETURNED), else_=0)), 0),
        ]
    earliest = min(start for start, _ in spans)
    recent = (Order.placed_at >= earliest) | (Order.paid_at >= earliest)
    row = (await session.execute(select(*columns).where(recent))).one()
    return [
        Sales(placed, paid, Money(int(amount), CNY), Money(int(returned), CNY))
        for placed, paid, amount, returned in (row[n : n + 4] for n in range(0, len(columns), 4))
    ]
