"""Goods that are expected from suppliers, and how much of them has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, Sku
from hutong.inventory import (
    DocumentNotFound,
    Location,
    Receipt,
    ReceiptLine,
    ReceiptState,
    Stock,
)
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, Period, containing, found, within
from hutong.views.stock.goods import Line, StepTaken, article_columns, steps


@dataclass(frozen=True, kw_only=True)
class ReceiptFilters:
    q: str | None = None
    state: str | None = None
    location: str | None = None
    made: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptRow:
    id: UUID
    number: str
    supplier: str
    location: Texts
    state: ReceiptState
    note: str | None
    made_at: datetime
    finished_at: datetime | None
    articles: int
    expected: int
    received: int

    @property
    def open(self) -> bool:
        return self.state in {ReceiptState.EXPECTED, ReceiptState.PARTIAL}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptPage:
    row: ReceiptRow
    lines: Sequence[Line]
    steps: Sequence[StepTaken]

    @property
    def id(self) -> UUID:
        return self.row.id


async def receipt_list(
    session: AsyncSession, filters: ReceiptFilters, paging: Paging
) -> Found[ReceiptRow]:
    sorts = {"made_at": Receipt.made_at, "number": Receipt.number}
    wanted = _ROWS.where(*_wanted(filters))
    return await found(session, wanted, paging, sorts=sorts, tie=Receipt.id, row=_row)


async def receipt_page(session: AsyncSession, receipt_id: UUID) -> ReceiptPage:
    """Raises DocumentNotFound."""
    row = (await session.execute(_ROWS.where(Receipt.id == receipt_id))).one_or_none()
    if row is None:
        raise DocumentNotFound(receipt_id)
    return ReceiptPage(
        row=_row(row),
        lines=await _lines(session, receipt_id),
        steps=await steps(session, receipt_id),
    )


async def _lines(session: AsyncSession, receipt_id: UUID) -> Sequence[Line]:
    rows = await session.execute(
        select(
            *article_columns(),
            Stock.bin,
            ReceiptLine.expected.label("quantity"),
            case((Receipt.state == ReceiptState.EXPECTED, None), else_=ReceiptLine.received).label(
                "counted"
            ),
        )
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(Sku, Sku.id == ReceiptLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(Stock, (Stock.location_id == Receipt.location_id) & (Stock.sku_id == Sku.id))
        .where(ReceiptLine.receipt_id == receipt_id)
        .order_by(Sku.code)
    )
    return [Line(**row._asdict() | {"sku_title": row.sku_title or {}}) for row in rows]


def _columns() -> Select[*tuple[Any, ...]]:
    counted = (
        select(
            ReceiptLine.receipt_id,
            func.count().label("articles"),
            func.sum(ReceiptLine.expected).label("expected"),
            func.sum(ReceiptLine.received).label("received"),
        )
        .group_by(ReceiptLine.receipt_id)
        .subquery()
    )
    return (
        select(
            Receipt.id,
            Receipt.number,
            Receipt.supplier,
            Location.name.label("location"),
            Receipt.state,
            Receipt.note,
            Receipt.made_at,
            Receipt.finished_at,
            counted.c.articles,
            counted.c.expected,
            counted.c.received,
        )
        .join(Location, Location.id == Receipt.location_id)
        .join(counted, counted.c.receipt_id == Receipt.id)
    )


_ROWS = _columns()


def _wanted(filters: ReceiptFilters) -> list[ColumnElement[bool]]:
    wanted = within(Receipt.made_at, filters.made)
    if filters.state:
        wanted.append(Receipt.state == ReceiptState(filters.state))
    if filters.location:
        wanted.append(Location.code == filters.location)
    if filters.q:
        wanted.append(
            or_(
                Receipt.number.istartswith(filters.q, autoescape=True),
                containing(Receipt.supplier, filters.q),
            )
        )
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> ReceiptRow:
    facts = row._asdict()
    return ReceiptRow(**facts | {name: int(facts[name]) for name in ("expected", "received")})
