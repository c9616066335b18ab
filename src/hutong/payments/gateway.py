"""What we ask of a payment provider, whoever it is. A new one needs an adapter and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from hutong.kernel.errors import Conflict, Forbidden, Refused, Unavailable
from hutong.kernel.money import Money
from hutong.payments.states import Outcome


class ChargeState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"


class Method(StrEnum):
    """Where the shopper is, and so how they go on: each is a product of its own at a provider."""

    PAGE = "page"  # the provider's cashier, in a browser on a desk
    WAP = "wap"  # its cashier or app, from a browser on a phone
    QR = "qr"  # a code to be scanned with its app
    JSAPI = "jsapi"  # inside its own app: an official account or a mini-program
    APP = "app"  # in an app of ours, through its SDK


class RefundAnswer(StrEnum):
    DONE = "done"
    PROCESSING = "processing"
    REFUSED = "refused"


class BillKind(StrEnum):
    CAPTURE = "capture"
    REFUND = "refund"
    PAYOUT = "payout"  # from the provider to our bank


@dataclass(frozen=True, kw_only=True)
class ChargeAsked:
    """Please take this much. The reference is our attempt and the key under which to repeat."""

    reference: UUID
    number: str
    amount: Money
    expires_at: datetime
    return_url: str
    method: Method = Method.PAGE
    payer: str = ""  # who they are with the provider (WeChat: openid); JSAPI cannot do without
    client_ip: str = ""


@dataclass(frozen=True, kw_only=True)
class Onward:
    """How the shopper goes on: to an address, with a form posted there, by a code, or by a call."""

    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)  # to be posted to the address
    code: str = ""  # what the QR code says
    invoke: Mapping[str, str] = field(default_factory=dict)  # for the provider's script or SDK


@dataclass(frozen=True, kw_only=True)
class ChargeStarted:
    """`good_until`: after that the way on has to be asked for again, under the same reference."""

    onward: Onward
    provider_reference: str | None = None  # None: there is none before the money
    good_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ChargeFacts:
    """A charge as the provider sees it, from its signed message or answer."""

    merchant_ok: bool
    reference: UUID
    provider_reference: str
    state: ChargeState
    paid: Money | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundAsked:
    """Please give this much back. The key makes repeating harmless."""

    key: UUID
    reference: UUID
    amount: Money
    reason: str


@dataclass(frozen=True, kw_only=True)
class RefundFacts:
    key: UUID
    reference: UUID
    provider_reference: str
    answer: RefundAnswer
    amount: Money
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A message from the provider whose signature held."""

    event_id: str
    about: ChargeFacts | RefundFacts


@dataclass(frozen=True, kw_only=True)
class NoticeAnswer:
    """What a provider hears about its message, in its own form."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """Money that the provider says it moved for us on one day."""

    kind: BillKind
    reference: UUID | None  # our attempt, or our refund request; None when it is of neither
    provider_reference: str
    amount: Money
    fee: Money  # what the provider keeps; below zero where it gives some of it back
    at: datetime


@dataclass(eq=False)
class Forged(Forbidden):
    """Not signed by the provider, or not with these bytes."""

    message = "The signature does not fit."


@dataclass(eq=False)
class Stale(Forbidden):
    """Signed, but too long ago or in the future: an old message sent again by somebody."""

    message = "The message is too old."


@dataclass(eq=False)
class Unreadable(Refused):
    """Signed, and not in the form that was agreed."""

    message = "The message cannot be read."


@dataclass(eq=False)
class ProviderUnreachable(Unavailable):
    """No answer that can be trusted. What was asked may have happened or not."""

    message = "The payment service does not answer. Please try again in a moment."


@dataclass(eq=False)
class ProviderRefused(Refused):
    message = "The payment service refused: {reason}"
    reason: str


@dataclass(eq=False)
class BillNotReady(Conflict):
    """The day is not over at the provider, or its bill is still being made."""

    message = "The bill of {day} is not ready yet. Ask again later."
    day: date


class Gateway(Protocol):
    """Every call may be repeated: references and keys make the second one the first one."""

    @property
    def name(self) -> str: ...

    @property
    def methods(self) -> Sequence[Method]:
        """What this account may be used for, the usual one first."""
        ...

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        """Open a charge, and say how the shopper goes on to pay it."""
        ...

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Raises Forged, Stale or Unreadable; ProviderUnreachable when its keys cannot be had."""
        ...

    def answer(self, outcome: Outcome) -> NoticeAnswer:
        """How to tell the provider what became of its message, refusals included."""
        ...

    async def query(self, reference: UUID) -> ChargeFacts | None:
        """The charge as it stands; None when the provider never heard of it."""
        ...

    async def close(self, reference: UUID) -> ChargeFacts | None:
        """No more money for this charge, please. The facts tell when it was paid already."""
        ...

    async def refund(self, refund: RefundAsked) -> RefundFacts: ...

    async def bill(self, day: date) -> Sequence[BillLine]:
        """All that moved on a day of the shop's zone, what was paid out to us included. Raises
        BillNotReady, ProviderUnreachable."""
        ...


class Recognising(Protocol):
    """A provider who tells us, by way of the shopper's browser, who they are with it."""

    def recognition_url(self, back: str) -> str:
        """The shopper goes there and comes back to `back` with a `code` added."""
        ...

    async def payer(self, code: str) -> str:
        """Raises ProviderRefused for a code that is used up or made up."""
        ...


Gateways = Mapping[str, Gateway]
