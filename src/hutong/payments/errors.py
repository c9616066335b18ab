from dataclasses import dataclass
from uuid import UUID

from hutong.kernel.errors import Conflict, NotFound, Refused
from hutong.kernel.money import Money


@dataclass(eq=False)
class NothingToPay(NotFound):
    message = "There is nothing to pay here."
    reference: UUID


@dataclass(eq=False)
class PaymentClosed(Conflict):
    """Paid already, called off, or too late."""

    message = "This payment is no longer open."
    reference: UUID


@dataclass(eq=False)
class NoSuchProvider(Refused):
    message = "This way of paying is not offered."
    provider: str


@dataclass(eq=False)
class RefundTooLarge(Refused):
    """Nobody gets back more than they paid, and only by the way they paid."""

    message = "More cannot be refunded than was paid."
    reference: UUID
    amount: Money


@dataclass(eq=False)
class RefundKeyReused(Conflict):
    message = "This refund was already asked for with another amount."
    key: str
