"""An order moves along three axes at once: the agreement, the money, the goods."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any


class OrderState(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


ORDER_MOVES = {
    OrderState.OPEN: {OrderState.COMPLETED, OrderState.CANCELLED},
    OrderState.COMPLETED: set[OrderState](),
    # closed because nobody paid, and then the money came and the goods were still there
    OrderState.CANCELLED: {OrderState.OPEN},
}


class PaymentState(StrEnum):
    UNPAID = "unpaid"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


PAYMENT_MOVES = {
    PaymentState.UNPAID: {PaymentState.PAID},
    PaymentState.PAID: {PaymentState.REFUNDING},
    PaymentState.REFUNDING: {PaymentState.REFUNDED},
    PaymentState.REFUNDED: set[PaymentState](),
}


class FulfilmentState(StrEnum):
    NONE = "none"
    PARTIAL = "partial"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


FULFILMENT_MOVES = {
    FulfilmentState.NONE: {FulfilmentState.PARTIAL, FulfilmentState.SHIPPED},
    FulfilmentState.PARTIAL: {FulfilmentState.SHIPPED},
    FulfilmentState.SHIPPED: {FulfilmentState.DELIVERED},
    FulfilmentState.DELIVERED: set[FulfilmentState](),
}


class Axis(StrEnum):
    ORDER = "order"
    PAYMENT = "payment"
    FULFILMENT = "fulfilment"


MOVES: Mapping[Axis, Mapping[Any, AbstractSet[Any]]] = {
    Axis.ORDER: ORDER_MOVES,
    Axis.PAYMENT: PAYMENT_MOVES,
    Axis.FULFILMENT: FULFILMENT_MOVES,
}
