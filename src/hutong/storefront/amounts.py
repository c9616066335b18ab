"""What a total is made of, line by line, so that the amount charged can be explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money
from hutong.orders import FulfilmentState, Order
from hutong.pricing import Adjustment, Quote


@dataclass(frozen=True, slots=True)
class Amount:
    """One line of the sum: what it is, how much, and what it is itself made of."""

    label: str
    money: Money
    parts: tuple["Amount", ...] = ()
    hint: str = ""


def of_quote(quote: Quote, *, ships: bool = True) -> tuple[Amount, ...]:
    """Goods, every discount, and freight where something is sent."""
    estimated = _("estimated") if quote.freight.estimated else ""
    return (
        Amount(_("Goods total"), quote.goods),
        *(Amount(each.explain(), each.amount) for each in quote.discounts),
        *((_delivery(quote.freight.amount, quote.freight.trace, estimated),) if ships else ()),
    )


def of_order(order: Order) -> tuple[Amount, ...]:
    """As it was when it was sold."""
    discount = (Amount(_("Discounts"), -order.discount),) if order.discount else ()
    trace = [_adjustment(step, order.currency) for step in order.freight_trace]
    sent = order.fulfilment is not FulfilmentState.NOT_NEEDED
    return (
        Amount(_("Goods total"), order.goods),
        *discount,
        *((_delivery(order.freight, trace),) if sent else ()),
    )


def _delivery(freight: Money, trace: Sequence[Adjustment], hint: str = "") -> Amount:
    """What costs nothing says why; what costs says how it is reckoned."""
    if not freight:
        return Amount(_("Delivery"), freight, hint=trace[-1].explain() if trace else hint)
    parts = tuple(Amount(each.explain(), each.amount) for each in trace)
    return Amount(_("Delivery"), freight, parts, hint)


def _adjustment(step: Mapping[str, Any], currency: str) -> Adjustment:
    amount = Money(step["amount_minor"], currency)
    return Adjustment(step["rule"], step["label"], amount, step["facts"])
