"""UnionPay's online gateway (ACP 5.1.0): its cashier on a desk and on a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from uuid import UUID

from hutong.kernel import clock
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import CNY, Money
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
from hutong.payments.gateways import unionpay_bill
from hutong.payments.gateways.answers import STATUS
from hutong.payments.gateways.line import ANSWER_MAX, BILL_MAX, Line
from hutong.payments.gateways.unionpay_seal import Signer, Verifier
from hutong.payments.gateways.written import reference_of, shop_time
from hutong.payments.states import Outcome
from hutong.payments.why import Why

TIME = "%Y%m%d%H%M%S"
WINDOW = timedelta(days=8)  # a message names the time of its trade alone
FIELDS_MAX = 100
PURCHASE, GIVE_BACK = "01", "04"
CHANNELS = {Method.PAGE: "07", Method.WAP: "08"}
RENMINBI = "156"
WELL = {"00", "A6"}
UNDER_WAY = {"03", "04", "05"}
REPEATED = "12"
NO_SUCH_TRADE = "34"
NO_FILE = "98"
EVENING = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Account:
    merchant: str
    signer: Signer
    verifier: Verifier
    url: str
    bill_url: str
    notify_url: str


@dataclass
class UnionpayGateway:
    account: Account
    methods: Sequence[Method] = (Method.PAGE, Method.WAP)
    ecny: bool = False  # the contract takes digital RMB: a wallet to choose at its cashier
    line: Line = field(default_factory=Line)
    name: str = "unionpay"

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        """UnionPay hears of the charge when the shopper's browser brings this form."""
        if charge.method not in self.methods or charge.method not in CHANNELS:
            raise ProviderRefused(f"no such product: {charge.method}")
        fields = self._words(
            txnType=PURCHASE,
            txnSubType="01",
            bizType="000201",
            channelType=CHANNELS[charge.method],
            orderId=charge.reference.hex,
            txnTime=made_at(charge.reference),
            txnAmt=str(charge.amount.minor),
            currencyCode=RENMINBI,
            frontUrl=self._return_url(charge.return_url),
            backUrl=self.account.notify_url,
            orderDesc=_("Order %(number)s") % {"number": charge.number},
            payTimeout=f"{charge.expires_at.astimezone(clock.SHOP_ZONE):{TIME}}",
        )
        url = f"{self.account.url}/gateway/api/frontTransReq.do"
        return ChargeStarted(onward=Onward(url=url, fields=self.account.signer.signed(fields)))

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:  # noqa: ARG002
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
        except ValueError:
            raise Unreadable from None
        told = dict(pairs)
        self.account.verifier.check(told)
        if told.get("merId") != self.account.merchant:
            raise Forged
        if abs(clock.now() - shop_time(told.get("txnTime", ""), TIME)) > WINDOW:
            raise Stale
        if not told.get("queryId") or not told.get("respCode"):
            raise Unreadable
        event = f"{told.get('txnType', '')}:{told['queryId']}"
        match told.get("txnType"):
            case "01":
                return Notice(event_id=event, about=self._charge(told, told["respCode"]))
            case "04":
                return Notice(event_id=event, about=_refund(told, told["respCode"]))
            case _:
                raise Unreadable

    def answer(self, outcome: Outcome) -> NoticeAnswer:
        body = b"ok" if outcome.understood else b"fail"
        return NoticeAnswer(status=STATUS[outcome], body=body, media_type="text/plain")

    async def query(self, reference: UUID) -> ChargeFacts | None:
        """What nobody has paid yet, UnionPay does not know."""
        told = await self._asked_about(reference)
        if told is None:
            return None
        try:
            return self._charge(told, told.get("origRespCode", ""))
        except Unreadable:
            raise ProviderUnreachable from None

    async def close(self, reference: UUID) -> ChargeFacts | None:
        """There is no such call: payTimeout ends it. The facts tell when it was paid already."""
        return await self.query(reference)

    async def refund(self, refund: RefundAsked) -> RefundFacts:
        charge = await self.query(refund.reference)
        if charge is None or charge.paid is None:
            raise ProviderRefused(Why.NO_PAYMENT)
        told = await self._call(
            f"{self.account.url}/gateway/api/backTransReq.do",
            self._words(
                txnType=GIVE_BACK,
                txnSubType="00",
                bizType="000201",
                channelType="07",
                orderId=refund.key.hex,
                origQryId=charge.provider_reference,
                txnTime=made_at(refund.key),
                txnAmt=str(refund.amount.minor),
                backUrl=self.account.notify_url,
                reqReserved=refund.reference.hex,
            ),
        )
        if told.get("respCode") not in {*WELL, *UNDER_WAY, REPEATED}:
            raise ProviderRefused(f"{told.get('respCode')} {told.get('respMsg')}")
        return await self._refund_as_it_stands(refund)

    async def bill(self, day: date) -> Sequence[BillLine]:
        """UnionPay settles from 23:00 to 23:00, so a day's trades stand in two files. What a file
        settles is paid to our bank as one sum."""
        settled = await self._settled(day, day)
        found = [*settled, *await self._settled(day + EVENING, day)]
        mine = [line for line in found if clock.local_day(line.at) == day]
        return [*mine, *unionpay_bill.payout(settled, self.account.merchant, day)]

    async def _settled(self, settled: date, day: date) -> list[BillLine]:
        told = await self._call(
            f"{self.account.bill_url}/",
            self._words(
                txnType="76",
                txnSubType="01",
                bizType="000000",
                txnTime=f"{clock.now().astimezone(clock.SHOP_ZONE):{TIME}}",
                settleDate=f"{settled:%m%d}",
                fileType="00",
            ),
            most=BILL_MAX,
        )
        code = told.get("respCode", "")
        if code == NO_FILE:
            raise BillNotReady(day)
        if code not in WELL:
            raise ProviderRefused(f"{code} {told.get('respMsg')}")
        try:
            return unionpay_bill.lines(told.get("fileContent", ""), settled)
        except Unreadable:
            raise ProviderUnreachable from None

    async def _refund_as_it_stands(self, refund: RefundAsked) -> RefundFacts:
        told = await self._asked_about(refund.key)
        if told is None:  # accepted, and not in their books yet
            told = {"origRespCode": "05"}
        facts = {
            "orderId": refund.key.hex,
            "reqReserved": refund.reference.hex,
            "txnAmt": str(refund.amount.minor),
            "queryId": "",
            **{name: value for name, value in told.items() if name != "reqReserved"},
        }
        try:
            return _refund(facts, told.get("origRespCode", ""))
        except Unreadable:
            raise ProviderUnreachable from None

    async def _asked_about(self, reference: UUID) -> dict[str, str] | None:
        told = await self._call(
            f"{self.account.url}/gateway/api/queryTrans.do",
            self._words(
                txnType="00",
                txnSubType="00",
                bizType="000201",
                orderId=reference.hex,
                txnTime=made_at(reference),
            ),
        )
        code = told.get("respCode", "")
        if code == NO_SUCH_TRADE:
            return None
        if code in UNDER_WAY:
            raise ProviderUnreachable
        if code not in WELL:
            raise ProviderRefused(f"{code} {told.get('respMsg')}")
        return told

    async def _call(
        self, url: str, fields: Mapping[str, str], *, most: int = ANSWER_MAX
    ) -> dict[str, str]:
        with counted(self.name, urlsplit(url).path.rpartition("/")[2] or "files"):
            body = urlencode(self.account.signer.signed(fields)).encode()
            kind = {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"}
            answer = await self.line.send("POST", url, content=body, headers=kind, most=most)
            try:
                told = answered(answer.body.decode())
                self.account.verifier.check(told)
            except (Forged, UnicodeDecodeError):
                raise ProviderUnreachable from None
            if told.get("merId", self.account.merchant) != self.account.merchant:
                raise ProviderUnreachable
            if told.get("orderId", "") != fields.get("orderId", told.get("orderId", "")):
                raise ProviderUnreachable
            return told

    def _words(self, **fields: str) -> dict[str, str]:
        return {
            "version": "5.1.0",
            "encoding": "UTF-8",
            "signMethod": "01",
            "accessType": "0",
            "merId": self.account.merchant,
            **fields,
        }

    def _return_url(self, url: str) -> str:
        """UnionPay sends the browser back with a form of its own, which our pages do not take."""
        return f"{self.account.notify_url}/return?to={quote(urlsplit(url).path, safe='')}"

    def _charge(self, told: Mapping[str, str], code: str) -> ChargeFacts:
        if code in UNDER_WAY:
            state = ChargeState.OPEN
        else:
            state = ChargeState.PAID if code in WELL else ChargeState.FAILED
        paid = amount_of(told) if state is ChargeState.PAID else None
        return ChargeFacts(
            merchant_ok=told.get("merId") == self.account.merchant,
            reference=reference_of(told.get("orderId", "")),
            provider_reference=told.get("queryId", ""),
            state=state,
            paid=paid,
            reason="" if state is ChargeState.PAID else told.get("origRespMsg", ""),
        )


def _refund(told: Mapping[str, str], code: str) -> RefundFacts:
    if code in UNDER_WAY:
        answer = RefundAnswer.PROCESSING
    else:
        answer = RefundAnswer.DONE if code in WELL else RefundAnswer.REFUSED
    return RefundFacts(
        key=reference_of(told.get("orderId", "")),
        reference=reference_of(told.get("reqReserved", "")),
        provider_reference=told.get("queryId", ""),
        answer=answer,
        amount=amount_of(told),
        reason=f"{code} {told.get('origRespMsg', '')}" if answer is RefundAnswer.REFUSED else "",
    )


def amount_of(told: Mapping[str, str]) -> Money:
    text = told.get("txnAmt", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 12):  # noqa: PLR2004 - N12
        raise Unreadable
    return Money(int(text), CNY if told.get("currencyCode", RENMINBI) == RENMINBI else "other")


def made_at(reference: UUID) -> str:
    """UnionPay knows a trade by number and time together; ours carry their time (UUIDv7)."""
    at = datetime.fromtimestamp((reference.int >> 80) / 1000, UTC)
    return f"{at.astimezone(clock.SHOP_ZONE):{TIME}}"


def answered(text: str) -> dict[str, str]:
    """Fields joined by ampersands, not encoded: certificates and signatures hold equal signs."""
    pairs = (part.partition("=") for part in text.split("&")[:FIELDS_MAX])
    return {name: value for name, _, value in pairs}
