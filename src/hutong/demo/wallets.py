"""WeChat Pay, Alipay and UnionPay, reached without a wire and without their keys: by the books of
the simulators, in which every story of the demo can go on as soon as those answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.demo.strangers import REFUSED, UNDERSTOOD
from hutong.kernel import clock
from hutong.kernel.clock import day_start, local_day
from hutong.kernel.db import Database
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import CNY, Money
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
from hutong.sandbox.models import Telling
from hutong.simulators import books, models, queries
from hutong.simulators.books import Day, Wanted
from hutong.simulators.models import Charge, Message, Refund

A_DAY = timedelta(days=1)
BILL_AT = timedelta(hours=10, minutes=35)
CUT = timedelta(hours=23)
MERCHANTS = {models.Provider.UNIONPAY: "777290000000001"}
WAYS = {
    models.Provider.WECHAT: (Method.QR, "native"),
    models.Provider.ALIPAY: (Method.WAP, "wap"),
    models.Provider.UNIONPAY: (Method.PAGE, "page"),
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where shoppers and messages go."""

    shop: str
    simulators: str

    @classmethod
    def of(cls, settings: Settings) -> "Addresses":
        host = urlsplit(settings.public_url).hostname or "localhost"
        return cls(settings.public_url, f"http://{host}:{settings.simulator_port}")

    def wanted(self, provider: models.Provider, charge: ChargeAsked) -> Wanted:
        return Wanted(
            reference=charge.reference.hex,
            subject=_("Order %(number)s") % {"number": charge.number},
            method=WAYS[provider][1],
            amount_minor=charge.amount.minor,
            expires_at=charge.expires_at,
            return_url="" if provider is models.Provider.WECHAT else charge.return_url,
            notify_url=f"{self.shop}/notify/{provider}",
        )

    def onward(self, charge: Charge) -> Onward:
        address = f"{self.simulators}/cashier/{charge.token}"
        if charge.provider is models.Provider.WECHAT:
            return Onward(code=address)
        return Onward(url=address)


class Wallet:
    """One of them, as a payments.Gateway."""

    def __init__(self, db: Database, settings: Settings, provider: models.Provider) -> None:
        self._db = db
        self._addresses = Addresses.of(settings)
        self._provider = provider
        self.name = provider.value
        self.methods = (WAYS[provider][0],)

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        wanted = self._addresses.wanted(self._provider, charge)
        async with self._db.transaction() as session:
            opened = await books.open_charge(session, self._provider, wanted)
        return ChargeStarted(onward=self._addresses.onward(opened))

    async def pay(self, reference: UUID, telling: Telling) -> None:
        """The buyer pays at the cashier; `deliver_due` tells the shop."""
        async with self._db.transaction() as session:
            token = await self._token(session, reference)
            await books.pay(session, token, models.Telling(telling.value))

    async def decline(self, reference: UUID) -> None:
        """The bank does, and nobody tells the shop: it has to ask."""
        async with self._db.transaction() as session:
            await books.fail(session, await self._token(session, reference))

    async def _token(self, session: AsyncSession, reference: UUID) -> str:
        charge = await queries.by_reference(session, self._provider, reference.hex)
        if charge is None:
            raise ProviderRefused("no such charge")
        return charge.token

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:  # noqa: ARG002
        told = msgspec.json.decode(body)
        about = _charge_told(told["charge"]) if "charge" in told else _refund_told(told["refund"])
        return Notice(event_id=told["event_id"], about=about)

    def answer(self, outcome: Outcome) -> NoticeAnswer:
        return NoticeAnswer(status=UNDERSTOOD if outcome.understood else REFUSED)

    async def query(self, reference: UUID) -> ChargeFacts | None:
        async with self._db.reading() as session:
            charge = await queries.by_reference(session, self._provider, reference.hex)
        return _charge_told(told_of_charge(charge)["charge"]) if charge else None

    async def close(self, reference: UUID) -> ChargeFacts | None:
        async with self._db.transaction() as session:
            charge = await queries.by_reference(session, self._provider, reference.hex, lock=True)
            if charge is not None and charge.state is models.ChargeState.OPEN:
                books.close(charge)
        return await self.query(reference)

    async def refund(self, refund: RefundAsked) -> RefundFacts:
        async with self._db.transaction() as session:
            charge = await queries.by_reference(
                session, self._provider, refund.reference.hex, lock=True
            )
            if charge is None:
                raise ProviderRefused("no such charge")
            made = await books.refund(
                session,
                charge,
                key=refund.key.hex,
                amount_minor=refund.amount.minor,
                reserved=reserved(charge),
            )
            return _refund_told(told_of_refund(charge, made)["refund"])

    async def bill(self, day: date) -> Sequence[BillLine]:
        """Numbered as its own bill numbers them, so that it may be read again from there."""
        async with self._db.reading() as session:
            moved = await books.day(session, self._provider, day)
        if moved is None or clock.now() < _ready_at(self.name, day):
            raise BillNotReady(day)
        return list(billed(self._provider, moved, day))

    async def bills(self, since: date, until: date) -> Mapping[date, Sequence[BillLine]]:
        """What `bill` would have said of each day, from two questions for all of them."""
        begins, ends = day_start(since), day_start(until + A_DAY)
        async with self._db.reading() as session:
            paid = await queries.paid_between(session, self._provider, begins, ends)
            back = await queries.refunded_between(session, self._provider, begins, ends)
        days = {
            since + A_DAY * n: Day(payments=[], refunds=[]) for n in range((until - since).days + 1)
        }
        for charge in paid:
            days[local_day(charge.paid_at or charge.created_at)].payments.append(charge)
        for made, charge in back:
            days[local_day(made.made_at)].refunds.append((made, charge))
        bills, before = {}, 0
        for day, moved in days.items():
            paid_out = books.paid_out(self._provider, before, day_start(day))
            whole = replace(moved, paid_out=paid_out)
            bills[day], before = list(billed(self._provider, whole, day)), moved.net_minor
        return bills

    async def deliver_due(self) -> bool:
        """Tell the shop what is to be told by now. Whether there was anything."""
        at = clock.now()
        async with self._db.transaction() as session:
            due = [
                (message, charge, await queries.refund(session, message.refund_id))
                for message, charge in await queries.due(session, at)
                if charge.provider is self._provider
            ]
            for message, charge, made in due:
                write(message, charge, made)
        for message, _charge, _made in due:
            await payments.handle_notification(self._db, self, {}, message.body or b"")
        return bool(due)


