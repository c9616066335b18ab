from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from hutong.kernel.clock import SHOP_ZONE
from hutong.kernel.money import CNY, Money
from hutong.orders.errors import OrderNotFound
from hutong.orders.models import Order, OrderLine
from hutong.orders.rules import Tab
from hutong.orders.states import FulfilmentState, OrderState, PaymentState

PAGE = 10
PAGE_MAX = 50
SWEEP_MAX = 200
MONTHS_MAX = 36
WORDS_MAX = 50

MONEY_STAYS = Order.payment.in_((PaymentState.UNPAID, PaymentState.PAID))
OPEN_AND_PAID = and_(Order.state == OrderState.OPEN, Order.payment == PaymentState.PAID)
TO_SEND = (FulfilmentState.NONE, FulfilmentState.PARTIAL)
TAB_CONDITIONS: Mapping[Tab, ColumnElement[bool]] = {
    Tab.ALL: true(),
    Tab.UNPAID: and_(Order.state == OrderState.OPEN, Order.payment == PaymentState.UNPAID),
    Tab.TO_SHIP: and_(OPEN_AND_PAID, Order.fulfilment.in_(TO_SEND)),
    Tab.TO_RECEIVE: and_(OPEN_AND_PAID, Order.fulfilment.not_in(TO_SEND)),
    Tab.COMPLETED: and_(Order.state == OrderState.COMPLETED, MONEY_STAYS),
    Tab.REFUNDS: Order.payment.in_((PaymentState.REFUNDING, PaymentState.REFUNDED)),
    Tab.CANCELLED: and_(Order.state == OrderState.CANCELLED, MONEY_STAYS),
}


@dataclass(frozen=True)
class OrderPage:
    """A page of orders, newest first; `next` is where the following page begins."""

    orders: Sequence[Order]
    next: UUID | None


@dataclass(frozen=True)
class Month:
    month: date
    orders: int
    spent: Money


@dataclass(frozen=True)
class Spending:
    """What a member has spent here: paid orders whose money did not go back."""

    orders: int
    spent: Money
    saved: Money
    months: Sequence[Month]


async def find(
    session: AsyncSession, number: str, *, member_id: UUID | ScalarSelect[UUID]
) -> Order:
    """The member's own order, with its lines, in one statement. Another member's order does not
    exist."""
    found = await session.scalars(
        select(Order)
        .where(Order.number == number, Order.member_id == member_id)
        .options(joinedload(Order.lines))
    )
    order = found.unique().one_or_none()
    if order is None:
        raise OrderNotFound(number)
    return order


async def find_with_history(session: AsyncSession, number: str, *, member_id: UUID) -> Order:
    """The same with every step it took."""
    order = await session.scalar(
        select(Order)
        .where(Order.number == number, Order.member_id == member_id)
        .options(selectinload(Order.lines), selectinload(Order.history))
    )
    if order is None:
        raise OrderNotFound(number)
    return order


async def find_for_staff(session: AsyncSession, number: str) -> Order:
    """Any order, with lines, history and the notes of staff."""
    order = await session.scalar(
        select(Order)
        .where(Order.number == number)
        .options(selectinload(Order.lines), selectinload(Order.history), selectinload(Order.notes))
    )
    if order is None:
        raise OrderNotFound(number)
    return order


async def by_id(session: AsyncSession, order_id: UUID) -> Order | None:
    """With its lines."""
    return await session.get(Order, order_id, options=[selectinload(Order.lines)])


async def locked(session: AsyncSession, order_id: UUID) -> Order:
    """The order as it is now with its lines, held until the end of the transaction."""
    order = await session.get(
        Order,
        order_id,
        options=[selectinload(Order.lines)],
        with_for_update=True,
        populate_existing=True,
    )
    if order is None:
        raise OrderNotFound(str(order_id))
    return order


async def locked_if_any(session: AsyncSession, order_id: UUID) -> Order | None:
    """For news about things that may not be orders at all."""
    return await session.get(
        Order,
        order_id,
        options=[selectinload(Order.lines)],
        with_for_update=True,
        populate_existing=True,
    )


