"""Counts: planned, running, to be looked at, posted; and how right the books were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Category, Product, Sku
from hutong.inventory import (
    DocumentNotFound,
    Location,
    Rank,
    Stock,
    Stocktake,
    StocktakeLine,
    StocktakeState,
)
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, Period, found, within
from hutong.views.stock.goods import Line, StepTaken, article_columns, steps

LINES_MAX = 500
PAPER_MAX = 10_000
TARGET = Decimal("0.995")
DIFFERENCE = func.coalesce(StocktakeLine.counted - StocktakeLine.at_count, 0)


@dataclass(frozen=True, kw_only=True)
class StocktakeFilters:
    q: str | None = None
    state: str | None = None
    location: str | None = None
    made: Period | None = None


@dataclass(frozen=True, kw_only=True)
class AccuracyFilters:
    location: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StocktakeRow:
    id: UUID
    number: str
    location: Texts
    category: Texts | None
    rank: Rank | None
    blind: bool
    state: StocktakeState
    note: str | None
    made_at: datetime
    posted_at: datetime | None
    articles: int
    counted: int
    differing: int

    @property
    def hidden(self) -> bool:
        """Who counts blindly is not told what the books say."""
        return self.blind and self.state in {StocktakeState.PLANNED, StocktakeState.COUNTING}

    @property
    def counting(self) -> bool:
        return self.state is StocktakeState.COUNTING

    @property
    def left(self) -> int:
        return self.articles - self.counted

    @property
    def over(self) -> bool:
        return self.state in {StocktakeState.REVIEW, StocktakeState.POSTED}


@dataclass(frozen=True, kw_only=True, slots=True)
class StocktakePage:
    """While it is counted, what is left comes first; then the lines with the greatest differences,
    and what nobody counted last."""

    row: StocktakeRow
    lines: Sequence[Line]
    steps: Sequence[StepTaken]

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def left(self) -> Sequence[Line]:
        return [line for line in self.lines if line.counted is None]

    @property
    def sheet(self) -> Sequence[Line]:
        """What the page tells of: all that is to be counted, and afterwards what was."""
        counted = [line for line in self.lines if line.counted is not None]
        return counted if self.row.over else self.lines

    @property
    def beyond(self) -> int:
        """How many more there are than were asked for."""
        return (self.row.counted if self.row.over else self.row.articles) - len(self.sheet)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccuracyRow:
    """Of the articles counted in that month, how many the books had right."""

    month: date
    code: str
    location: Texts
    counted: int
    right: int

    @property
    def accuracy(self) -> Decimal:
        return Decimal(self.right) / self.counted

    @property
    def reached(self) -> bool:
        return self.accuracy >= TARGET

    @property
    def key(self) -> str:
        return f"{self.code}-{self.month:%Y-%m}"


async def stocktake_list(
    session: AsyncSession, filters: StocktakeFilters, paging: Paging
) -> Found[StocktakeRow]:
    sorts = {"made_at": Stocktake.made_at, "number": Stocktake.number}
    wanted = _ROWS.where(*_wanted(filters))
    return await found(session, wanted, paging, sorts=sorts, tie=Stocktake.id, row=_row)


async def stocktake_page(
    session: AsyncSession, stocktake_id: UUID, *, most: int = LINES_MAX
) -> StocktakePage:
    """With so many lines at most: a page shows the first, a paper has them all. Raises
    DocumentNotFound."""
    found = (await session.execute(_ROWS.where(Stocktake.id == stocktake_id))).one_or_none()
    if found is None:
        raise DocumentNotFound(stocktake_id)
    row = _row(found)
    return StocktakePage(
        row=row,
        lines=await _lines(session, row, most),
        steps=await steps(session, stocktake_id),
    )


ACCURACY = text("""
    select cast(date_trunc('month', take.posted_at at time zone :zone) as date) as month,
           place.code, place.name as location, count(*) as counted,
           count(*) filter (where line.counted = line.at_count) as right
    from inventory_stocktake take
    join inventory_location place on place.id = take.location_id
    join inventory_stocktake_line line on line.stocktake_id = take.id
    where take.state = 'posted' and line.counted is not null
      and (cast(:location as text) is null or place.code = :location)
    group by 1, 2, 3 order by 1 desc, 2 limit 1000
""")


async def accuracy_list(
    session: AsyncSession, filters: AccuracyFilters, paging: Paging
) -> Found[AccuracyRow]:
    """The newest months first."""
    asked = {"zone": str(clock.SHOP_ZONE), "location": filters.location}
    rows = [AccuracyRow(**row) for row in (await session.execute(ACCURACY, asked)).mappings()]
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


async def _lines(session: AsyncSession, row: StocktakeRow, most: int) -> Sequence[Line]:
    rows = await session.execute(
        select(
            *article_columns(),
            Stock.bin,
            func.coalesce(StocktakeLine.at_count, StocktakeLine.book).label("quantity"),
            StocktakeLine.counted,
        )
        .join(Stocktake, Stocktake.id == StocktakeLine.stocktake_id)
        .join(Sku, Sku.id == StocktakeLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(Stock, (Stock.location_id == Stocktake.location_id) & (Stock.sku_id == Sku.id))
        .where(StocktakeLine.stocktake_id == row.id)
        .order_by(
            StocktakeLine.counted.is_not(None) if row.counting else StocktakeLine.counted.is_(None),
            func.abs(DIFFERENCE).desc(),
            Stock.bin.nulls_last(),
            Sku.code,
        )
        .limit(most)
    )
    return [Line(**line._asdict() | {"sku_title": line.sku_title or {}}) for line in rows]


def _columns() -> Select[*tuple[Any, ...]]:
    lines = (
        select(
            StocktakeLine.stocktake_id,
            func.count().label("articles"),
            func.count(StocktakeLine.counted).label("counted"),
            func.count().filter(DIFFERENCE != 0).label("differing"),
        )
        .group_by(StocktakeLine.stocktake_id)
        .subquery()
    )
    return (
        select(
            Stocktake.id,
            Stocktake.number,
            Location.name.label("location"),
            Category.name.label("category"),
            Stocktake.rank,
            Stocktake.blind,
            Stocktake.state,
            Stocktake.note,
            Stocktake.made_at,
            Stocktake.posted_at,
            func.coalesce(lines.c.articles, 0).label("articles"),
            func.coalesce(lines.c.counted, 0).label("counted"),
            func.coalesce(lines.c.differing, 0).label("differing"),
        )
        .join(Location, Location.id == Stocktake.location_id)
        .outerjoin(Category, Category.id == Stocktake.category_id)
        .outerjoin(lines, lines.c.stocktake_id == Stocktake.id)
    )


_ROWS = _columns()


def _wanted(filters: StocktakeFilters) -> list[ColumnElement[bool]]:
    wanted = within(Stocktake.made_at, filters.made)
    if filters.state:
        wanted.append(Stocktake.state == StocktakeState(filters.state))
    if filters.location:
        wanted.append(Location.code == filters.location)
    if filters.q:
        wanted.append(Stocktake.number.istartswith(filters.q, autoescape=True))
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> StocktakeRow:
    return StocktakeRow(**row._asdict())
