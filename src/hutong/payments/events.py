from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hutong.kernel.events import Event
from hutong.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class PaymentCaptured(Event):
    """Money came in for the reference, perhaps after it was closed."""

    name = "payments.captured"
    about = "reference"
    intent_id: UUID
    reference: UUID
    amount: Money
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentHeld(Event):
    """A provider reported money that is not what we asked for. Nothing was captured."""

    name = "payments.held"
    about = "reference"
    intent_id: UUID
    reference: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(Event):
    """Money went back; full when nothing of the reference's money is left with us."""

    name = "payments.refunded"
    about = "reference"
    intent_id: UUID
    reference: UUID
    amount: Money
    full: bool
