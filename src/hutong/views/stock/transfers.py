"""Goods on their way from one location to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong.catalog import Product, Sku
from hutong.inventory import (
    DocumentNotFound,
    Location,
    Stock,
    Transfer,
    TransferLine,
    TransferState,
)
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, Period, found, within
from hutong.views.stock.goods import Line, StepTaken, article_columns, steps

Source, Target = aliased(Location), aliased(Location)


@dataclass(frozen=True, kw_only=True)
class TransferFilters:
    q: str | None = None
    state: str | None = None
    location: str | None = None
    made: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferRow:
    id: UUID
    number: str
    source: Texts
    target: Texts
    state: TransferState
    note: str | None
    made_at: datetime
    articles: int
    pieces: int
    differing: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferPage:
    row: TransferRow
    lines: Sequence[Line]
    steps: Sequence[StepTaken]

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def number(self) -> str:
        return self.row.number


async def transfer_list(
    session: AsyncSession, filters: TransferFilters, paging: Paging
) -> Found[TransferRow]:
    sorts = {"made_at": Transfer.made_at, "number": Transfer.number}
    wanted = _ROWS.where(*_wanted(filters))
    return await found(session, wanted, paging, sorts=sorts, tie=Transfer.id, row=_row)


async def transfer_page(session: AsyncSession, transfer_id: UUID) -> TransferPage:
    """Raises DocumentNotFound."""
    row = (await session.execute(_ROWS.where(Transfer.id == transfer_id))).one_or_none()
    if row is None:
        raise DocumentNotFound(transfer_id)
    return TransferPage(
        row=_row(row),
        lines=await _lines(session, transfer_id),
        steps=await steps(session, transfer_id),
    )


async def _lines(session: AsyncSession, transfer_id: UUID) -> Sequence[Line]:
    rows = await session.execute(
        select(
            *article_columns(),
            Stock.bin,
            TransferLine.quantity,
            TransferLine.received.label("counted"),
        )
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .join(Sku, Sku.id == TransferLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(Stock, (Stock.location_id == Transfer.from_id) & (Stock.sku_id == Sku.id))
        .where(TransferLine.transfer_id == transfer_id)
        .order_by(Stock.bin.nulls_last(), Sku.code)
    )
    return [Line(**row._asdict() | {"sku_title": row.sku_title or {}}) for row in rows]


def _columns() -> Select[*tuple[Any, ...]]:
    counted = (
        select(
            TransferLine.transfer_id,
            func.count().label("articles"),
            func.sum(TransferLine.quantity).label("pieces"),
            func.count().filter(TransferLine.received != TransferLine.quantity).label("differing"),
        )
        .group_by(TransferLine.transfer_id)
        .subquery()
    )
    return (
        select(
            Transfer.id,
            Transfer.number,
            Source.name.label("source"),
            Target.name.label("target"),
            Transfer.state,
            Transfer.note,
            Transfer.made_at,
            counted.c.articles,
            counted.c.pieces,
            counted.c.differing,
        )
        .join(Source, Source.id == Transfer.from_id)
        .join(Target, Target.id == Transfer.to_id)
        .join(counted, counted.c.transfer_id == Transfer.id)
    )


_ROWS = _columns()


def _wanted(filters: TransferFilters) -> list[ColumnElement[bool]]:
    wanted = within(Transfer.made_at, filters.made)
    if filters.state:
        wanted.append(Transfer.state == TransferState(filters.state))
    if filters.location:
        wanted.append(or_(Source.code == filters.location, Target.code == filters.location))
    if filters.q:
        wanted.append(Transfer.number.istartswith(filters.q, autoescape=True))
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> TransferRow:
    return TransferRow(**row._asdict() | {"pieces": int(row.pieces)})
