"""A payment provider that does as it is told, with its own books."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec

from hutong.kernel import clock
from hutong.kernel.money import Money
from hutong.payments import (
    BillLine,
    BillNotReady,
    ChargeAsked,
    ChargeFacts,
    ChargeStarted,
    ChargeState,
    Forged,
    Method,
    Notice,
    NoticeAnswer,
    Onward,
    Outcome,
    ProviderUnreachable,
    RefundAnswer,
    RefundAsked,
    RefundFacts,
    Stale,
    Unreadable,
)


@dataclass
class Charge:
    id: str
    asked: ChargeAsked
    state: ChargeState = ChargeState.OPEN
    paid: Money | None = None
    merchant_ok: bool = True


@dataclass
class Provider:
    """Satisfies payments.Gateway. `away` counts answers that get lost after the effect."""

    name: str = "fake"
    methods: Sequence[Method] = (Method.PAGE, Method.WAP)
    charges: dict[UUID, Charge] = field(default_factory=dict)
    refunds: dict[UUID, RefundFacts] = field(default_factory=dict)
    bills: dict[date, list[BillLine]] = field(default_factory=dict)
    answers: list[RefundAnswer] = field(default_factory=list)
    away: int = 0
    good_for: timedelta | None = None
    code: str = ""
    asked: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """What it was told of refunds, and tells its customers."""
    spy: Callable[[], None] = lambda: None

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        self._called(f"start {charge.reference}")
        known = self.charges.setdefault(charge.reference, Charge(f"c-{uuid4()}", charge))
        self._answer()
        return ChargeStarted(
            provider_reference=known.id,
            onward=Onward(url=f"https://pay.test/{known.id}")
            if not self.code
            else Onward(code=self.code),
            good_until=clock.now() + self.good_for if self.good_for else None,
        )

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:
        match headers.get("signature"):
            case "good":
                pass
            case "old":
                raise Stale
            case _:
                raise Forged
        try:
            told = msgspec.json.decode(body)
            reference = UUID(str(told["reference"]))
        except (ValueError, KeyError, TypeError):
            raise Unreadable from None
        if "refund" in told:
            return Notice(event_id=told["event"], about=self.refunds[UUID(told["refund"])])
        return Notice(event_id=told["event"], about=self._facts(reference, told))

    def answer(self, outcome: Outcome) -> NoticeAnswer:
        return NoticeAnswer(status=200 if outcome.understood else 400)

    async def query(self, reference: UUID) -> ChargeFacts | None:
        self._called(f"query {reference}")
        self._answer()
        return self._facts(reference, {}) if reference in self.charges else None

    async def close(self, reference: UUID) -> ChargeFacts | None:
        self._called(f"close {reference}")
        self._answer()
        if reference not in self.charges:
            return None
        charge = self.charges[reference]
        if charge.state is ChargeState.OPEN:
            charge.state = ChargeState.CLOSED
        return self._facts(reference, {})

    async def refund(self, refund: RefundAsked) -> RefundFacts:
        self._called(f"refund {refund.key}")
        self.reasons.append(refund.reason)
        answer = self.answers.pop(0) if self.answers else RefundAnswer.DONE
        facts = RefundFacts(
            key=refund.key,
            reference=refund.reference,
            provider_reference=f"r-{refund.key}",
            answer=answer,
            amount=refund.amount,
            reason="no" if answer is RefundAnswer.REFUSED else "",
        )
        known = self.refunds.get(refund.key)
        if known is None or known.answer is not RefundAnswer.DONE:
            self.refunds[refund.key] = facts
        self._answer()
        return self.refunds[refund.key]

    async def bill(self, day: date) -> Sequence[BillLine]:
        self._called(f"bill {day}")
        self._answer()
        if day not in self.bills:
            raise BillNotReady(day)
        return self.bills[day]

    def pay(self, reference: UUID, *, paid: Money | None = None) -> None:
        """The shopper pays; nobody has told the shop yet."""
        charge = self.charges[reference]
        charge.state = ChargeState.PAID
        charge.paid = paid or charge.asked.amount

    @property
    def moved(self) -> int:
        """What is left with the merchant by the provider's own books, in minor units."""
        paid = sum(c.paid.minor for c in self.charges.values() if c.paid)
        done = [r for r in self.refunds.values() if r.answer is RefundAnswer.DONE]
        return paid - sum(r.amount.minor for r in done)

    def _facts(self, reference: UUID, told: dict[str, str]) -> ChargeFacts:
        charge = self.charges.get(reference)
        if charge is None:
            return ChargeFacts(
                merchant_ok=True,
                reference=reference,
                provider_reference="c-unknown",
                state=ChargeState.PAID,
                paid=Money(1, "CNY"),
            )
        return ChargeFacts(
            merchant_ok=charge.merchant_ok,
            reference=reference,
            provider_reference=told.get("charge", charge.id),
            state=ChargeState(told.get("state", charge.state)),
            paid=charge.paid,
        )

    def _called(self, what: str) -> None:
        self.asked.append(what)
        self.spy()

    def _answer(self) -> None:
        if self.away:
            self.away -= 1
            raise ProviderUnreachable


def signed(reference: UUID, *, event: str = "e-1", **told: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of a message from the provider."""
    body = msgspec.json.encode({"event": event, "reference": str(reference), **told})
    return {"signature": "good"}, body
