"""Alipay, the open interface with RSA2: its cashier on a desk, on a phone and in our own app."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from hutong.kernel import clock
from hutong.kernel.i18n import gettext as _
from hutong.kernel.outside import counted
from hutong.payments.gateway import (
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
    Stale,
    Unreadable,
)
from hutong.payments.gateways import alipay_bill
from hutong.payments.gateways.line import BILL_MAX, Line
from hutong.payments.gateways.written import (
    form_of,
    money_of,
    reference_of,
    shop_time,
    yuan_of,
)
from hutong.payments.states import Outcome
from hutong.payments.why import Why

TIME = "%Y-%m-%d %H:%M:%S"
RETRIES = timedelta(hours=26)  # Alipay repeats a message for 25 hours
AHEAD = timedelta(minutes=5)
BILL_PATIENCE = timedelta(days=3)  # by then there is a bill, or there was no trade
FIELDS_MAX = 100
WELL = "10000"
NO_TRADE = "ACQ.TRADE_NOT_EXIST"
UNSURE_CODE = "20000"  # their service is away: it may have happened
UNSURE = {"ACQ.SYSTEM_ERROR", "isp.unknow-error", "aop.ACQ.SYSTEM_ERROR"}
# alipay.data.dataservice.bill.downloadurl.query: its pages name BILL_NOT_EXIST, the interface says
# isp.bill_not_exist; both for a day without a trade and for a bill that is not made yet. For today
# it would say isv.invalid_arguments, but today is never asked for.
NO_BILL = {"isp.bill_not_exist", "BILL_NOT_EXIST"}
PRODUCTS = {
    Method.PAGE: ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    Method.WAP: ("alipay.trade.wap.pay", "QUICK_WAP_WAY"),
    Method.APP: ("alipay.trade.app.pay", "QUICK_MSECURITY_PAY"),
}
STATES = {
    "WAIT_BUYER_PAY": ChargeState.OPEN,
    "TRADE_SUCCESS": ChargeState.PAID,
    "TRADE_FINISHED": ChargeState.PAID,
    "TRADE_CLOSED": ChargeState.CLOSED,
}

Form = TypeVar("Form", bound=msgspec.Struct)


class Told(msgspec.Struct, frozen=True):
    code: str
    sub_code: str = ""
    sub_msg: str = ""


class Trade(Told, frozen=True):
    trade_no: str = ""
    out_trade_no: str = ""
    trade_status: str = ""
    total_amount: str = ""
    send_pay_date: str = ""


class RefundTold(Told, frozen=True):
    out_request_no: str = ""
    refund_amount: str = ""
    refund_status: str = ""


class BillTold(Told, frozen=True):
    bill_download_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Account:
    app: str
    seller: str
    key: RSAPrivateKey
    theirs: Sequence[RSAPublicKey]
    url: str
    notify_url: str


@dataclass
class AlipayGateway:
    account: Account
    methods: Sequence[Method] = (Method.PAGE, Method.WAP)
    line: Line = field(default_factory=Line)
    name: str = "alipay"

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        """Alipay hears of the charge only when the shopper gets there: what we make is signed."""
        if charge.method not in self.methods or charge.method not in PRODUCTS:
            raise ProviderRefused(f"no such product: {charge.method}")
        method, product = PRODUCTS[charge.method]
        asked = {
            "out_trade_no": charge.reference.hex,
            "total_amount": yuan_of(charge.amount),
            "subject": _("Order %(number)s") % {"number": charge.number},
            "product_code": product,
            "time_expire": f"{charge.expires_at.astimezone(clock.SHOP_ZONE):{TIME}}",
        }
        places = {"notify_url": self.account.notify_url, "return_url": charge.return_url}
        words = urlencode(self._signed(method, asked, places))
        if charge.method is Method.APP:
            return ChargeStarted(onward=Onward(invoke={"orderString": words}))
        return ChargeStarted(onward=Onward(url=f"{self.account.url}?{words}"))

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:  # noqa: ARG002
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
        except ValueError:
            raise Unreadable from None
        told = dict(pairs)
        facts = {name: each for name, each in told.items() if name not in {"sign", "sign_type"}}
        self._check(sorted_text(facts), told.get("sign", ""))
        if told.get("app_id") != self.account.app:
            raise Forged
        _check_fresh(told.get("notify_time", ""))
        if not told.get("notify_id"):
            raise Unreadable
        return Notice(event_id=told["notify_id"], about=self._told_facts(told))

    def answer(self, outcome: Outcome) -> NoticeAnswer:
        """The word `success` and nothing else; any other text is sent again."""
        body = b"success" if outcome.understood else b"failure"
        return NoticeAnswer(status=200, body=body, media_type="text/plain")

    async def query(self, reference: UUID) -> ChargeFacts | None:
        asked = {"out_trade_no": reference.hex}
        told = await self._call("alipay.trade.query", Trade, asked)
        return None if told is None else self._read(told, reference)

    async def close(self, reference: UUID) -> ChargeFacts | None:
        """What became of it is asked afterwards: a charge that was paid refuses to be closed."""
        try:
            told = await self._call("alipay.trade.close", Trade, {"out_trade_no": reference.hex})
        except ProviderRefused:
            return await self.query(reference)
        return None if told is None else await self.query(reference)

    async def refund(self, refund: RefundAsked) -> RefundFacts:
        """The answer tells the sum of all refunds, so this one is looked up behind it."""
        asked = {
            "out_trade_no": refund.reference.hex,
            "refund_amount": yuan_of(refund.amount),
            "refund_reason": refund.reason[:200],
            "out_request_no": refund.key.hex,
        }
        if await self._call("alipay.trade.refund", Trade, asked) is None:
            raise ProviderRefused(Why.NO_PAYMENT)
        ask = {"out_trade_no": refund.reference.hex, "out_request_no": refund.key.hex}
        told = await self._call("alipay.trade.fastpay.refund.query", RefundTold, ask)
        done = told is not None and told.refund_status == "REFUND_SUCCESS"
        try:
            amount = money_of(told.refund_amount) if told is not None and done else refund.amount
        except Unreadable:
            raise ProviderUnreachable from None
        return RefundFacts(
            key=refund.key,
            reference=refund.reference,
            provider_reference=refund.key.hex,
            answer=RefundAnswer.DONE if done else RefundAnswer.PROCESSING,
            amount=amount,
        )

    async def bill(self, day: date) -> Sequence[BillLine]:
        """A zip of spreadsheets, made until about nine the next morning; its address is good for 30
        seconds. Alipay names no hash: the archive's own sums are checked."""
        trades = await self._bill(day, "trade", alipay_bill.lines)
        return [*trades, *await self._bill(day, "signcustomer", alipay_bill.payouts)]

    async def _bill(
        self, day: date, which: str, read: Callable[[bytes], list[BillLine]]
    ) -> list[BillLine]:
        asked = {"bill_type": which, "bill_date": day.isoformat()}
        method = "alipay.data.dataservice.bill.downloadurl.query"
        try:
            told = await self._call(method, BillTold, asked)
        except ProviderRefused as refused:
            if refused.reason not in NO_BILL:
                raise
            if day > clock.local_day(clock.now()) - BILL_PATIENCE:
                raise BillNotReady(day) from None
            return []
        if told is None or not told.bill_download_url:
            raise ProviderUnreachable
        with counted(self.name, "bill_file"):
            file = await self.line.send("GET", told.bill_download_url, most=BILL_MAX)
            try:
                return read(file.body)
            except Unreadable:
                raise ProviderUnreachable from None

    def _told_facts(self, told: Mapping[str, str]) -> ChargeFacts:
        """Of a refund Alipay tells as a change of its trade, which was paid all the same."""
        state = STATES.get(told.get("trade_status", ""))
        if state is None:
            raise Unreadable
        if state is ChargeState.CLOSED and told.get("gmt_payment"):
            state = ChargeState.PAID
        paid = money_of(told.get("total_amount", "")) if state is ChargeState.PAID else None
        return ChargeFacts(
            merchant_ok=self.account.seller in {"", told.get("seller_id", "")},
            reference=reference_of(told.get("out_trade_no", "")),
            provider_reference=told.get("trade_no", ""),
            state=state,
            paid=paid,
        )

    def _read(self, told: Trade, reference: UUID) -> ChargeFacts:
        state = STATES.get(told.trade_status)
        if state is None or told.out_trade_no != reference.hex:
            raise ProviderUnreachable
        if state is ChargeState.CLOSED and told.send_pay_date:
            state = ChargeState.PAID
        try:
            paid = money_of(told.total_amount) if state is ChargeState.PAID else None
        except Unreadable:
            raise ProviderUnreachable from None
        return ChargeFacts(
            merchant_ok=True,  # it answered for our application alone
            reference=reference,
            provider_reference=told.trade_no,
            state=state,
            paid=paid,
        )

    async def _call(self, method: str, form: type[Form], asked: Mapping[str, str]) -> Form | None:
        """Alipay's signed answer; None when it does not know the trade."""
        with counted(self.name, method):
            body = urlencode(self._signed(method, asked, {})).encode()
            kind = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}
            answer = await self.line.send("POST", self.account.url, content=body, headers=kind)
            try:
                node = self._node(answer.body.decode(), f"{method.replace('.', '_')}_response")
                told = form_of(node.encode(), Told)
                if told.code == WELL:
                    return form_of(node.encode(), form)
            except (Forged, Unreadable, UnicodeDecodeError):
                raise ProviderUnreachable from None
            if told.code == UNSURE_CODE or told.sub_code in UNSURE:
                raise ProviderUnreachable
            if told.sub_code == NO_TRADE:
                return None
            raise ProviderRefused(told.sub_code or told.code)

    def _signed(
        self, method: str, asked: Mapping[str, str], places: Mapping[str, str]
    ) -> dict[str, str]:
        words = {
            "app_id": self.account.app,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": f"{clock.now().astimezone(clock.SHOP_ZONE):{TIME}}",
            "version": "1.0",
            "biz_content": json.dumps(asked, ensure_ascii=False, separators=(",", ":")),
            **places,
        }
        text = sorted_text(words)
        signature = self.account.key.sign(text.encode(), PKCS1v15(), SHA256())
        return {**words, "sign": base64.b64encode(signature).decode()}

    def _node(self, body: str, name: str) -> str:
        """The answer proper, as it was written: the signature covers just these characters."""
        head = f'"{name}":'
        start = body.find(head)
        if start < 0:
            raise Unreadable
        start += len(head)
        try:
            whole = json.loads(body)
            _value, end = json.JSONDecoder().raw_decode(body, start)
        except (ValueError, RecursionError):
            raise Unreadable from None
        signature = whole.get("sign", "") if isinstance(whole, dict) else ""
        node = body[start:end]
        self._check(node, signature if isinstance(signature, str) else "")
        return node

    def _check(self, text: str, signature: str) -> None:
        """Raises Forged when none of Alipay's keys made it."""
        try:
            given = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            raise Forged from None
        for key in self.account.theirs:
            try:
                key.verify(given, text.encode(), PKCS1v15(), SHA256())
            except InvalidSignature:
                continue
            return
        raise Forged


def sorted_text(words: Mapping[str, str]) -> str:
    """What is signed: the fields that say something, by name."""
    return "&".join(f"{name}={words[name]}" for name in sorted(words) if words[name])


def _check_fresh(text: str) -> None:
    made: datetime = shop_time(text, TIME)
    if not -AHEAD <= clock.now() - made <= RETRIES:
        raise Stale
