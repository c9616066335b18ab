from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from hutong.kernel.actor import ActorKind
from hutong.kernel.db import Base
from hutong.kernel.ids import OWN_SELLER, new_id
from hutong.kernel.money import Money
from hutong.kernel.states import move
from hutong.kernel.texts import TEXTS, Texts
from hutong.orders.states import (
    FULFILMENT_MOVES,
    ORDER_MOVES,
    PAYMENT_MOVES,
    Axis,
    FulfilmentState,
    OrderState,
    PaymentState,
)

OPEN = "state = 'open'"
STAMPS = {
    OrderState.COMPLETED: "completed_at",
    OrderState.CANCELLED: "cancelled_at",
    PaymentState.PAID: "paid_at",
    FulfilmentState.SHIPPED: "shipped_at",
    FulfilmentState.DELIVERED: "delivered_at",
}


class Order(Base):
    """What was sold, to whom, at what price, and how far it got along its three axes."""

    __tablename__ = "orders_order"
    __table_args__ = (
        UniqueConstraint("idempotency_key", "member_id"),
        CheckConstraint(
            "total_minor = goods_minor - discount_minor + freight_minor"
            " and goods_minor >= 0 and discount_minor between 0 and goods_minor"
            " and freight_minor >= 0",
            name="sum",
        ),
        CheckConstraint("(payment <> 'unpaid') = (paid_at is not null)", name="paid"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at is not null)", name="cancelled"),
        CheckConstraint("(state = 'completed') = (completed_at is not null)", name="completed"),
        CheckConstraint(
            "payment <> 'unpaid' or fulfilment in ('none', 'not_needed')", name="paid_first"
        ),
        Index("orders_order_of_member_idx", "member_id", "id"),
        Index("orders_order_placed_idx", "placed_at", "id"),
        Index("orders_order_phone_idx", "phone"),
        Index("orders_order_paid_idx", "paid_at", postgresql_where=text("paid_at is not null")),
        Index(
            "orders_order_unpaid_idx",
            "pay_by",
            postgresql_where=text(f"{OPEN} and payment = 'unpaid'"),
        ),
        Index(
            "orders_order_to_ship_idx",
            "paid_at",
            postgresql_where=text(
                f"{OPEN} and payment = 'paid' and fulfilment in ('none', 'partial')"
            ),
        ),
        Index(
            "orders_order_arrived_idx",
            "delivered_at",
            postgresql_where=text(f"{OPEN} and fulfilment = 'delivered'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    seller_id: Mapped[UUID] = mapped_column(default=OWN_SELLER)
    member_id: Mapped[UUID]
    shard: Mapped[int]
    state: Mapped[OrderState] = mapped_column(default=OrderState.OPEN)
    payment: Mapped[PaymentState] = mapped_column(default=PaymentState.UNPAID)
    fulfilment: Mapped[FulfilmentState] = mapped_column(default=FulfilmentState.NONE)
    moves: Mapped[int] = mapped_column(default=0)  # how many rows its history has

    placed_at: Mapped[datetime]
    pay_by: Mapped[datetime]
    paid_at: Mapped[datetime | None] = mapped_column(default=None)
    shipped_at: Mapped[datetime | None] = mapped_column(default=None)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str | None] = mapped_column(default=None)

    currency: Mapped[str]
    goods_minor: Mapped[int]
    goods: Mapped[Money] = composite("goods_minor", "currency")
    discount_minor: Mapped[int] = mapped_column(default=0)
    discount: Mapped[Money] = composite("discount_minor", "currency")
    freight_minor: Mapped[int]
    freight: Mapped[Money] = composite("freight_minor", "currency")
    total_minor: Mapped[int]
    total: Mapped[Money] = composite("total_minor", "currency")
    freight_trace: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)

    recipient: Mapped[str]
    phone: Mapped[str]
    region_code: Mapped[str]
    province: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
    street: Mapped[str]
    detail: Mapped[str]
    buyer_note: Mapped[str] = mapped_column(default="")

    idempotency_key: Mapped[str]
    fingerprint: Mapped[str]

    lines: Mapped[list["OrderLine"]] = relationship(lazy="raise", order_by="OrderLine.position")
    history: Mapped[list["OrderHistory"]] = relationship(
        lazy="raise", order_by="OrderHistory.position", viewonly=True
    )
    notes: Mapped[list["OrderNote"]] = relationship(
        lazy="raise", order_by="OrderNote.at", viewonly=True
    )

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def unshipped(self) -> list["OrderLine"]:
        return [line for line in self.lines if line.left]

    @property
    def services(self) -> list["OrderLine"]:
        return [line for line in self.lines if line.is_service]

    def enter(self, target: OrderState | PaymentState | FulfilmentState, at: datetime) -> None:
        """Move along the axis that the target belongs to. Raises IllegalMove."""
        match target:
            case OrderState():
                self.state = move(ORDER_MOVES, self.state, target)
            case PaymentState():
                self.payment = move(PAYMENT_MOVES, self.payment, target)
            case FulfilmentState():
                self.fulfilment = move(FULFILMENT_MOVES, self.fulfilment, target)
        if target in STAMPS:
            setattr(self, STAMPS[target], at)


class OrderLine(Base):
    """An article as it was when it was sold: nothing here follows the catalog of today."""

    __tablename__ = "orders_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("shipped between 0 and quantity", name="shipped"),
        CheckConstraint("valid_days is null or (valid_days > 0 and shipped = 0)", name="service"),
        CheckConstraint("payable_minor between 0 and unit_price_minor * quantity", name="payable"),
        Index("orders_line_product_idx", "product_id"),
        Index("orders_line_sku_idx", "sku_id"),
        Index(
            "orders_line_service_idx",
            "order_id",
            postgresql_where=text("valid_days is not null"),
        ),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders_order.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sku_id: Mapped[UUID]
    product_id: Mapped[UUID]
    slug: Mapped[str]
    title: Mapped[Texts] = mapped_column(TEXTS)
    sku_title: Mapped[Texts] = mapped_column(TEXTS)
    sku_code: Mapped[str]
    picture: Mapped[str | None]
    quantity: Mapped[int]
    shipped: Mapped[int] = mapped_column(default=0)
    weight_grams: Mapped[int]
    valid_days: Mapped[int | None] = mapped_column(default=None)
    """Of a service: so long after the payment it can be had. Goods have none."""
    trace: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

    currency: Mapped[str]
    unit_price_minor: Mapped[int]
    unit_price: Mapped[Money] = composite("unit_price_minor", "currency")
    payable_minor: Mapped[int]
    payable: Mapped[Money] = composite("payable_minor", "currency")

    @property
    def subtotal(self) -> Money:
        return self.unit_price.times(self.quantity)

    @property
    def is_service(self) -> bool:
        return self.valid_days is not None

    @property
    def left(self) -> int:
        """How many are still to be sent."""
        return 0 if self.is_service else self.quantity - self.shipped


class OrderHistory(Base):
    """One step along one axis: what, when, and who. Never changed, never removed."""

    __tablename__ = "orders_history"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders_order.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    axis: Mapped[Axis]
    before: Mapped[str | None]
    after: Mapped[str]
    by_kind: Mapped[ActorKind]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class OrderNote(Base):
    """What staff tell each other about an order. The buyer never sees it."""

    __tablename__ = "orders_note"
    __table_args__ = (Index("orders_note_of_order_idx", "order_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders_order.id"))
    at: Mapped[datetime]
    staff_id: Mapped[UUID | None]
    staff_name: Mapped[str]
    text: Mapped[str]
