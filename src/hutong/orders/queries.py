from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from hutong.kernel.clock import SHOP_ZONE
from hutong.kernel.drift import Drift
from hutong.kernel.money import CNY, Money
from hutong.orders.errors import OrderNotFound
from hutong.orders.models import Order, OrderLine
from hutong.orders.rules import Tab
from hutong.orders.states import MOVES, FulfilmentState, OrderState, PaymentState

PAGE = 10
PAGE_MAX = 50
SWEEP_MAX = 200
MONTHS_MAX = 36
WORDS_MAX = 50

MONEY_STAYS = Order.payment.in_((PaymentState.UNPAID, PaymentState.PAID))
OPEN_AND_PAID = and_(Order.state == OrderState.OPEN, Order.payment == PaymentState.PAID)
SENT = (FulfilmentState.SHIPPED, FulfilmentState.DELIVERED)
TAB_CONDITIONS: Mapping[Tab, ColumnElement[bool]] = {
    Tab.ALL: true(),
    Tab.UNPAID: and_(Order.state == OrderState.OPEN, Order.payment == PaymentState.UNPAID),
    Tab.TO_SHIP: and_(OPEN_AND_PAID, Order.fulfilment.not_in(SENT)),
    Tab.TO_RECEIVE: and_(OPEN_AND_PAID, Order.fulfilment.in_(SENT)),
    Tab.COMPLETED: and_(Order.state == OrderState.COMPLETED, MONEY_STAYS),
    Tab.REFUNDS: Order.payment.in_((PaymentState.REFUNDING, PaymentState.REFUNDED)),
    Tab.CANCELLED: and_(Order.state == OrderState.CANCELLED, MONEY_STAYS),
}
LEGAL_STEPS = [
    f"{axis}:{before}:{after}"
    for axis, moves in MOVES.items()
    for before, targets in moves.items()
    for after in targets
]


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


async def find(session: AsyncSession, number: str, *, member_id: UUID) -> Order:
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


DRIFT = text("""
with sums as (
    select o.id, o.number, o.goods_minor, o.discount_minor, o.total_minor, o.freight_minor,
           sum(l.unit_price_minor * l.quantity) as goods, sum(l.payable_minor) as payable,
           sum(l.quantity) as pieces, sum(l.shipped) as shipped, o.fulfilment
    from orders_order o left join orders_line l on l.order_id = o.id
    group by o.id
), steps as (
    select order_id, position, axis, before, after,
           lag(after) over (partition by order_id, axis order by position) as last
    from orders_history
), ends as (
    select distinct on (order_id, axis) order_id, axis, after
    from orders_history order by order_id, axis, position desc
)
select 'total is not lines and freight' as rule, id, number as says from sums
where payable is null or goods <> goods_minor or goods - payable <> discount_minor
   or payable + freight_minor <> total_minor
union all
select 'shipped does not fit the lines', id, number from sums
where (fulfilment = 'none' and shipped > 0) or (fulfilment = 'partial' and shipped in (0, pieces))
   or (fulfilment in ('shipped', 'delivered') and shipped < pieces)
union all
select 'history jumps', order_id, axis || ' ' || coalesce(before, '-') || ' after '
       || coalesce(last, '-')
from steps where last is not null and before is distinct from last
union all
select 'history takes a step that is not allowed', order_id,
       axis || ' ' || coalesce(before, '-') || ' to ' || after
from steps where before is not null
   and (axis || ':' || before || ':' || after) <> all(cast(:legal as text[]))
union all
select 'history ends elsewhere', o.id, e.axis || ' ' || e.after
from orders_order o join ends e on e.order_id = o.id
where e.after <> case e.axis when 'order' then o.state when 'payment' then o.payment
                 else o.fulfilment end
union all
select 'history has gaps', o.id, o.number from orders_order o
where o.moves <> (select count(*) from orders_history h where h.order_id = o.id)
union all
select 'paid without the money', o.id, o.number from orders_order o
where o.payment <> 'unpaid' and o.total_minor > 0 and not exists (
    select from payments_ledger l join payments_intent i on i.id = l.intent_id
    where i.reference = o.id and l.kind = 'capture' and l.amount_minor = o.total_minor)
union all
select 'money that nobody owes back', o.id, o.number
from orders_order o
where o.state = 'cancelled' and o.payment = 'paid' and o.total_minor > 0
union all
select 'stock promised to a closed order', o.id, o.number
from orders_order o join inventory_reservation r on r.reference = o.id
where r.state in ('held', 'claimed') and o.state <> 'open'
union all
select 'open without its stock', o.id, o.number
from orders_order o join orders_line l on l.order_id = o.id
where o.state = 'open' and l.shipped < l.quantity and not exists (
    select from inventory_reservation r
    where r.reference = o.id and r.sku_id = l.sku_id and r.state in ('held', 'claimed'))
union all
select 'sent otherwise than the parcels say', l.order_id, l.sku_code
from orders_line l
where l.shipped <> coalesce((
    select sum(s.quantity) from fulfilment_shipment_line s
    join fulfilment_shipment p on p.id = s.shipment_id
    where p.order_id = l.order_id and s.sku_id = l.sku_id), 0)
""")


async def drift(session: AsyncSession) -> list[Drift]:
    """Every order whose amounts, steps, money, stock or parcels disagree. Empty, always."""
    rows = await session.execute(DRIFT, {"legal": LEGAL_STEPS})
    return [Drift(row.rule, row.id, row.says) for row in rows]
