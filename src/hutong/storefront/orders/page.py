from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from hutong import orders
from hutong.fulfilment import CARRIERS, Shipment
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.orders import (
    TAB_LABELS,
    FulfilmentState,
    Order,
    OrderLine,
    Spending,
    Stage,
    Tab,
)
from hutong.storefront.account.around import Around, around
from hutong.storefront.amounts import Amount, of_order
from hutong.storefront.orders.money import NOT_YET, Paid
from hutong.vouchers import Voucher, VoucherState
from hutong.web.frame import Link
from hutong.web.goods import Card

SHOPPERS_TABS = (
    Tab.ALL,
    Tab.UNPAID,
    Tab.TO_SHIP,
    Tab.TO_RECEIVE,
    Tab.COMPLETED,
    Tab.REFUNDS,
    Tab.CANCELLED,
)
COUNTED = {Tab.UNPAID, Tab.TO_SHIP, Tab.TO_RECEIVE}
TONES = {
    Stage.UNPAID: "warn",
    Stage.TO_SHIP: "brand",
    Stage.PARTLY_SHIPPED: "brand",
    Stage.TO_RECEIVE: "brand",
    Stage.TO_USE: "brand",
    Stage.COMPLETED: "good",
    Stage.CANCELLED: "calm",
    Stage.REFUNDING: "warn",
    Stage.REFUNDED: "calm",
}
ICONS = {
    Stage.UNPAID: "wallet",
    Stage.TO_SHIP: "box",
    Stage.PARTLY_SHIPPED: "truck",
    Stage.TO_RECEIVE: "truck",
    Stage.TO_USE: "receipt",
    Stage.COMPLETED: "check-circle",
    Stage.CANCELLED: "close",
    Stage.REFUNDING: "refresh",
    Stage.REFUNDED: "wallet",
}
EMPTY: Mapping[Tab, str] = {
    Tab.ALL: N_("You have not ordered anything yet."),
    Tab.UNPAID: N_("Nothing waits for payment."),
    Tab.TO_SHIP: N_("Nothing waits to be sent."),
    Tab.TO_RECEIVE: N_("Nothing is on its way."),
    Tab.COMPLETED: N_("No order is completed yet."),
    Tab.REFUNDS: N_("Nothing is being refunded."),
    Tab.CANCELLED: N_("No order was cancelled."),
}
SHOWN_LINES = 3


@dataclass(frozen=True, slots=True)
class TabLink:
    title: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class OrderCard:
    order: Order

    @property
    def url(self) -> str:
        return f"/orders/{self.order.number}"

    @property
    def label(self) -> str:
        return orders.label(self.order)

    @property
    def tone(self) -> str:
        return TONES[orders.stage(self.order)]

    @property
    def icon(self) -> str:
        return ICONS[orders.stage(self.order)]

    @property
    def stage(self) -> Stage:
        return orders.stage(self.order)

    @property
    def lines(self) -> Sequence[OrderLine]:
        return self.order.lines[:SHOWN_LINES]

    @property
    def more(self) -> int:
        return len(self.order.lines) - len(self.lines)

    @property
    def can_pay(self) -> bool:
        return orders.can_pay(self.order)

    @property
    def can_cancel(self) -> bool:
        return orders.can_cancel(self.order)

    @property
    def can_confirm(self) -> bool:
        return orders.can_confirm(self.order)

    @property
    def can_buy_again(self) -> bool:
        return not self.can_pay


@dataclass(frozen=True, kw_only=True, slots=True)
class OrdersPage:
    tab: Tab
    words: str
    counts: Mapping[Tab, int]
    cards: tuple[OrderCard, ...]
    older: UUID | None
    suggestions: tuple[Card, ...] = ()

    @property
    def around(self) -> Around:
        return around(_("My orders"))

    @property
    def tabs(self) -> tuple[TabLink, ...]:
        return tuple(
            TabLink(
                gettext(TAB_LABELS[tab]), _tab_url(tab), self.counts[tab] if tab in COUNTED else 0
            )
            for tab in SHOPPERS_TABS
        )

    @property
    def url(self) -> str:
        return _tab_url(self.tab)

    @property
    def older_url(self) -> str:
        told = {"tab": self.tab.value, "q": self.words, "before": str(self.older)}
        return "/orders?" + urlencode({name: value for name, value in told.items() if value})

    @property
    def empty_words(self) -> str:
        if self.words:
            return _("No order has this number or these goods.")
        return gettext(EMPTY[self.tab])


def _tab_url(tab: Tab) -> str:
    return "/orders" if tab is Tab.ALL else f"/orders?tab={tab}"


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry of a parcel's timeline."""

    at: datetime
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Parcel:
    shipment: Shipment

    @property
    def carrier(self) -> str:
        known = CARRIERS.get(self.shipment.carrier)
        return pick(known.name) if known else self.shipment.carrier

    @property
    def hotline(self) -> str:
        known = CARRIERS.get(self.shipment.carrier)
        return known.hotline if known else ""

    @property
    def entries(self) -> tuple[Seen, ...]:
        return tuple(
            Seen(event.at, pick(event.text), pick(event.place) if event.place else "")
            for event in self.shipment.events
        )


