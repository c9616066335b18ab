"""How a list is asked for and what comes back: the shapes that every list query shares."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Join,
    Select,
    SQLColumnExpression,
    func,
    literal,
    select,
)
from sqlalchemy import Row as Record
from sqlalchemy.ext.asyncio import AsyncSession

PAGE_SIZE = 30
PAGE_SIZE_MAX = 100
COUNT_MAX = 10_000
EXPORT_AT_ONCE = 1000  # more than that is made by a worker

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list, in which order. The sort is a column's name, "-name" for descending."""

    sort: str = ""
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


@dataclass(frozen=True)
class NoFilters:
    """A list without anything to narrow it by."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment on and before another; None is open."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends belong to it; None is open."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Found(Generic[Shown]):
    """One page of a list. Beyond COUNT_MAX nobody counts: `total` is then one more."""

    rows: Sequence[Shown]
    total: int

    @property
    def more_than_counted(self) -> bool:
        return self.total > COUNT_MAX

    def pages_of(self, size: int) -> int:
        return max(1, -(-self.total // size))


async def found(
    session: AsyncSession,
    statement: Select[*tuple[Any, ...]],
    paging: Paging,
    *,
    sorts: Mapping[str, SQLColumnExpression[Any]],
    tie: SQLColumnExpression[Any],
    row: Callable[[Record[Any]], Shown],
) -> Found[Shown]:
    """That page of the statement and how many rows there are. One statement where the page ends
    the list, else two.

    `tie` is unique, so that rows with equal sort values keep their order from page to page.
    """
    by = sorts.get(paging.column, tie)
    first = by.desc() if paging.descending else by.asc()
    if not _always_there(statement, by):
        first = first.nulls_last()
    order = (first, tie.desc() if paging.descending else tie.asc())
    page = statement.order_by(*order).offset(paging.offset).limit(paging.size)
    rows = [row(record) for record in await session.execute(page)]
    if len(rows) < paging.size and (rows or paging.page == 1):
        return Found(rows, paging.offset + len(rows))
    return Found(rows, await _counted(session, statement))


async def _counted(session: AsyncSession, statement: Select[*tuple[Any, ...]]) -> int:
    bare = statement.with_only_columns(literal(1), maintain_column_froms=True)
    rows = bare.order_by(None).limit(COUNT_MAX + 1)
    return await session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _always_there(statement: Select[*tuple[Any, ...]], by: SQLColumnExpression[Any]) -> bool:
    """A column of the first table that is never empty. Only without "nulls last" does an index give
    the newest rows at once; with it PostgreSQL sorts the whole table for each page."""
    table = statement.get_final_froms()[0]
    while isinstance(table, Join):
        table = table.left
    column = getattr(by, "expression", by)
    return isinstance(column, Column) and not column.nullable and bool(column.table == table)


def within(column: SQLColumnExpression[Any], period: Period | None) -> list[ColumnElement[bool]]:
    """The conditions that a period puts on a column; none when it is open."""
    conditions: list[ColumnElement[bool]] = []
    if period and period.start:
        conditions.append(column >= period.start)
    if period and period.end:
        conditions.append(column < period.end)
    return conditions


def between(column: SQLColumnExpression[Any], wanted: Range | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted and wanted.least is not None:
        conditions.append(column >= wanted.least)
    if wanted and wanted.most is not None:
        conditions.append(column <= wanted.most)
    return conditions


def containing(column: SQLColumnExpression[str], words: str) -> ColumnElement[bool]:
    """The column holds those words somewhere; % and _ stand for themselves."""
    return column.icontains(words, autoescape=True)
