"""WeChat Pay, API v3: by a code, from a phone's browser, inside WeChat, and in our own app."""

import hashlib
import hmac
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from hutong.kernel import clock
from hutong.kernel.i18n import gettext as _
from hutong.kernel.outside import counted
from hutong.payments.gateway import (
    BillLine,
    BillNotReady,
    ChargeAsked,
    ChargeFacts,
    ChargeStarted,
    Forged,
    Method,
    Notice,
    NoticeAnswer,
    Onward,
    ProviderRefused,
    ProviderUnreachable,
    RefundAsked,
    RefundFacts,
    Stale,
    Unreadable,
)
from hutong.payments.gateways import wechat_bill
from hutong.payments.gateways.answers import STATUS
from hutong.payments.gateways.line import BILL_MAX, Answer, Line
from hutong.payments.gateways.wechat_forms import (
    BillPlace,
    Message,
    Prepaid,
    Recognised,
    Refund,
    Refusal,
    Transaction,
)
from hutong.payments.gateways.wechat_keys import PlatformKeys
from hutong.payments.gateways.wechat_seal import (
    ALGORITHM,
    Seal,
    Signer,
    new_nonce,
    opened,
    timestamp_now,
)
from hutong.payments.gateways.written import form_of, within
from hutong.payments.states import Outcome
from hutong.payments.why import Why

NOT_FOUND = {"ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"}
NO_BILL = {"NO_STATEMENT_EXIST"}
BILL_LATER = {"STATEMENT_CREATING", "INVALID_REQUEST", "FREQUENCY_LIMIT_EXCEED"}
REFUSED = 400
REASON_BYTES = 80
UNSIGNED = {401, 429}  # turned away at the door, before anything was done
PRODUCTS = {
    Method.QR: "native",
    Method.WAP: "h5",
    Method.JSAPI: "jsapi",
    Method.APP: "app",
}
GOOD_FOR = {Method.WAP: timedelta(minutes=4), Method.QR: timedelta(minutes=110)}
TOLD_IN_WORDS = {True: {"code": "SUCCESS", "message": "OK"}, False: {"code": "FAIL", "message": ""}}

Form = TypeVar("Form", bound=msgspec.Struct)
Read = TypeVar("Read")


@dataclass(frozen=True, kw_only=True)
class Account:
    app: str
    app_secret: str = ""
    merchant: str
    api_key: bytes
    signer: Signer
    notify_url: str
    url: str
    open_url: str = ""
    sns_url: str = ""


