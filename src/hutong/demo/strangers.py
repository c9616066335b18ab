"""The simulated provider and carrier, reached without a wire: the demo is made before any web
server answers. Their books are the sandbox's own, so that every story can go on there."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from hutong import members, payments
from hutong.demo.year import Label
from hutong.fulfilment import CARRIERS, Scan
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.money import Money
from hutong.kernel.settings import Settings
from hutong.payments import (
    BillKind,
    BillLine,
    BillNotReady,
    ChargeAsked,
    ChargeFacts,
    ChargeStarted,
    ChargeState,
    Method,
    Notice,
    NoticeAnswer,
    Onward,
    Outcome,
    ProviderRefused,
    RefundAnswer,
    RefundAsked,
    RefundFacts,
)
from hutong.sandbox import bills, charges, queries
from hutong.sandbox.bills import Move
from hutong.sandbox.charges import ChargeWanted, RefundWanted
from hutong.sandbox.models import Delivery, Telling
from hutong.sandbox.route import Way, steps

MERCHANT = "hutong"
UNDERSTOOD = 200
REFUSED = 400


class Provider:
    """The sandbox provider as a payments.Gateway."""

    name = "sandbox"
    methods = (Method.PAGE, Method.WAP)

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._notify_url = f"{settings.public_url}/notify/{self.name}"

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        wanted = ChargeWanted(
            reference=charge.reference,
            subject=charge.number,
            amount_minor=charge.amount.minor,
            currency=charge.amount.currency,
            expires_at=charge.expires_at,
            return_url=charge.return_url,
            notify_url=self._notify_url,
        )
        async with self._db.transaction() as session:
            opened = await charges.open_charge(session, MERCHANT, wanted)
        onward = Onward(url=f"/sandbox/cashier/{opened.id}")
        return ChargeStarted(provider_reference=opened.id, onward=onward)

    async def pay(self, reference: UUID, telling: Telling) -> None:
        """The buyer pays at the cashier; the provider's job tells the shop."""
        async with self._db.transaction() as session:
            charge = await queries.by_reference(session, MERCHANT, reference)
            if charge is None:
                raise ProviderRefused("no such charge")
            await charges.pay(session, charge.id, telling)

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:  # noqa: ARG002
        told = msgspec.json.decode(body)
        about = _charge(told["charge"]) if "charge" in told else _refund(told["refund"])
        return Notice(event_id=told["event_id"], about=about)

    def answer(self, outcome: Outcome) -> NoticeAnswer:
        return NoticeAnswer(status=UNDERSTOOD if outcome.understood else REFUSED)

    async def query(self, reference: UUID) -> ChargeFacts | None:
        async with self._db.reading() as session:
            charge = await queries.by_reference(session, MERCHANT, reference)
            if charge is None:
                return None
            return _charge(charges.charge_told(charge, clock.now()))

    async def close(self, reference: UUID) -> ChargeFacts | None:
        async with self._db.transaction() as session:
            charge = await queries.locked_reference(session, MERCHANT, reference)
            if charge is None:
                return None
            charges.close(charge)
            return _charge(charges.charge_told(charge, clock.now()))

    async def refund(self, refund: RefundAsked) -> RefundFacts:
        wanted = RefundWanted(
            key=refund.key,
            amount_minor=refund.amount.minor,
            currency=refund.amount.currency,
            reason=refund.reason,
        )
        async with self._db.transaction() as session:
            charge = await queries.locked_reference(session, MERCHANT, refund.reference)
            if charge is None:
                raise ProviderRefused("no such charge")
            return _refund(
                charges.refund_told(charge, await charges.refund(session, charge, wanted))
            )

    async def bill(self, day: date) -> Sequence[BillLine]:
        async with self._db.reading() as session:
            bill = await bills.made(session, MERCHANT, day, at=clock.now())
        if not bill.ready:
            raise BillNotReady(day)
        return [_billed(move) for move in bill.moves]

    async def bills(self, since: date, until: date) -> Mapping[date, Sequence[BillLine]]:
        """Of each day; little is paid here."""
        days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
        return {day: await self.bill(day) for day in days}

    async def deliver(self, db: Database, *, message_id: str, tries: int) -> None:  # noqa: ARG002
        """The provider's job that tells the shop."""
        async with db.reading() as session:
            found = await queries.message(session, UUID(message_id))
        if found is None:
            return
        message, _charge_of_it = found
        await payments.handle_notification(db, self, {}, message.body)
        async with db.transaction() as session:
            session.add(Delivery(message_id=message.id, sent_at=clock.now(), answer=UNDERSTOOD))


def journey(label: Label) -> Sequence[Scan]:
    """The way that the simulated carrier will tell of, too, when it is asked."""
    province, city, district = members.regions.path(label.to.address.region_code)[:3]
    way = Way(
        carrier=CARRIERS[label.carrier].name,
        tracking_number=label.tracking_number,
        province=province,
        city=city,
        district=district,
    )
    return [
        Scan(
            key=step.key,
            at=label.sent_at + step.after,
            state=step.state,
            text=step.text,
            place=step.place,
        )
        for step in steps(way)
    ]


def _charge(told: Mapping[str, Any]) -> ChargeFacts:
    paid = told["paid_minor"]
    return ChargeFacts(
        merchant_ok=told["merchant"] == MERCHANT,
        reference=UUID(told["reference"]),
        provider_reference=told["id"],
        state=ChargeState(told["state"]),
        paid=None if paid is None else Money(paid, told["currency"]),
        reason=told["reason"],
    )


def _billed(move: Move) -> BillLine:
    return BillLine(
        kind=BillKind(move.kind),
        reference=move.reference,
        provider_reference=move.id,
        amount=Money(move.amount_minor, move.currency),
        fee=Money(move.fee_minor, move.currency),
        at=move.at,
    )


def _refund(told: Mapping[str, Any]) -> RefundFacts:
    return RefundFacts(
        key=UUID(told["key"]),
        reference=UUID(told["reference"]),
        provider_reference=told["id"],
        answer=RefundAnswer(told["state"]),
        amount=Money(told["amount_minor"], told["currency"]),
        reason=told["reason"],
    )
