"""What an order is called, and what may be done with it: pure functions of its three states."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from hutong.kernel import i18n
from hutong.kernel.i18n import N_, gettext
from hutong.orders.states import FulfilmentState, OrderState, PaymentState


class Standing(Protocol):
    """Anything that has the three states of an order."""

    @property
    def state(self) -> OrderState: ...
    @property
    def payment(self) -> PaymentState: ...
    @property
    def fulfilment(self) -> FulfilmentState: ...


class Stage(StrEnum):
    """The one word in which a shopper sees an order."""

    UNPAID = "unpaid"
    TO_SHIP = "to_ship"
    PARTLY_SHIPPED = "partly_shipped"
    TO_RECEIVE = "to_receive"
    TO_USE = "to_use"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


LABELS = {
    Stage.UNPAID: N_("Awaiting payment"),
    Stage.TO_SHIP: N_("Awaiting shipment"),
    Stage.PARTLY_SHIPPED: N_("Partly shipped"),
    Stage.TO_RECEIVE: N_("On its way"),
    Stage.TO_USE: N_("Ready to use"),
    Stage.COMPLETED: N_("Completed"),
    Stage.CANCELLED: N_("Cancelled"),
    Stage.REFUNDING: N_("Refund under way"),
    Stage.REFUNDED: N_("Refunded"),
}


class Tab(StrEnum):
    """How a shopper sorts their orders."""

    ALL = "all"
    UNPAID = "unpaid"
    TO_SHIP = "to_ship"
    TO_RECEIVE = "to_receive"
    COMPLETED = "completed"
    REFUNDS = "refunds"
    CANCELLED = "cancelled"


TAB_LABELS = {
    Tab.ALL: N_("All orders"),
    Tab.UNPAID: N_("To pay"),
    Tab.TO_SHIP: N_("To be shipped"),
    Tab.TO_RECEIVE: N_("To receive or use"),
    Tab.COMPLETED: N_("Completed"),
    Tab.REFUNDS: N_("Refunds"),
    Tab.CANCELLED: N_("Cancelled"),
}

TABS = {
    Stage.UNPAID: Tab.UNPAID,
    Stage.TO_SHIP: Tab.TO_SHIP,
    Stage.PARTLY_SHIPPED: Tab.TO_SHIP,
    Stage.TO_RECEIVE: Tab.TO_RECEIVE,
    Stage.TO_USE: Tab.TO_RECEIVE,
    Stage.COMPLETED: Tab.COMPLETED,
    Stage.CANCELLED: Tab.CANCELLED,
    Stage.REFUNDING: Tab.REFUNDS,
    Stage.REFUNDED: Tab.REFUNDS,
}

BEFORE_SHIPPING = {FulfilmentState.NONE, FulfilmentState.NOT_NEEDED}
TO_SEND = {FulfilmentState.NONE, FulfilmentState.PARTIAL}
GONE = {FulfilmentState.SHIPPED, FulfilmentState.DELIVERED}
NOTHING_TO_COME = {FulfilmentState.NOT_NEEDED, FulfilmentState.RECEIVED}
MONEY_BACK = {
    PaymentState.REFUNDING: Stage.REFUNDING,
    PaymentState.REFUNDED: Stage.REFUNDED,
}


def stage(order: Standing) -> Stage:
    if order.payment in MONEY_BACK:
        return MONEY_BACK[order.payment]
    match order.state:
        case OrderState.COMPLETED:
            return Stage.COMPLETED
        case OrderState.CANCELLED:
            return Stage.CANCELLED
        case OrderState.OPEN:
            return Stage.UNPAID if order.payment is PaymentState.UNPAID else _sending(order)


def _sending(order: Standing) -> Stage:
    match order.fulfilment:
        case FulfilmentState.NONE:
            return Stage.TO_SHIP
        case FulfilmentState.PARTIAL:
            return Stage.PARTLY_SHIPPED
        case FulfilmentState.SHIPPED | FulfilmentState.DELIVERED:
            return Stage.TO_RECEIVE
        case FulfilmentState.NOT_NEEDED | FulfilmentState.RECEIVED:
            return Stage.TO_USE


def label(order: Standing) -> str:
    """The stage in the reader's language."""
    return gettext(LABELS[stage(order)])


def can_pay(order: Standing) -> bool:
    return order.state is OrderState.OPEN and order.payment is PaymentState.UNPAID


def can_cancel(order: Standing) -> bool:
    return (
        order.state is OrderState.OPEN
        and order.payment in {PaymentState.UNPAID, PaymentState.PAID}
        and order.fulfilment in BEFORE_SHIPPING
    )


def can_ship(order: Standing) -> bool:
    return (
        order.state is OrderState.OPEN
        and order.payment is PaymentState.PAID
        and order.fulfilment in TO_SEND
    )


def can_confirm(order: Standing) -> bool:
    return (
        order.state is OrderState.OPEN
        and order.payment is PaymentState.PAID
        and order.fulfilment in GONE
    )


CANCEL_REASONS = {
    "changed_mind": N_("I do not want it any more"),
    "wrong_items": N_("I ordered the wrong thing"),
    "wrong_address": N_("The address is wrong"),
    "too_slow": N_("It takes too long"),
    "other": N_("Another reason"),
    "unpaid": N_("Not paid in time"),
    "out_of_stock": N_("The goods were sold out before the payment arrived"),
    "staff": N_("Called off by the shop"),
    "refunded": N_("All of it was refunded"),
}
BUYER_REASONS = ("changed_mind", "wrong_items", "wrong_address", "too_slow", "other")


def reason_words(reason: str | None) -> str:
    """A reason in the reader's language; what staff wrote in their own words stays as it is."""
    return gettext(CANCEL_REASONS[reason]) if reason in CANCEL_REASONS else reason or ""


def reason_outside(reason: str | None) -> str:
    """The same for providers and their customers, who read Chinese whoever called it off."""
    with i18n.using(i18n.DEFAULT):
        return reason_words(reason)


CARD_NUMBER = re.compile(
    r"(?<!\d)(?:62(?:[ -]?\d){14,17}|4(?:[ -]?\d){15}|5[1-5](?:[ -]?\d){14}"
    r"|3[47](?:[ -]?\d){13}|35(?:[ -]?\d){14})(?!\d)",
    re.ASCII,
)


def without_card_numbers(text: str) -> str:
    """The text with payment card numbers blotted out: they are never kept (PCI)."""

    def blot(match: re.Match[str]) -> str:
        digits = [int(each) for each in match[0] if each.isdigit()]
        return "*" * 12 + match[0][-4:] if _adds_up(digits) else match[0]

    return CARD_NUMBER.sub(blot, text)


def _adds_up(digits: list[int]) -> bool:
    return sum(_weighed(digits)) % 10 == 0


def _weighed(digits: list[int]) -> Iterator[int]:
    """Luhn: every second digit from the right counts double, less nine when that is two digits."""
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 else digit
        yield doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004