CODE_STATES: Mapping[VoucherState, tuple[str, str]] = {
    VoucherState.READY: (N_("Ready to use"), "brand"),
    VoucherState.REDEEMED: (N_("Used"), "good"),
    VoucherState.EXPIRED: (N_("Expired"), "calm"),
    VoucherState.VOID: (N_("Void"), "calm"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a service, and the picture of it that staff scan; "" where nobody needs it."""

    voucher: Voucher
    picture: str

    @property
    def label(self) -> str:
        return gettext(CODE_STATES[self.voucher.state][0])

    @property
    def tone(self) -> str:
        return CODE_STATES[self.voucher.state][1]

    @property
    def ready(self) -> bool:
        return self.voucher.state is VoucherState.READY


HEADLINES: Mapping[Stage, str] = {
    Stage.UNPAID: N_("We keep the goods for you until then."),
    Stage.TO_SHIP: N_("Your payment is there; we are packing."),
    Stage.PARTLY_SHIPPED: N_("A part of it is on its way; the rest follows."),
    Stage.TO_RECEIVE: N_("Please confirm when you have it in your hands."),
    Stage.TO_USE: N_("Show a code when you use a service."),
    Stage.COMPLETED: N_("Thank you. We hope it serves you well."),
    Stage.CANCELLED: N_("Nothing more happens with this order."),
    Stage.REFUNDING: N_("The money goes back the way it came."),
    Stage.REFUNDED: N_("The money went back the way it came."),
}
SERVED = (N_("Ordered"), N_("Pay"), N_("Use it"))
WAY = (N_("Ordered"), N_("Pay"), N_("Dispatched"), N_("Received"))
PAID_STAGES = {Stage.TO_SHIP, Stage.PARTLY_SHIPPED, Stage.TO_RECEIVE, Stage.TO_USE}
REACHED = {
    Stage.UNPAID: 2,
    Stage.TO_SHIP: 3,
    Stage.PARTLY_SHIPPED: 3,
    Stage.TO_RECEIVE: 4,
    Stage.TO_USE: 4,
    Stage.COMPLETED: 5,
}
SERVED_REACHED = {Stage.UNPAID: 2, Stage.TO_USE: 3, Stage.COMPLETED: 4}


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPage:
    card: OrderCard
    parcels: tuple[Parcel, ...]
    codes: tuple[Code, ...] = ()
    paid: Paid = NOT_YET

    @property
    def order(self) -> Order:
        return self.card.order

    @property
    def ships(self) -> bool:
        return self.order.fulfilment is not FulfilmentState.NOT_NEEDED

    @property
    def partly_sent(self) -> bool:
        """Then every parcel says what is in it, and every article how many are to come."""
        return self.card.stage is Stage.PARTLY_SHIPPED

    @property
    def codes_come(self) -> bool:
        """They are being made at this moment."""
        return bool(self.order.services) and not self.codes and self.card.stage in PAID_STAGES

    @property
    def can_cancel(self) -> bool:
        """Nobody had any of it."""
        had = any(code.voucher.state is VoucherState.REDEEMED for code in self.codes)
        return self.card.can_cancel and not had

    @property
    def headline(self) -> str:
        if self.card.stage is Stage.UNPAID and not self.ships:
            return _("We keep the places for you until then.")
        return gettext(HEADLINES[self.card.stage])

    @property
    def way(self) -> tuple[str, ...]:
        return tuple(gettext(step) for step in (WAY if self.ships else SERVED))

    @property
    def reached(self) -> int:
        """The step it is at, one past the end when all is done; 0 for one called off."""
        reached = REACHED if self.ships else SERVED_REACHED
        return reached.get(self.card.stage, 0)

    @property
    def moves(self) -> bool:
        """Something may happen to it by itself, so the page looks again now and then."""
        return self.card.stage in PAID_STAGES or self.paid.under_way

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return of_order(self.order)

    @property
    def total_label(self) -> str:
        if self.card.can_pay:
            return _("Amount due")
        return _("Order total") if self.order.paid_at is None else _("Total paid")

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        return tuple((reason, orders.reason_words(reason)) for reason in orders.BUYER_REASONS)

    @property
    def cancel_reason(self) -> str:
        return orders.reason_words(self.order.cancel_reason)

    @property
    def times(self) -> tuple[tuple[str, datetime], ...]:
        """When what happened, in order."""
        order = self.order
        known = (
            (_("Ordered"), order.placed_at),
            (_("Paid"), order.paid_at),
            (_("Dispatched"), order.shipped_at),
            (_("Delivered"), order.delivered_at),
            (_("Completed"), order.completed_at),
            (_("Cancelled"), order.cancelled_at),
        )
        return tuple((name, at) for name, at in known if at is not None)


@dataclass(frozen=True, slots=True)
class SpendingPage:
    spending: Spending

    @property
    def around(self) -> Around:
        return around(_("What I spent"), Link(_("My orders"), "/orders"))
