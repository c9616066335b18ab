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
HUNDRED = 100
STEPS, REMEMBERED = timedelta(days=1), timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class PriceRules:
    """The days before that are looked at, on how many of them the goods were on sale at least,
    and for how many days the original price is shown. A price on the shelf that changes by more
    than `change_percent`, or to less than `floor_percent` of the lowest of thirty days, takes a
    second person; None for no such limit."""

    window_days: int = 7
    least_days: int = 1
    shown_days: int = 30
    change_percent: int | None = None
    floor_percent: int | None = None

    @property
    def limited(self) -> bool:
        return self.change_percent is not None or self.floor_percent is not None

    def loosened_by(self, later: "PriceRules") -> bool:
        """Whether one person alone may do more under the later ones."""
        change, floor = self.change_percent, self.floor_percent
        wider = change is not None and (later.change_percent or HUNDRED) > change
        return wider or (floor is not None and (later.floor_percent or 0) < floor)

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


def takes_two(stretches: Sequence[Stretch], price: Money, at: datetime, rules: PriceRules) -> str:
    """Why one person alone may not ask that price now; "" where one may.

    It is measured against everything that was asked on the shelf within a day, so that small steps
    lead no further than one; goods that left the shelf are measured against what they cost there
    last. The way back to a price of that day is always free."""
    asked = [each for each in stretches if each.on_sale and _ended(each, at) > at - REMEMBERED]
    if not asked:
        return ""
    today = [each.price for each in asked if _ended(each, at) > at - STEPS] or [asked[-1].price]
    if price in today:
        return ""
    lowest = min((each.price for each in asked), key=lambda each: each.minor)
    return _too_far(today, price, rules) or _too_low(lowest, price, rules)


def _ended(stretch: Stretch, at: datetime) -> datetime:
    return stretch.until or at


def _too_far(today: Sequence[Money], price: Money, rules: PriceRules) -> str:
    limit = rules.change_percent
    if limit is None:
        return ""
    moved = [(abs(price.minor - each.minor) * HUNDRED, each) for each in today]
    far = [(by // each.minor, each) for by, each in moved if by > each.minor * limit]
    if not far:
        return ""
    share, before = max(far, key=lambda pair: pair[0])
    words = _(
        "From {before} to {after} is a change of {share} per cent within a day; more than {limit}"
        " takes a second person. Ask for this price on the page of its price history."
    )
    return words.format(before=_told(before), after=_told(price), share=share, limit=limit)


def _too_low(lowest: Money, price: Money, rules: PriceRules) -> str:
    floor = rules.floor_percent
    if floor is None or price.minor * HUNDRED >= lowest.minor * floor:
        return ""
    words = _(
        "{after} is less than {limit} per cent of {lowest}, the lowest price of the last 30 days:"
        " that takes a second person. Ask for this price on the page of its price history."
    )
    return words.format(after=_told(price), lowest=_told(lowest), limit=floor)


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
