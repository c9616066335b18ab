"""The sandbox provider, reached over HTTP as any provider would be."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hutong.kernel import clock
from hutong.kernel.money import Money
from hutong.kernel.outside import counted
from hutong.payments.gateway import (
    BillKind,
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
    ProviderRefused,
    ProviderUnreachable,
    RefundAnswer,
    RefundAsked,
    RefundFacts,
    Unreadable,
)
from hutong.payments.gateways import signing
from hutong.payments.gateways.answers import AGAIN_SECONDS, STATUS
from hutong.payments.gateways.line import BILL_MAX, Answer, Line
from hutong.payments.gateways.signing import Seal
from hutong.payments.states import Outcome
from hutong.payments.why import Why

KEYS_PERIOD = timedelta(seconds=30)
NOT_FOUND = 404
REFUSED = 400

Form = TypeVar("Form", bound=msgspec.Struct)


class Charge(msgspec.Struct, frozen=True):
    merchant: str
    reference: UUID
    id: str
    state: ChargeState
    currency: str
    paid_minor: int | None = None
    reason: str = ""


class StartedCharge(Charge, frozen=True):
    url: str = ""


class Refund(msgspec.Struct, frozen=True):
    merchant: str
    reference: UUID
    key: UUID
    id: str
    state: RefundAnswer
    currency: str
    amount_minor: int
    reason: str = ""


class Message(msgspec.Struct, frozen=True):
    event_id: str
    charge: Charge | None = None
    refund: Refund | None = None


class BilledMove(msgspec.Struct, frozen=True):
    kind: BillKind
    reference: UUID | None
    id: str
    currency: str
    amount_minor: int
    fee_minor: int
    at: datetime


class Bill(msgspec.Struct, frozen=True):
    merchant: str
    day: date
    ready: bool
    moves: list[BilledMove]


class PublicKey(msgspec.Struct, frozen=True):
    serial: str
    key: str


class PublicKeys(msgspec.Struct, frozen=True):
    keys: list[PublicKey]


class RefusalTold(msgspec.Struct, frozen=True):
    detail: str = ""


@dataclass
class SandboxGateway:
    """One merchant's account with the sandbox provider at that address."""

    base_url: str
    merchant: str
    secret: str
    notify_url: str
    line: Line = field(default_factory=Line)
    name: str = "sandbox"
    methods: Sequence[Method] = (Method.PAGE, Method.WAP)
    _keys: dict[str, Ed25519PublicKey] = field(default_factory=dict)
    _keys_at: datetime | None = None
    _fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        told = await self._call(
            "POST",
            "/charges",
            StartedCharge,
            {
                "reference": str(charge.reference),
                "subject": charge.number,
                "amount_minor": charge.amount.minor,
                "currency": charge.amount.currency,
                "expires_at": charge.expires_at.isoformat(),
                "return_url": charge.return_url,
                "notify_url": self.notify_url,
            },
        )
        if told is None:
            raise ProviderUnreachable
        return ChargeStarted(provider_reference=told.id, onward=Onward(url=told.url))

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:
        seal = Seal.of(headers)
        seal.check(await self._key(seal.serial), body)
        seal.check_fresh(clock.now())
        message = _decoded(body, Message)
        about = message.charge or message.refund
        if about is None or not 0 < len(message.event_id) <= signing.HEADER_MAX:
            raise Unreadable
        if isinstance(about, Charge):
            return Notice(event_id=message.event_id, about=self._charge_facts(about))
        if about.merchant != self.merchant:
            raise Forged
        return Notice(event_id=message.event_id, about=_refund_facts(about))

    def answer(self, outcome: Outcome) -> NoticeAnswer:
        again = {"retry-after": str(AGAIN_SECONDS)} if outcome is Outcome.EARLY else {}
        return NoticeAnswer(
            status=STATUS[outcome],
            body=msgspec.json.encode({"outcome": outcome.value}),
            headers=again,
        )

    async def query(self, reference: UUID) -> ChargeFacts | None:
        told = await self._call("GET", f"/charges/{reference}", Charge)
        return None if told is None else self._charge_facts(told)

    async def close(self, reference: UUID) -> ChargeFacts | None:
        told = await self._call("POST", f"/charges/{reference}/closure", Charge)
        return None if told is None else self._charge_facts(told)

    async def refund(self, refund: RefundAsked) -> RefundFacts:
        told = await self._call(
            "POST",
            f"/charges/{refund.reference}/refunds",
            Refund,
            {
                "key": str(refund.key),
                "amount_minor": refund.amount.minor,
                "currency": refund.amount.currency,
                "reason": refund.reason,
            },
        )
        if told is None:
            raise ProviderRefused(Why.NO_PAYMENT)
        return _refund_facts(told)

    async def bill(self, day: date) -> Sequence[BillLine]:
        told = await self._call("GET", f"/bills/{day.isoformat()}", Bill)
        if told is None or (told.merchant, told.day) != (self.merchant, day):
            raise ProviderUnreachable
        if not told.ready:
            raise BillNotReady(day)
        return [_bill_line(each) for each in told.moves]

    def _charge_facts(self, told: Charge) -> ChargeFacts:
        paid = None if told.paid_minor is None else Money(told.paid_minor, told.currency)
        return ChargeFacts(
            merchant_ok=told.merchant == self.merchant,
            reference=told.reference,
            provider_reference=told.id,
            state=told.state,
            paid=paid,
            reason=told.reason,
        )

    async def _call(
        self, method: str, path: str, form: type[Form], body: Mapping[str, object] | None = None
    ) -> Form | None:
        """The provider's signed answer; None when it does not know the thing."""
        with counted(self.name, f"{method} {path.split('/')[1]}"):
            return await self._signed_call(method, path, form, body)

    async def _signed_call(
        self, method: str, path: str, form: type[Form], body: Mapping[str, object] | None
    ) -> Form | None:
        nonce = secrets.token_urlsafe(16)
        answer = await self._send(method, path, msgspec.json.encode(body) if body else b"", nonce)
        try:
            await self._check_answer(answer, nonce)
            if answer.status == NOT_FOUND:
                return None
            if answer.status >= REFUSED:
                raise ProviderRefused(_decoded(answer.body, RefusalTold).detail)
            return _decoded(answer.body, form)
        except (Forged, Unreadable):
            raise ProviderUnreachable from None

    async def _check_answer(self, answer: Answer, nonce: str) -> None:
        seal = Seal.of(answer.headers)
        if seal.nonce != nonce:  # an answer to another question
            raise Forged
        seal.check(await self._key(seal.serial), answer.body)

    async def _send(self, method: str, path: str, body: bytes, nonce: str) -> Answer:
        url = f"{self.base_url}{path}"
        timestamp = str(int(clock.now().timestamp()))
        signature = signing.request_signature(
            self.secret,
            method=method,
            path=urlsplit(url).path,
            seal=f"{timestamp}\n{nonce}",
            body=body,
        )
        headers = {
            signing.MERCHANT: self.merchant,
            signing.TIMESTAMP: timestamp,
            signing.NONCE: nonce,
            signing.SIGNATURE: signature,
            "content-type": "application/json",
        }
        return await self.line.send(method, url, content=body, headers=headers, most=BILL_MAX)

    async def _key(self, serial: str) -> Ed25519PublicKey:
        """The provider's key of that serial. An unknown one is looked for, but not too often."""
        async with self._fetching:  # who comes meanwhile waits for the keys instead of failing
            at = clock.now()
            lately = self._keys_at is not None and at - self._keys_at < KEYS_PERIOD
            if serial not in self._keys and not lately:
                self._keys_at = at
                self._keys = await self._fetched_keys()
        if serial not in self._keys:
            raise Forged
        return self._keys[serial]

    async def _fetched_keys(self) -> dict[str, Ed25519PublicKey]:
        """The published keys, believed because the answer carries our shared secret."""
        nonce = secrets.token_urlsafe(16)
        answer = await self._send("GET", "/keys", b"", nonce)
        expected = signing.request_signature(
            self.secret, method="KEYS", path="/keys", seal=nonce, body=answer.body
        )
        told = answer.headers.get(signing.SIGNATURE, "")
        if not secrets.compare_digest(told.encode(), expected.encode()):
            raise ProviderUnreachable
        return {
            each.serial: Ed25519PublicKey.from_public_bytes(bytes.fromhex(each.key))
            for each in _decoded(answer.body, PublicKeys).keys
        }


def _refund_facts(told: Refund) -> RefundFacts:
    return RefundFacts(
        key=told.key,
        reference=told.reference,
        provider_reference=told.id,
        answer=told.state,
        amount=Money(told.amount_minor, told.currency),
        reason=told.reason,
    )


def _bill_line(told: BilledMove) -> BillLine:
    return BillLine(
        kind=told.kind,
        reference=told.reference,
        provider_reference=told.id,
        amount=Money(told.amount_minor, told.currency),
        fee=Money(told.fee_minor, told.currency),
        at=told.at,
    )


def _decoded(body: bytes, form: type[Form]) -> Form:
    try:
        return msgspec.json.decode(body, type=form)
    except msgspec.DecodeError:  # of which a value of the wrong type is one kind
        raise Unreadable from None
