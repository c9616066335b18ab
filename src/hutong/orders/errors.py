from dataclasses import dataclass

from hutong.kernel.errors import Conflict, NotFound, Refused
from hutong.kernel.money import Money


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