def read_at(provider: str, day: date) -> datetime:
    """When the shop holds that day against its bill: at the first hour at which it is there."""
    return _ready_at(provider, day) + BILL_AT


def _ready_at(provider: str, day: date) -> datetime:
    """UnionPay's evening stands in the next day's file."""
    return day_start(day) + A_DAY * (2 if provider == models.Provider.UNIONPAY else 1)


def write(message: Message, charge: Charge, made: Refund | None) -> None:
    """It is sent now, and understood."""
    told = told_of_refund(charge, made) if made else told_of_charge(charge)
    message.body = msgspec.json.encode({"event_id": str(message.id), **told})
    message.headers, message.due_at = {}, None
    message.times, message.sent_at, message.answer = 1, clock.now(), UNDERSTOOD


def told_of_charge(charge: Charge) -> dict[str, Any]:
    return {
        "charge": {
            "reference": charge.reference,
            "id": charge.id,
            "state": charge.state,
            "paid_minor": charge.paid_minor,
        }
    }


def told_of_refund(charge: Charge, made: Refund) -> dict[str, Any]:
    return {
        "refund": {
            "reference": charge.reference,
            "key": made.key,
            "id": made.id,
            "amount_minor": made.amount_minor,
        }
    }


def reserved(charge: Charge) -> str:
    """What UnionPay echoes to us."""
    return charge.reference if charge.provider is models.Provider.UNIONPAY else ""


def billed(provider: models.Provider, moved: Day, day: date) -> Iterator[BillLine]:
    for charge in moved.payments:
        paid = charge.paid_minor or 0
        yield BillLine(
            kind=BillKind.CAPTURE,
            reference=UUID(hex=charge.reference),
            provider_reference=charge.id,
            amount=Money(paid, CNY),
            fee=Money(books.fee_minor(paid), CNY),
            at=charge.paid_at or charge.created_at,
        )
    for made, _charge in moved.refunds:
        yield BillLine(
            kind=BillKind.REFUND,
            reference=UUID(hex=made.key),
            provider_reference=made.key if provider is models.Provider.ALIPAY else made.id,
            amount=Money(made.amount_minor, CNY),
            fee=-Money(books.fee_minor(made.amount_minor), CNY),
            at=made.made_at,
        )
    yield from _paid_out(provider, moved, day)


def _paid_out(provider: models.Provider, moved: Day, day: date) -> Iterator[BillLine]:
    if provider is models.Provider.UNIONPAY:
        number, minor = f"{MERCHANTS[provider]}-{day:%Y%m%d}", moved.net_minor
        at = day_start(day) + CUT
    elif moved.paid_out is not None:
        number, minor, at = moved.paid_out.id, moved.paid_out.amount_minor, moved.paid_out.at
    else:
        return
    if minor > 0:
        yield BillLine(
            kind=BillKind.PAYOUT,
            reference=None,
            provider_reference=number,
            amount=Money(minor, CNY),
            fee=Money(0, CNY),
            at=at,
        )


def _charge_told(told: Mapping[str, Any]) -> ChargeFacts:
    paid = told["paid_minor"]
    return ChargeFacts(
        merchant_ok=True,
        reference=UUID(hex=told["reference"]),
        provider_reference=told["id"],
        state=ChargeState(told["state"]),
        paid=None if paid is None else Money(paid, CNY),
    )


def _refund_told(told: Mapping[str, Any]) -> RefundFacts:
    return RefundFacts(
        key=UUID(hex=told["key"]),
        reference=UUID(hex=told["reference"]),
        provider_reference=told["id"],
        answer=RefundAnswer.DONE,
        amount=Money(told["amount_minor"], CNY),
    )
