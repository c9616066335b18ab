from dataclasses import dataclass

from hutong.kernel.errors import Conflict, NotFound, Refused, Unavailable
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts, pick


@dataclass(eq=False)
class OrderNotFound(NotFound):
    message = "There is no order {number}."
    number: str


@dataclass(eq=False)
class SameKeyOtherOrder(Conflict):
    """An idempotency key stands for one order; this one stood for another."""

    message = "This order was already placed with other contents. Please start a new checkout."
    key: str


@dataclass(eq=False)
class TotalsDoNotAdd(Refused):
    """The amounts were changed on the way here."""

    message = "The amounts do not add up. Please go back to your cart."
    told: Money
    computed: Money


@dataclass(eq=False)
class PriceMoved(Conflict):
    """What it costs now is not what was shown."""

    message = "The total has changed. Please check it again before ordering."
    shown: Money
    now: Money


@dataclass(eq=False)
class PlacesMoved(Conflict):
    """The shop changed where it sells what, after the address was looked at."""

    message = "Where these goods can be sent has just changed. Please check it again."


@dataclass(eq=False)
class NotCancellable(Conflict):
    message = "Order {number} can no longer be cancelled."
    number: str


@dataclass(eq=False)
class NotShippable(Conflict):
    """Not paid, called off, given back, or sent already."""

    message = "Order {number} is not to be shipped."
    number: str


@dataclass(eq=False)
class ShipsTooMuch(Refused):
    message = "More would be shipped than was ordered: {left} of {code} are left."
    code: str
    left: int


@dataclass(eq=False)
class NotConfirmable(Conflict):
    message = "The receipt of order {number} cannot be confirmed now."
    number: str


@dataclass(eq=False)
class OverLimit(Conflict):
    """More than one member may buy of it, earlier orders counted."""

    message = N_("One person can buy {limit} of {title}. You can order {left} more.")
    none_left = N_("One person can buy {limit} of {title}, and you already have.")
    title: Texts
    limit: int
    left: int

    def __str__(self) -> str:
        words = gettext(self.message if self.left else self.none_left)
        return words.format(title=pick(self.title), limit=self.limit, left=self.left)


@dataclass(eq=False)
class TooManyOrders(Unavailable):
    """Nothing was placed."""

    message = "Very many orders are coming in right now. Yours was not placed: please press again."


@dataclass(eq=False)
class OutcomeUnknown(Unavailable):
    """The connection ended before the answer: the order may stand, or not."""

    message = (
        "We could not hear whether your order went through. Please press the same button again: "
        "it is never placed twice."
    )


@dataclass(eq=False)
class NotStorable(Refused):
    message = "This holds characters or numbers that cannot be kept."
