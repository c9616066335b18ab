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
    """not_needed: nothing of it is sent, all of it is services. received: the buyer has the
    goods, and services are still to be had."""

    NOT_NEEDED = "not_needed"
    NONE = "none"
    PARTIAL = "partial"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RECEIVED = "received"


FULFILMENT_MOVES = {
    FulfilmentState.NOT_NEEDED: set[FulfilmentState](),
    FulfilmentState.NONE: {FulfilmentState.PARTIAL, FulfilmentState.SHIPPED},
    FulfilmentState.PARTIAL: {FulfilmentState.SHIPPED},
    FulfilmentState.SHIPPED: {FulfilmentState.DELIVERED, FulfilmentState.RECEIVED},
    FulfilmentState.DELIVERED: {FulfilmentState.RECEIVED},
    FulfilmentState.RECEIVED: set[FulfilmentState](),
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
