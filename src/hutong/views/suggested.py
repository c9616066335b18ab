"""Suggested retail prices of makers, with who entered and who confirmed each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, Sku, SuggestedPrice
from hutong.kernel import clock
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, containing, found

OF_PRODUCT_MAX = 100


@dataclass(frozen=True, kw_only=True)
class SuggestedFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SuggestedRow:
    id: UUID
    product_id: UUID
    title: Texts
    code: str
    price: Money
    sold_at: Money
    dated: date
    until: date
    address: str
    file_id: UUID | None
    entered_by: str
    entered_by_id: UUID | None
    entered_at: datetime
    confirmed_by: str
    ended: bool

    @property
    def state(self) -> str:
        if self.ended:
            return "ended"
        if not self.confirmed_by:
            return "waiting"
        return "shown" if self.until >= clock.local_day(clock.now()) else "over"


async def suggested_list(
    session: AsyncSession, filters: SuggestedFilters, paging: Paging
) -> Found[SuggestedRow]:
    wanted = _in_state(filters.state)
    if filters.q:
        wanted.append(
            or_(
                containing(Product.title["zh"].astext, filters.q),
                containing(Product.title["en"].astext, filters.q),
                Sku.code == filters.q,
            )
        )
    return await found(
        session,
        _SUGGESTED.where(*wanted),
        paging,
        sorts={"entered_at": SuggestedPrice.entered_at, "until": SuggestedPrice.until},
        tie=SuggestedPrice.id,
        row=_row,
    )


async def suggested_of_product(session: AsyncSession, product_id: UUID) -> Sequence[SuggestedRow]:
    """The newest first. One statement."""
    rows = await session.execute(
        _SUGGESTED.where(Sku.product_id == product_id)
        .order_by(SuggestedPrice.entered_at.desc(), Sku.position, SuggestedPrice.id)
        .limit(OF_PRODUCT_MAX)
    )
    return [_row(row) for row in rows]


_SUGGESTED: Select[*tuple[Any, ...]] = (
    select(
        SuggestedPrice.id,
        Sku.product_id,
        Product.title,
        Sku.code,
        SuggestedPrice.price_minor,
        SuggestedPrice.currency,
        Sku.price_minor.label("sold_minor"),
        SuggestedPrice.dated,
        SuggestedPrice.until,
        SuggestedPrice.address,
        SuggestedPrice.file_id,
        SuggestedPrice.entered_by,
        SuggestedPrice.entered_by_id,
        SuggestedPrice.entered_at,
        SuggestedPrice.confirmed_by,
        SuggestedPrice.ended_at,
    )
    .join(Sku, Sku.id == SuggestedPrice.sku_id)
    .join(Product, Product.id == Sku.product_id)
)


def _in_state(state: str | None) -> list[ColumnElement[bool]]:
    going_on = SuggestedPrice.ended_at.is_(None)
    confirmed = SuggestedPrice.confirmed_at.is_not(None)
    today = clock.local_day(clock.now())
    match state:
        case "waiting":
            return [going_on, SuggestedPrice.confirmed_at.is_(None)]
        case "shown":
            return [going_on, confirmed, SuggestedPrice.until >= today]
        case "over":
            return [going_on, confirmed, SuggestedPrice.until < today]
        case "ended":
            return [SuggestedPrice.ended_at.is_not(None)]
        case _:
            return []


def _row(row: Row[Any]) -> SuggestedRow:
    told = row._asdict()
    currency, ended_at = told.pop("currency"), told.pop("ended_at")
    return SuggestedRow(
        price=Money(told.pop("price_minor"), currency),
        sold_at=Money(told.pop("sold_minor"), currency),
        confirmed_by=told.pop("confirmed_by") or "",
        ended=ended_at is not None,
        **told,
    )
