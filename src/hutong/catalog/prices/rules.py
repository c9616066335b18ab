"""When a price may stand struck through beside a lower one. Pure: from what was charged to yes or
to the words that say why not.

The original price is the lowest one that was truly asked, on the shelf, in the days before the
lower one began. 《明码标价和禁止价格欺诈规定》 asks for that over seven days, the Omnibus directive
of the European Union over thirty. Nothing else is one, however often it stood on a label.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money

WINDOW_LEAST, WINDOW_MOST = 7, 90
SHOWN_MOST = 90


@dataclass(frozen=True, kw_only=True)
class PriceRules:
    """The days before that are looked at, on how many of them the goods were on sale at least,
    and for how many days the original price is shown."""

    window_days: int = 7
    least_days: int = 1
    shown_days: int = 30

    def ends(self, began: datetime) -> datetime:
        return began + timedelta(days=self.shown_days)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A price from a moment to the next one, `until` None where it still goes on."""

    since: datetime
    until: datetime | None
    price: Money
    on_sale: bool


@dataclass(frozen=True, slots=True)
class Charged:
    """What was truly asked in the days before; None where nothing was on sale."""

    lowest: Money | None
    highest: Money | None
    time: timedelta


def charged(stretches: Sequence[Stretch], at: datetime, rules: PriceRules) -> Charged:
    begins = at - timedelta(days=rules.window_days)
    within = [
        (stretch.price, (min(stretch.until or at, at) - max(stretch.since, begins)))
        for stretch in stretches
        if stretch.on_sale
    ]
    asked = [(price, time) for price, time in within if time > timedelta(0)]
    prices = sorted((price for price, _time in asked), key=lambda price: price.minor)
    return Charged(
        lowest=prices[0] if prices else None,
        highest=prices[-1] if prices else None,
        time=sum((time for _price, time in asked), timedelta(0)),
    )


def refusal(original: Money, price: Money, found: Charged, rules: PriceRules) -> str:
    """Why it may not stand beside that price from now on, in plain words; "" where it may."""
    facts = {"days": rules.window_days, "least": rules.least_days, "price": _told(price)}
    if original.minor <= price.minor:
        words = _("An original price is above the price of {price}.")
    elif found.lowest is None or found.highest is None:
        words = _("It was not on sale in the {days} days before: no original price can be shown.")
    elif found.time < timedelta(days=rules.least_days):
        words = _(
            "In the {days} days before it was on sale for less than {least} days: no original"
            " price can be shown yet."
        )
    elif found.lowest.minor <= price.minor:
        words = _(
            "In the {days} days before it cost {lowest} to {highest}, and the lowest counts: that"
            " is not above {price}, so no original price can be shown."
        )
    elif original != found.lowest:
        words = _(
            "In the {days} days before it cost {lowest} to {highest}, and the lowest counts: write"
            " {lowest}, or leave the original price empty."
        )
    else:
        return ""
    lowest, highest = found.lowest or price, found.highest or price
    return words.format(**facts, lowest=_told(lowest), highest=_told(highest))


def _told(price: Money) -> str:
    return f"¥{price.major:,.2f}"
