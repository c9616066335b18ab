"""Stock in figures: turnover, what was missing, and how right the books were."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.views.stock.turnover import turnover_days, turns

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """`average`: pieces that stood in the house on an average day."""

    day: date
    shipped: int
    days: int
    average: Decimal

    @property
    def full(self) -> bool:
        """Every day of it is closed."""
        return self.days == monthrange(self.day.year, self.day.month)[1]

    @property
    def lasts(self) -> Decimal | None:
        return turnover_days(self.average, self.shipped, self.days)

    @property
    def turns(self) -> Decimal:
        return turns(self.average, self.shipped, self.days)


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """Of the articles on sale, how many could not be had when the day ended."""

    day: date
    articles: int
    out: int

    @property
    def rate(self) -> Decimal:
        return (HUNDRED * self.out / self.articles).quantize(TENTH) if self.articles else Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    day: date
    counted: int
    right: int

    @property
    def rate(self) -> Decimal:
        return (HUNDRED * self.right / self.counted).quantize(TENTH)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The last ninety closed days of one location."""

    code: str
    name: Texts
    shipped: int
    sent_out: int
    days: int
    average: Decimal

    @property
    def lasts(self) -> Decimal | None:
        return turnover_days(self.average, self.shipped + self.sent_out, self.days)

    @property
    def turns(self) -> Decimal:
        return turns(self.average, self.shipped + self.sent_out, self.days)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The last full month stands beside the one before it."""

    months: Sequence[Month]
    missing: Sequence[Missing]
    accuracy: Sequence[Right]
    places: Sequence[Place]

    @property
    def turns(self) -> Decimal | None:
        return month.turns if (month := self._month(1)) else None

    @property
    def turns_before(self) -> Decimal | None:
        return month.turns if (month := self._month(2)) else None

    @property
    def lasts(self) -> Decimal | None:
        return month.lasts if (month := self._month(1)) else None

    @property
    def lasts_before(self) -> Decimal | None:
        return month.lasts if (month := self._month(2)) else None

    @property
    def out(self) -> Decimal | None:
        return self._out(self.missing[-30:])

    @property
    def out_before(self) -> Decimal | None:
        return self._out(self.missing[-60:-30])

    @property
    def right(self) -> Decimal | None:
        return self.accuracy[-1].rate if self.accuracy else None

    @property
    def right_before(self) -> Decimal | None:
        return self.accuracy[-2].rate if self.accuracy[1:] else None

    @property
    def month(self) -> Month | None:
        """The last full one."""
        return self._month(1)

    def _month(self, place: int) -> Month | None:
        full = [each for each in self.months if each.full]
        return full[-place] if len(full) >= place else None

    def _out(self, days: Sequence[Missing]) -> Decimal | None:
        articles = sum(each.articles for each in days)
        out = sum(each.out for each in days)
        return (HUNDRED * out / articles).quantize(TENTH) if articles else None


MONTHS = text("""
    select cast(date_trunc('month', day) as date) as day, cast(sum(shipped) as bigint) as shipped,
           count(*) as days, avg(on_hand) as average
    from (
        select day, sum(shipped) as shipped, sum(on_hand) as on_hand
        from inventory_daily
        where day >= date_trunc('month', cast(:today as date)) - interval '12 months'
        group by 1
    ) each group by 1 order by 1
""")
MISSING = text("""
    select day, count(*) as articles, count(*) filter (where free <= 0) as out from (
        select daily.day, daily.sku_id,
               coalesce(sum(daily.on_hand - daily.reserved) filter (where place.sells), 0) as free
        from inventory_daily daily
        join inventory_location place on place.id = daily.location_id
        join catalog_sku sku on sku.id = daily.sku_id and sku.active
        join catalog_product product on product.id = sku.product_id and product.state = 'listed'
        where daily.day >= cast(:today as date) - 90
        group by 1, 2
    ) each group by 1 order by 1
""")
RIGHT = text("""
    select cast(date_trunc('month', take.posted_at at time zone :zone) as date) as day,
           count(*) as counted, count(*) filter (where line.counted = line.at_count) as right
    from inventory_stocktake take
    join inventory_stocktake_line line on line.stocktake_id = take.id
    where take.state = 'posted' and line.counted is not null
      and take.posted_at >= cast(:since as timestamptz)
    group by 1 order by 1
""")
PLACES = text("""
    select place.code, place.name, cast(sum(each.shipped) as bigint) as shipped,
           cast(sum(each.sent_out) as bigint) as sent_out, count(*) as days,
           avg(each.on_hand) as average
    from (
        select day, location_id, sum(shipped) as shipped, sum(sent_out) as sent_out,
               sum(on_hand) as on_hand
        from inventory_daily where day >= cast(:today as date) - 90 group by 1, 2
    ) each
    join inventory_location place on place.id = each.location_id
        and place.active and place.kind <> 'pool'
    group by place.priority, place.code, place.name order by place.priority, place.code limit 100
""")


async def stock_figures(session: AsyncSession) -> Figures:
    today = clock.local_day(clock.now())
    asked = {"today": today}
    since = clock.day_start(today.replace(year=today.year - 1, day=1))
    zoned = {"zone": str(clock.SHOP_ZONE), "since": since}
    return Figures(
        months=[Month(**row) for row in (await session.execute(MONTHS, asked)).mappings()],
        missing=[Missing(**row) for row in (await session.execute(MISSING, asked)).mappings()],
        accuracy=[Right(**row) for row in (await session.execute(RIGHT, zoned)).mappings()],
        places=[Place(**row) for row in (await session.execute(PLACES, asked)).mappings()],
    )