async def with_services(session: AsyncSession, order_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Which of these orders have services, in the order in which orders are locked."""
    found = await session.scalars(
        select(OrderLine.order_id)
        .where(OrderLine.order_id.in_(order_ids), OrderLine.valid_days.is_not(None))
        .distinct()
        .order_by(OrderLine.order_id)
    )
    return found.all()


async def by_key(session: AsyncSession, member_id: UUID, idempotency_key: str) -> Order | None:
    """The order that a placement with this key made, with its lines."""
    return await session.scalar(
        select(Order)
        .where(Order.member_id == member_id, Order.idempotency_key == idempotency_key)
        .options(selectinload(Order.lines))
    )


async def history(
    session: AsyncSession,
    member_id: UUID,
    *,
    tab: Tab = Tab.ALL,
    words: str = "",
    before: UUID | None = None,
    limit: int = PAGE,
) -> OrderPage:
    """The member's orders, newest first, a page at a time. Words look in numbers and titles."""
    limit = min(max(limit, 1), PAGE_MAX)
    wanted = select(Order).where(Order.member_id == member_id, TAB_CONDITIONS[tab])
    if words := words.strip()[:WORDS_MAX]:
        wanted = wanted.where(_mentions(words))
    if before is not None:
        wanted = wanted.where(Order.id < before)
    found = await session.scalars(
        wanted.options(selectinload(Order.lines)).order_by(Order.id.desc()).limit(limit + 1)
    )
    orders = found.all()
    more = len(orders) > limit
    return OrderPage(orders[:limit], orders[limit - 1].id if more else None)


async def counts(session: AsyncSession, member_id: UUID) -> dict[Tab, int]:
    """How many orders are under each tab. One statement."""
    columns = [
        func.count().filter(condition).label(tab.value) for tab, condition in TAB_CONDITIONS.items()
    ]
    row = (await session.execute(select(*columns).where(Order.member_id == member_id))).one()
    return {tab: row._mapping[tab.value] for tab in TAB_CONDITIONS}  # noqa: SLF001 - public API


async def spending(session: AsyncSession, member_id: UUID) -> Spending:
    """The consumption record: month by month in the shop's calendar, newest first."""
    month = func.date_trunc("month", func.timezone(str(SHOP_ZONE), Order.paid_at))
    rows = await session.execute(
        select(
            month.label("month"),
            func.count().label("orders"),
            func.sum(Order.total_minor).label("spent"),
            func.sum(Order.discount_minor).label("saved"),
        )
        .where(Order.member_id == member_id, Order.payment == PaymentState.PAID)
        .group_by(month)
        .order_by(month.desc())
    )
    found = rows.all()
    return Spending(
        orders=sum(row.orders for row in found),
        spent=Money(int(sum(row.spent for row in found)), CNY),
        saved=Money(int(sum(row.saved for row in found)), CNY),
        months=[
            Month(row.month.date(), row.orders, Money(int(row.spent), CNY))
            for row in found[:MONTHS_MAX]
        ],
    )


async def unpaid_until(session: AsyncSession, at: datetime) -> Sequence[UUID]:
    """Orders whose time to pay is over."""
    found = await session.scalars(
        select(Order.id)
        .where(TAB_CONDITIONS[Tab.UNPAID], Order.pay_by <= at)
        .order_by(Order.pay_by)
        .limit(SWEEP_MAX)
    )
    return found.all()


async def delivered_until(session: AsyncSession, at: datetime) -> Sequence[UUID]:
    """Orders that arrived before that and whose buyer has not said so."""
    found = await session.scalars(
        select(Order.id)
        .where(
            OPEN_AND_PAID,
            Order.fulfilment == FulfilmentState.DELIVERED,
            Order.delivered_at <= at,
        )
        .order_by(Order.delivered_at)
        .limit(SWEEP_MAX)
    )
    return found.all()


def _mentions(words: str) -> ColumnElement[bool]:
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return or_(
        Order.number.startswith(words.upper(), autoescape=True),
        exists().where(
            OrderLine.order_id == Order.id,
            or_(
                OrderLine.title["zh"].astext.ilike(pattern),
                OrderLine.title["en"].astext.ilike(pattern),
            ),
        ),
    )
