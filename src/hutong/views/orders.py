"""Orders as staff see them in a list: one line each, with what is in it and where it goes."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.money import Money
from hutong.kernel.texts import Texts
from hutong.members import masked_phone
from hutong.orders import (
    FulfilmentState,
    Order,
    OrderLine,
    OrderState,
    PaymentState,
    Stage,
    Tab,
    can_ship,
    stage,
)
from hutong.orders.queries import TAB_CONDITIONS
from hutong.views.lists import Found, Paging, Period, Range, between, containing, found, within

PHONE = re.compile(r"1\d{10}")
NUMBER = re.compile(r"[A-Z0-9-]*\d{6,}[A-Z0-9-]*")
PARTLY = and_(
    Order.state == OrderState.OPEN,
    Order.payment == PaymentState.PAID,
    Order.fulfilment == FulfilmentState.PARTIAL,
)


@dataclass(frozen=True, kw_only=True)
class OrderFilters:
    q: str | None = None
    state: str | None = None
    placed: Period | None = None
    total: Range | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderRow:
    id: UUID
    number: str
    placed_at: datetime
    state: OrderState
    payment: PaymentState
    fulfilment: FulfilmentState
    recipient: str
    phone: str
    province: str
    city: str
    total: Money
    first_title: Texts
    first_sku: Texts
    first_picture: str | None
    kinds: int
    pieces: int
    has_note: bool

    @property
    def stage(self) -> Stage:
        return stage(self)

    @property
    def can_ship(self) -> bool:
        return can_ship(self)


async def order_list(
    session: AsyncSession, filters: OrderFilters, paging: Paging
) -> Found[OrderRow]:
    return await found(
        session,
        _ROWS.where(*_wanted(filters)),
        paging,
        sorts={"placed_at": Order.placed_at, "total": Order.total_minor},
        tie=Order.id,
        row=_row,
    )


async def newest_orders(session: AsyncSession, count: int) -> list[OrderRow]:
    rows = await session.execute(_ROWS.order_by(Order.id.desc()).limit(count))
    return [_row(row) for row in rows]


async def orders_since(session: AsyncSession, after: UUID, most: int) -> list[OrderRow]:
    """What was placed since that order, the oldest first."""
    newer = _ROWS.where(Order.id > after).order_by(Order.id).limit(most)
    return [_row(row) for row in await session.execute(newer)]


async def orders_of(session: AsyncSession, member_id: UUID, count: int) -> list[OrderRow]:
    """A member's latest orders."""
    theirs = _ROWS.where(Order.member_id == member_id).order_by(Order.id.desc()).limit(count)
    return [_row(row) for row in await session.execute(theirs)]


def _columns() -> Select[*tuple[Any, ...]]:
    first = OrderLine.position == (
        select(func.min(OrderLine.position))
        .where(OrderLine.order_id == Order.id)
        .correlate(Order)
        .scalar_subquery()
    )

    def of_lines(column: SQLColumnExpression[Any], *conditions: ColumnElement[bool]) -> Any:
        wanted = select(column).where(OrderLine.order_id == Order.id, *conditions)
        return wanted.correlate(Order).scalar_subquery()

    return select(
        Order.id,
        Order.number,
        Order.placed_at,
        Order.state,
        Order.payment,
        Order.fulfilment,
        Order.recipient,
        Order.phone,
        Order.province,
        Order.city,
        Order.total_minor,
        Order.currency,
        Order.buyer_note,
        of_lines(OrderLine.title, first).label("first_title"),
        of_lines(OrderLine.sku_title, first).label("first_sku"),
        of_lines(OrderLine.picture, first).label("first_picture"),
        of_lines(func.count()).label("kinds"),
        of_lines(func.sum(OrderLine.quantity)).label("pieces"),
    )


_ROWS = _columns()


def _wanted(filters: OrderFilters) -> list[ColumnElement[bool]]:
    wanted = [*within(Order.placed_at, filters.placed), *between(Order.total_minor, filters.total)]
    if filters.state == Stage.PARTLY_SHIPPED:
        wanted.append(PARTLY)
    elif filters.state:
        wanted.append(TAB_CONDITIONS[Tab(filters.state)])
    if filters.q:
        wanted.append(_matching(filters.q))
    return wanted


def _matching(words: str) -> ColumnElement[bool]:
    """A whole telephone number and the beginning of an order number are told by their form."""
    bare = re.sub(r"[\s-]", "", words).upper()
    if PHONE.fullmatch(bare):
        return or_(Order.phone == bare, Order.number == bare)
    if NUMBER.fullmatch(bare):
        of_code = exists().where(OrderLine.order_id == Order.id, OrderLine.sku_code == words)
        return or_(Order.number.startswith(bare, autoescape=True), of_code)
    mentioned = or_(
        containing(OrderLine.title["zh"].astext, words),
        containing(OrderLine.title["en"].astext, words),
        OrderLine.sku_code == words,
    )
    return or_(
        containing(Order.recipient, words),
        exists().where(OrderLine.order_id == Order.id, mentioned),
    )


def _row(row: Row[Any]) -> OrderRow:
    return OrderRow(
        id=row.id,
        number=row.number,
        placed_at=row.placed_at,
        state=row.state,
        payment=row.payment,
        fulfilment=row.fulfilment,
        recipient=row.recipient,
        phone=masked_phone(row.phone),
        province=row.province,
        city=row.city,
        total=Money(row.total_minor, row.currency),
        first_title=row.first_title or {},
        first_sku=row.first_sku or {},
        first_picture=row.first_picture,
        kinds=row.kinds,
        pieces=int(row.pieces or 0),
        has_note=bool(row.buyer_note),
    )
