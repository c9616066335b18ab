from dataclasses import dataclass
from uuid import UUID

from hutong.kernel.errors import Conflict, NotFound, Refused
from hutong.kernel.money import Money


@dataclass(eq=False)
class NothingToPay(NotFound):
    message = "There is nothing to pay here."
    reference: UUID


@dataclass(eq=False)
class NoSuchAttempt(NotFound):
    message = "There is no such payment."
    attempt_id: UUID


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
class NotHeld(Conflict):
    message = "This payment is not waiting for a decision any more."
    attempt_id: UUID


@dataclass(eq=False)
class NoMoneyOfOurs(Refused):
    message = "No money of ours came with this payment. Close it instead."
    attempt_id: UUID


@dataclass(eq=False)
class MoneyIsOurs(Refused):
    message = "Money came with this payment. Take it for the order or give it back."
    attempt_id: UUID


@dataclass(eq=False)
class OtherCurrency(Refused):
    message = "It was paid in another currency and cannot be taken for the order. Give it back."
    currency: str


@dataclass(eq=False)
class RefundKeyReused(Conflict):
    message = "This refund was already asked for with another amount."
    key: str