@dataclass
class WechatGateway:
    account: Account
    keys: PlatformKeys
    methods: Sequence[Method] = (Method.QR, Method.WAP)
    line: Line = field(default_factory=Line)
    name: str = "wechat"

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        product = PRODUCTS.get(charge.method)
        if product is None or charge.method not in self.methods:
            raise ProviderRefused(f"no such product: {charge.method}")
        asked = self._charge(charge)
        prepaid = await self._call("POST", f"/v3/pay/transactions/{product}", Prepaid, asked)
        if prepaid is None:
            raise ProviderUnreachable
        if not (prepaid.prepay_id or prepaid.code_url or prepaid.h5_url):
            raise ProviderUnreachable
        good_for = GOOD_FOR.get(charge.method)
        return ChargeStarted(
            onward=self._onward(charge, prepaid),
            good_until=clock.now() + good_for if good_for else None,
        )

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:
        seal = Seal.of(headers)
        seal.check(await self._key(seal.serial), body)
        seal.check_fresh(clock.now())
        message = form_of(body, Message)
        if message.resource.algorithm != ALGORITHM:
            raise Unreadable
        plain = opened(
            self.account.api_key,
            ciphertext=message.resource.ciphertext,
            nonce=message.resource.nonce,
            associated=message.resource.associated_data,
        )
        if message.event_type.startswith("REFUND."):
            told = form_of(plain, Refund)
            if told.mchid != self.account.merchant:
                raise Forged
            return Notice(event_id=message.id, about=told.facts())
        return Notice(event_id=message.id, about=self._facts(form_of(plain, Transaction)))

    def answer(self, outcome: Outcome) -> NoticeAnswer:
        told = TOLD_IN_WORDS[outcome.understood] | {"message": outcome.value}
        return NoticeAnswer(status=STATUS[outcome], body=msgspec.json.encode(told))

    async def query(self, reference: UUID) -> ChargeFacts | None:
        path = f"/v3/pay/transactions/out-trade-no/{reference.hex}?mchid={self.account.merchant}"
        told = await self._call("GET", path, Transaction)
        return None if told is None else self._facts(told)

    async def close(self, reference: UUID) -> ChargeFacts | None:
        """What became of it is asked afterwards: a charge that was paid refuses to be closed."""
        path = f"/v3/pay/transactions/out-trade-no/{reference.hex}/close"
        try:
            answer = await self._signed("POST", path, {"mchid": self.account.merchant})
        except ProviderRefused:
            return await self.query(reference)
        return None if answer is None else await self.query(reference)

    async def refund(self, refund: RefundAsked) -> RefundFacts:
        """WeChat wants to hear the whole amount again, so the charge is looked up first."""
        charge = await self.query(refund.reference)
        if charge is None or charge.paid is None:
            raise ProviderRefused(Why.NO_PAYMENT)
        asked = {
            "out_trade_no": refund.reference.hex,
            "out_refund_no": refund.key.hex,
            "reason": within(refund.reason, REASON_BYTES),
            "notify_url": self.account.notify_url,
            "amount": {
                "refund": refund.amount.minor,
                "total": charge.paid.minor,
                "currency": refund.amount.currency,
            },
        }
        told = await self._call("POST", "/v3/refund/domestic/refunds", Refund, asked)
        if told is None:
            raise ProviderRefused(Why.NO_PAYMENT)
        return self._read(told.facts)

    async def bill(self, day: date) -> Sequence[BillLine]:
        trades = await self._bill(day, "tradebill", "bill_type=ALL")
        funds = await self._bill(day, "fundflowbill", "account_type=BASIC")
        return [
            *(self._read(lambda: wechat_bill.lines(trades)) if trades else ()),
            *(self._read(lambda: wechat_bill.payouts(funds)) if funds else ()),
        ]

    async def _bill(self, day: date, which: str, what: str) -> str:
        """Nothing when nothing moved that day."""
        path = f"/v3/bill/{which}?bill_date={day.isoformat()}&{what}&tar_type=GZIP"
        try:
            place = await self._call("GET", path, BillPlace)
        except ProviderRefused as refused:
            if refused.reason in NO_BILL:
                return ""
            if refused.reason in BILL_LATER:
                raise BillNotReady(day) from None
            raise
        if place is None:
            return ""
        with counted(self.name, "bill_file"):
            return await self._downloaded(place)

    def recognition_url(self, back: str) -> str:
        """`snsapi_base`: who they are and nothing more, without asking them."""
        query = {
            "appid": self.account.app,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": "pay",
        }
        words = urlencode(query, quote_via=quote)
        return f"{self.account.open_url}/connect/oauth2/authorize?{words}#wechat_redirect"

    async def payer(self, code: str) -> str:
        query = {
            "appid": self.account.app,
            "secret": self.account.app_secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        url = f"{self.account.sns_url}/sns/oauth2/access_token?{urlencode(query)}"
        with counted(self.name, "payer"):
            answer = await self.line.send("GET", url)
            told = self._read(lambda: form_of(answer.body, Recognised))
        if not told.openid:
            raise ProviderRefused(told.errmsg or "no openid")
        return told.openid

    def _charge(self, charge: ChargeAsked) -> dict[str, object]:
        asked: dict[str, object] = {
            "appid": self.account.app,
            "mchid": self.account.merchant,
            "description": _("Order %(number)s") % {"number": charge.number},
            "out_trade_no": charge.reference.hex,
            "time_expire": charge.expires_at.astimezone(clock.SHOP_ZONE).isoformat("T", "seconds"),
            "notify_url": self.account.notify_url,
            "amount": {"total": charge.amount.minor, "currency": charge.amount.currency},
        }
        if charge.method is Method.JSAPI:
            asked["payer"] = {"openid": charge.payer}
        if charge.method is Method.WAP:
            scene = {"payer_client_ip": charge.client_ip or "127.0.0.1", "h5_info": {"type": "Wap"}}
            asked["scene_info"] = scene
        return asked

    def _onward(self, charge: ChargeAsked, prepaid: Prepaid) -> Onward:
        match charge.method:
            case Method.QR:
                return Onward(code=prepaid.code_url)
            case Method.JSAPI:
                return Onward(invoke=self._jsapi_call(prepaid.prepay_id))
            case Method.APP:
                return Onward(invoke=self._app_call(prepaid.prepay_id))
            case _:
                back = quote(charge.return_url, safe="")
                return Onward(url=f"{prepaid.h5_url}&redirect_url={back}")

    def _jsapi_call(self, prepay_id: str) -> dict[str, str]:
        timestamp, nonce, package = timestamp_now(), new_nonce(), f"prepay_id={prepay_id}"
        return {
            "appId": self.account.app,
            "timeStamp": timestamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": self.account.signer.sign(self.account.app, timestamp, nonce, package),
        }

    def _app_call(self, prepay_id: str) -> dict[str, str]:
        timestamp, nonce = timestamp_now(), new_nonce()
        return {
            "appid": self.account.app,
            "partnerid": self.account.merchant,
            "prepayid": prepay_id,
            "package": "Sign=WXPay",
            "noncestr": nonce,
            "timestamp": timestamp,
            "sign": self.account.signer.sign(self.account.app, timestamp, nonce, prepay_id),
        }

    def _facts(self, told: Transaction) -> ChargeFacts:
        return told.facts(merchant=self.account.merchant, app=self.account.app)

    async def _call(
        self, method: str, path: str, form: type[Form], body: Mapping[str, object] | None = None
    ) -> Form | None:
        """WeChat's signed answer; None when it does not know the thing."""
        answer = await self._signed(method, path, body)
        return None if answer is None else self._read(lambda: form_of(answer.body, form))

    async def _signed(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> Answer | None:
        with counted(self.name, f"{method} {path.partition('?')[0].split('/')[2]}"):
            answer = await self._send(method, path, body)
            if answer.status in UNSIGNED:
                raise ProviderUnreachable
            await self._check(answer)
            if answer.status < REFUSED:
                return answer
            refusal = self._read(lambda: form_of(answer.body, Refusal))
            if refusal.code in NOT_FOUND:
                return None
            raise ProviderRefused(refusal.code or refusal.message)

    async def _send(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> Answer:
        url = f"{self.account.url}{path}"
        split = urlsplit(url)
        signed = f"{split.path}?{split.query}" if split.query else split.path
        content = msgspec.json.encode(body) if body is not None else b""
        headers = {
            "authorization": self.account.signer.authorization(method, signed, content),
            "accept": "application/json",
            "content-type": "application/json",
            "user-agent": "hutong",
        }
        if self.keys.preferred:
            headers["wechatpay-serial"] = self.keys.preferred
        return await self.line.send(method, url, content=content, headers=headers)

    async def _check(self, answer: Answer) -> None:
        """An answer that WeChat did not sign is no answer."""
        try:
            seal = Seal.of(answer.headers)
            seal.check(await self._key(seal.serial), answer.body)
            seal.check_fresh(clock.now())
        except (Forged, Stale):
            raise ProviderUnreachable from None

    async def _key(self, serial: str) -> RSAPublicKey:
        return await self.keys.key(serial, self._certificates)

    async def _certificates(self) -> Answer:
        with counted(self.name, "GET certificates"):
            return await self._send("GET", "/v3/certificates")

    async def _downloaded(self, place: BillPlace) -> str:
        """The file is not signed; what was signed is its hash."""
        split = urlsplit(place.download_url)
        signed = f"{split.path}?{split.query}" if split.query else split.path
        headers = {"authorization": self.account.signer.authorization("GET", signed, b"")}
        answer = await self.line.send("GET", place.download_url, headers=headers, most=BILL_MAX)
        plain = unpacked(answer.body)
        if place.hash_type != "SHA1" or not hmac.compare_digest(
            hashlib.sha1(plain, usedforsecurity=False).hexdigest(), place.hash_value.lower()
        ):
            raise ProviderUnreachable
        return plain.decode()

    def _read(self, reading: Callable[[], Read]) -> Read:
        """What is signed and yet not in the form that was agreed cannot be acted upon."""
        try:
            return reading()
        except Unreadable:
            raise ProviderUnreachable from None


def unpacked(body: bytes) -> bytes:
    """A gzip of bounded size. Raises ProviderUnreachable."""
    try:
        machine = zlib.decompressobj(wbits=31)
        plain = machine.decompress(body, BILL_MAX)
    except zlib.error:
        raise ProviderUnreachable from None
    if machine.unconsumed_tail or not machine.eof:
        raise ProviderUnreachable
    return plain
