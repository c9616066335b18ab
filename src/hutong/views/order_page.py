"""Everything about one order on one page: three statements, whatever happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.fulfilment import ShipmentState
from hutong.kernel.actor import ActorKind
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts
from hutong.orders import (
    Axis,
    FulfilmentState,
    OrderNotFound,
    OrderState,
    PaymentState,
    Stage,
    stage,
)
from hutong.payments import AttemptState, IntentState, Outcome, RefundState
from hutong.pricing import Adjustment
from hutong.pricing.quoting import LIST_PRICE
from hutong.views import written


@dataclass(frozen=True, kw_only=True)
class PriceStep:
    """A step of a price as orders keep it, in the currency of its line."""

    rule: str
    label: Texts | str
    amount_minor: int
    facts: Mapping[str, int | str]

    def as_said(self, currency: str) -> Adjustment:
        amount = Money(self.amount_minor, currency)
        return Adjustment(self.rule, self.label, amount, self.facts)


@dataclass(frozen=True, kw_only=True)
class Line:
    sku_id: UUID
    product_id: UUID
    title: Texts
    sku_title: Texts
    sku_code: str
    picture: str | None
    quantity: int
    shipped: int
    currency: str
    unit_price_minor: int
    payable_minor: int
    trace: Sequence[PriceStep]
    valid_days: int | None = None

    @property
    def is_service(self) -> bool:
        return self.valid_days is not None

    @property
    def price_changes(self) -> Sequence[Adjustment]:
        """What made the price differ from the list."""
        return [step.as_said(self.currency) for step in self.trace if step.rule != LIST_PRICE]

    @property
    def left(self) -> int:
        return 0 if self.is_service else self.quantity - self.shipped

    @property
    def unit_price(self) -> Money:
        return Money(self.unit_price_minor, self.currency)

    @property
    def payable(self) -> Money:
        return Money(self.payable_minor, self.currency)


@dataclass(frozen=True, kw_only=True)
class Step:
    at: datetime
    axis: Axis
    before: str | None
    after: str
    by_kind: ActorKind
    by_name: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Note:
    at: datetime
    staff_name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OrderSheet:
    id: UUID
    number: str
    member_id: UUID
    state: OrderState
    payment: PaymentState
    fulfilment: FulfilmentState
    placed_at: datetime
    pay_by: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    currency: str
    goods_minor: int
    discount_minor: int
    freight_minor: int
    total_minor: int
    freight_trace: Sequence[PriceStep]
    recipient: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    detail: str
    buyer_note: str
    lines: Sequence[Line]
    history: Sequence[Step]
    notes: Sequence[Note]
    member_name: str | None

    @property
    def stage(self) -> Stage:
        return stage(self)

    @property
    def goods(self) -> Money:
        return Money(self.goods_minor, self.currency)

    @property
    def discount(self) -> Money:
        return Money(self.discount_minor, self.currency)

    @property
    def freight(self) -> Money:
        return Money(self.freight_minor, self.currency)

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def freight_steps(self) -> Sequence[Adjustment]:
        return [step.as_said(self.currency) for step in self.freight_trace]

    @property
    def region(self) -> str:
        parts = dict.fromkeys((self.province, self.city, self.district, self.street))
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class ParcelLine:
    title: Texts
    sku_title: Texts
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Scan:
    at: datetime
    text: Texts
    place: Texts | None


@dataclass(frozen=True, kw_only=True)
class Parcel:
    number: str
    carrier: str
    tracking_number: str
    state: ShipmentState
    shipped_at: datetime
    delivered_at: datetime | None
    expected_at: datetime | None
    lines: Sequence[ParcelLine]
    scans: Sequence[Scan]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    id: UUID
    provider: str
    provider_reference: str | None
    state: AttemptState
    started_at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class Refund:
    id: UUID
    amount_minor: int
    currency: str
    state: RefundState
    reason: str
    owed_at: datetime
    done_at: datetime | None
    note: str

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, kw_only=True)
class Notice:
    provider: str
    event_id: str | None
    signature_ok: bool
    outcome: Outcome
    received_at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class Payment:
    state: IntentState
    provider: str | None
    currency: str
    amount_minor: int
    captured_at: datetime | None
    attempts: Sequence[Attempt]
    refunds: Sequence[Refund]
    notices: Sequence[Notice]

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    order: OrderSheet
    parcels: Sequence[Parcel]
    payment: Payment | None


async def order_page(session: AsyncSession, number: str) -> OrderPage:
    """Raises OrderNotFound."""
    order = await written.one(session, ORDER, OrderSheet, numbers=[number])
    if order is None:
        raise OrderNotFound(number)
    parcels = await written.one(session, PARCELS, list[Parcel], order_id=order.id)
    payment = await written.one(session, PAYMENT, Payment, order_id=order.id)
    return OrderPage(order=order, parcels=parcels or (), payment=payment)


async def order_sheets(session: AsyncSession, numbers: Sequence[str]) -> Sequence[OrderSheet]:
    """Many orders in one statement, as they were asked for. Raises OrderNotFound."""
    found = await written.many(session, ORDER, OrderSheet, numbers=list(numbers))
    known = {sheet.number: sheet for sheet in found}
    for number in numbers:
        if number not in known:
            raise OrderNotFound(number)
    return [known[number] for number in numbers]


ORDER = text("""
    select (to_jsonb(o) || jsonb_build_object(
        'lines', coalesce((select jsonb_agg(to_jsonb(l) order by l.position)
            from orders_line l where l.order_id = o.id), '[]'),
        'history', coalesce((select jsonb_agg(to_jsonb(h) order by h.position desc)
            from orders_history h where h.order_id = o.id), '[]'),
        'notes', coalesce((select jsonb_agg(to_jsonb(n) order by n.at desc)
            from orders_note n where n.order_id = o.id), '[]'),
        'member_name', (select m.nickname from members_member m where m.id = o.member_id)
    ))::text
    from orders_order o where o.number = any(:numbers)
""")
PARCELS = text("""
    select jsonb_agg(to_jsonb(s) || jsonb_build_object(
        'lines', coalesce((select jsonb_agg(to_jsonb(l) order by l.position)
            from fulfilment_shipment_line l where l.shipment_id = s.id), '[]'),
        'scans', coalesce((select jsonb_agg(to_jsonb(t) order by t.at desc, t.recorded_at desc)
            from fulfilment_tracking t where t.shipment_id = s.id), '[]')
    ) order by s.shipped_at, s.number)::text
    from fulfilment_shipment s where s.order_id = :order_id
""")
PAYMENT = text("""
    select (to_jsonb(i) || jsonb_build_object(
        'attempts', coalesce((select jsonb_agg(to_jsonb(a) order by a.started_at desc)
            from payments_attempt a where a.intent_id = i.id), '[]'),
        'refunds', coalesce((select jsonb_agg(to_jsonb(r) order by r.owed_at desc)
            from payments_refund r where r.intent_id = i.id), '[]'),
        'notices', coalesce((select jsonb_agg(to_jsonb(n) - 'body' order by n.received_at desc)
            from payments_notification n join payments_attempt a on a.id = n.attempt_id
            where a.intent_id = i.id), '[]')
    ))::text
    from payments_intent i where i.reference = :order_id
""")
