"""How fast goods leave each shelf, from the days that are closed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong.catalog import Product, ProductState, Sku
from hutong.inventory import Daily, Location, LocationKind, Stock
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, found
from hutong.views.stock.goods import article_columns, named

DAYS = 90
SLOW_DAYS = 180
LOOKED_AT_DAYS = 30
TENTH = Decimal("0.1")
YEAR = 365


class Pace(StrEnum):
    """out: nothing is left of what sells; slow: what is there lasts for more than half a year, of
    what has been looked at for a month at least."""

    OUT = "out"
    SLOW = "slow"
    FINE = "fine"


class Advice(StrEnum):
    ORDER = "order"
    FETCH = "fetch"
    SEND_ON = "send_on"
    PROMOTE = "promote"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class TurnoverFilters:
    q: str | None = None
    location: str | None = None
    pace: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnoverRow:
    """The last ninety closed days of one shelf, and the ninety before them.

    `gone` left it, sold or sent on; `average` stood there on an average day.
    """

    location_id: UUID
    location: Texts
    sku_id: UUID
    code: str
    barcode: str | None
    title: Texts
    sku_title: Texts
    picture: str | None
    free: int
    gone: int
    days: int
    average: Decimal
    gone_before: int
    days_before: int
    average_before: Decimal | None
    out_days: int
    elsewhere_free: bool
    elsewhere_sold: bool
    pace: Pace

    @property
    def key(self) -> str:
        return f"{self.location_id}.{self.sku_id}"

    @property
    def lasts(self) -> Decimal | None:
        """For how many days the average stock lasts: the turnover days."""
        return turnover_days(self.average, self.gone, self.days)

    @property
    def lasted(self) -> Decimal | None:
        return turnover_days(self.average_before, self.gone_before, self.days_before)

    @property
    def turns(self) -> Decimal:
        """In a year, if it goes on like this."""
        return turns(self.average, self.gone, self.days)

    @property
    def advice(self) -> Advice:
        match self.pace:
            case Pace.OUT:
                return Advice.FETCH if self.elsewhere_free else Advice.ORDER
            case Pace.SLOW:
                return Advice.SEND_ON if self.elsewhere_sold else Advice.PROMOTE
            case Pace.FINE:
                return Advice.NONE


def turnover_days(average: Decimal | None, gone: int, days: int) -> Decimal | None:
    return (average * days / gone).quantize(TENTH) if average is not None and gone else None


def turns(average: Decimal | None, gone: int, days: int) -> Decimal:
    if not average or not days:
        return Decimal(0)
    return (Decimal(gone) * YEAR / days / average).quantize(TENTH)


async def turnover_list(
    session: AsyncSession, filters: TurnoverFilters, paging: Paging
) -> Found[TurnoverRow]:
    sorts = {"code": Sku.code, "gone": SEEN.c.gone, "lasts": LASTS, "free": FREE}
    wanted = _ROWS.where(*_wanted(filters))
    return await found(session, wanted, paging, sorts=sorts, tie=PLACE, row=_row)


def _seen() -> Any:
    last = select(func.max(Daily.day)).scalar_subquery()
    now = Daily.day > last - DAYS
    gone = Daily.shipped + Daily.sent_out
    return (
        select(
            Daily.location_id,
            Daily.sku_id,
            func.coalesce(func.sum(gone).filter(now), 0).label("gone"),
            func.count().filter(now).label("days"),
            func.coalesce(func.avg(Daily.on_hand).filter(now), 0).label("average"),
            func.coalesce(func.sum(gone).filter(~now), 0).label("gone_before"),
            func.count().filter(~now).label("days_before"),
            func.avg(Daily.on_hand).filter(~now).label("average_before"),
            func.count().filter(and_(now, Daily.on_hand <= Daily.reserved)).label("out_days"),
        )
        .where(Daily.day > last - 2 * DAYS)
        .group_by(Daily.location_id, Daily.sku_id)
        .subquery()
    )


SEEN = _seen()
FREE = Stock.on_hand - Stock.reserved
LASTS = case((SEEN.c.gone > 0, SEEN.c.average * SEEN.c.days / SEEN.c.gone))
PLACE = func.concat(Stock.sku_id, Stock.location_id)
OUT = and_(FREE <= 0, SEEN.c.gone > 0)
SLOW = and_(FREE > 0, SEEN.c.days >= LOOKED_AT_DAYS, or_(SEEN.c.gone == 0, LASTS > SLOW_DAYS))
PACE = case((OUT, Pace.OUT.value), (SLOW, Pace.SLOW.value), else_=Pace.FINE.value)


def _columns() -> Select[*tuple[Any, ...]]:
    other, place, sold = aliased(Stock), aliased(Location), SEEN.alias()
    free = exists().where(
        other.sku_id == Stock.sku_id,
        other.location_id != Stock.location_id,
        other.on_hand - other.reserved > 0,
        place.id == other.location_id,
        place.sells,
    )
    selling = exists().where(
        sold.c.sku_id == Stock.sku_id,
        sold.c.location_id != Stock.location_id,
        sold.c.gone > 0,
    )
    return (
        select(
            *article_columns(),
            Stock.location_id,
            Location.name.label("location"),
            FREE.label("free"),
            SEEN.c.gone,
            SEEN.c.days,
            SEEN.c.average,
            SEEN.c.gone_before,
            SEEN.c.days_before,
            SEEN.c.average_before,
            SEEN.c.out_days,
            free.label("elsewhere_free"),
            selling.label("elsewhere_sold"),
            PACE.label("pace"),
        )
        .join(Location, Location.id == Stock.location_id)
        .join(SEEN, (SEEN.c.location_id == Stock.location_id) & (SEEN.c.sku_id == Stock.sku_id))
        .join(Sku, Sku.id == Stock.sku_id)
        .join(Product, (Product.id == Sku.product_id) & (Product.state == ProductState.LISTED))
        .where(
            Sku.active,
            Location.active,
            Location.kind.not_in((LocationKind.POOL, LocationKind.TRANSIT)),
        )
    )


_ROWS = _columns()


def _wanted(filters: TurnoverFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.location:
        wanted.append(Location.code == filters.location)
    if filters.pace:
        wanted.append(PACE.in_((Pace(filters.pace).value,)))
    if filters.q:
        wanted.append(named(filters.q))
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> TurnoverRow:
    facts = row._asdict()
    counted = {name: int(facts[name]) for name in ("gone", "gone_before")}
    told = {"sku_title": row.sku_title or {}, "pace": Pace(row.pace)}
    return TurnoverRow(**facts | counted | told)
