"""UnionPay's gateway (ACP 5.1.0, RSA certificates): what merchants ask, and what it tells them."""

import base64
import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from litestar import Request, Response, Router, post
from litestar.datastructures import State
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.simulators import books, queries, unionpay_bill
from hutong.simulators.books import NotAccepted, Wanted
from hutong.simulators.desk import Desk
from hutong.simulators.keys import UNIONPAY_MERCHANT, Keys
from hutong.simulators.models import (
    Billing,
    Charge,
    ChargeState,
    Provider,
    Refund,
    RefundState,
)

PROVIDER = Provider.UNIONPAY
TIME = "%Y%m%d%H%M%S"
PURCHASE, GIVE_BACK, QUERY, FILE = "01", "04", "00", "76"
CHANNELS = {"07": "page", "08": "wap"}
CODES = {
    "paid": ("12", "重复交易"),
    "closed": ("12", "订单已失效"),
    "another amount": ("12", "订单号重复"),
    "too much": ("36", "交易金额超限"),
    "not enough balance": ("39", "余额不足"),
    "unknown": ("34", "查无此交易"),
    "no bill": ("98", "文件不存在"),
    "signature": ("11", "验证签名失败"),
}
ECHOED = (
    "orderId",
    "txnTime",
    "txnType",
    "txnSubType",
    "bizType",
    "merId",
    "accessType",
    "version",
    "reqReserved",
)

Asked = Request[Any, Any, State]
Form = dict[str, str]


@post("/gateway/api/frontTransReq.do", status_code=200)
async def front(request: Asked, state: State) -> Response[Any]:
    """The shopper's browser brings the merchant's form."""
    place: Desk = state.desk
    asked = await _form(request)
    try:
        wanted = _wanted(place.keys, asked)
        async with place.db.transaction() as session:
            charge = await books.open_charge(session, PROVIDER, wanted)
    except (NotAccepted, KeyError, ValueError) as refused:
        words = CODES.get(getattr(refused, "reason", ""), ("10", "报文格式错误"))
        text = f"<h1>{words[0]} {words[1]}</h1>"
        return Response(text.encode(), media_type="text/html; charset=utf-8")
    return Redirect(f"{place.base_url}/cashier/{charge.token}", status_code=303)


@post("/gateway/api/backTransReq.do", status_code=200)
async def back(request: Asked) -> Response[bytes]:
    asked = await _form(request)

    async def act(session: AsyncSession) -> Form:
        if asked.get("txnType") != GIVE_BACK:
            raise NotAccepted("parameter")
        charge = await queries.by_id(session, PROVIDER, asked["origQryId"])
        if charge is None:
            raise NotAccepted("unknown")
        made = await books.refund(
            session,
            charge,
            key=asked["orderId"],
            amount_minor=int(asked["txnAmt"]),
            notify_url=asked.get("backUrl", ""),
            reserved=asked.get("reqReserved", ""),
        )
        return _told(asked, "00", "success", queryId=made.id, origQryId=charge.id)

    return await _served(request, asked, act)


@post("/gateway/api/queryTrans.do", status_code=200)
async def query(request: Asked) -> Response[bytes]:
    asked = await _form(request)

    async def act(session: AsyncSession) -> Form:
        charge = await queries.by_reference(session, PROVIDER, asked["orderId"])
        made = await queries.refund_by_key(session, PROVIDER, asked["orderId"])
        if charge is not None and charge.state is not ChargeState.OPEN:
            return _told(asked, "00", "success", **_payment(charge))
        if made is not None:
            return _told(asked, "00", "success", **_refunded(made))
        raise NotAccepted("unknown")  # what nobody has paid, UnionPay does not know

    return await _served(request, asked, act)


@post("/files/", status_code=200)
async def files(request: Asked) -> Response[bytes]:
    asked = await _form(request)

    async def act(session: AsyncSession) -> Form:
        of = _settled_on(asked["settleDate"])
        moved = await books.day(session, PROVIDER, of)
        billing = (await queries.switch(session, PROVIDER)).billing
        if asked.get("txnType") != FILE or moved is None or billing is Billing.LATE:
            raise NotAccepted("no bill")
        text = unionpay_bill.written(moved, short=billing is Billing.SHORT)
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"INN{of:%y%m%d}88ZM_{UNIONPAY_MERCHANT}", text.encode("gbk"))
        content = base64.b64encode(zlib.compress(packed.getvalue())).decode()
        spoilt = content[::-1] if billing is Billing.SPOILT else content
        name = f"{UNIONPAY_MERCHANT}_{of:%Y%m%d}.zip"
        return _told(asked, "00", "success", fileName=name, fileContent=spoilt)

    return await _served(request, asked, act)


def notice(
    keys: Keys, charge: Charge, made: Refund | None, *, event: str, at: datetime, forged: bool
) -> tuple[dict[str, str], bytes]:
    """A message to the merchant: a form, signed, with the certificate that signed it."""
    kind = GIVE_BACK if made else PURCHASE
    facts = {
        **(_refunded(made) if made else _payment(charge)),
        "version": "5.1.0",
        "encoding": "UTF-8",
        "signMethod": "01",
        "bizType": "000201",
        "accessType": "0",
        "txnType": kind,
        "txnSubType": "00" if made else "01",
        "merId": UNIONPAY_MERCHANT,
        "respCode": "00",
        "respMsg": "success",
        "traceNo": event[:6],
        "settleDate": f"{at.astimezone(clock.SHOP_ZONE):%m%d}",
    }
    return {}, urlencode(_sealed(keys, facts, forged=forged)).encode()


def is_merchant(keys: Keys, asked: Mapping[str, str]) -> bool:
    signed = {name: value for name, value in asked.items() if name != "signature"}
    certificate = keys.certificate("unionpay/merchant.cer")
    try:
        keys.merchant_key("unionpay/merchant.cer").verify(
            base64.b64decode(asked.get("signature", "")), _digest(signed), PKCS1v15(), SHA256()
        )
    except (InvalidSignature, ValueError):
        return False
    return (asked.get("certId"), asked.get("merId"), asked.get("version")) == (
        str(certificate.serial_number),
        UNIONPAY_MERCHANT,
        "5.1.0",
    )


async def _form(request: Asked) -> Form:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


async def _served(request: Asked, asked: Form, act: Any) -> Response[bytes]:
    place: Desk = request.app.state.desk

    def refused(reason: str) -> Form:
        return _told(asked, *CODES.get(reason, ("10", "报文格式错误")))

    async def acted(session: AsyncSession) -> Form:
        if not is_merchant(place.keys, asked):
            raise NotAccepted("signature")
        try:
            told: Form = await act(session)
        except (KeyError, ValueError):
            raise NotAccepted("parameter") from None
        return told

    def sign(told: Form, forged: bool) -> Response[bytes]:  # noqa: FBT001
        facts = _sealed(place.keys, told, forged=forged)
        text = "&".join(f"{name}={value}" for name, value in facts.items())
        return Response(text.encode(), media_type="text/html;charset=UTF-8")

    return await place.serve(PROVIDER, acted, refuse=refused, sign=sign)


def _wanted(keys: Keys, asked: Form) -> Wanted:
    if not is_merchant(keys, asked) or asked.get("txnType") != PURCHASE:
        raise NotAccepted("signature")
    ends = asked.get("payTimeout") or asked["txnTime"]
    return Wanted(
        reference=asked["orderId"],
        subject=asked.get("orderDesc") or asked["orderId"],
        method=CHANNELS[asked["channelType"]],
        amount_minor=int(asked["txnAmt"]),
        expires_at=datetime.strptime(ends, TIME).replace(tzinfo=clock.SHOP_ZONE),
        return_url=asked.get("frontUrl", ""),
        notify_url=asked["backUrl"],
    )


def _payment(charge: Charge) -> Form:
    paid = charge.state is ChargeState.PAID
    amount = str(charge.paid_minor or charge.amount_minor)
    at = charge.paid_at or charge.created_at
    return {
        "orderId": charge.reference,
        "txnTime": local(charge.created_at),
        "queryId": charge.id,
        "txnAmt": amount,
        "currencyCode": "156",
        "settleAmt": amount,
        "traceTime": f"{at.astimezone(clock.SHOP_ZONE):%m%d%H%M%S}",
        "origRespCode": "00" if paid else "02",
        "origRespMsg": "success" if paid else "交易失败",
    }


def _refunded(made: Refund) -> Form:
    codes = {RefundState.DONE: "00", RefundState.PROCESSING: "05", RefundState.REFUSED: "01"}
    return {
        "orderId": made.key,
        "reqReserved": made.reserved,
        "txnTime": local(made.made_at),
        "queryId": made.id,
        "origQryId": made.charge_id,
        "txnAmt": str(made.amount_minor),
        "currencyCode": "156",
        "origRespCode": codes[made.state],
        "origRespMsg": "success",
    }


def _told(asked: Form, code: str, words: str, **facts: str) -> Form:
    echoed = {name: asked[name] for name in ECHOED if name in asked}
    return {
        **echoed,
        **facts,
        "encoding": "UTF-8",
        "signMethod": "01",
        "respCode": code,
        "respMsg": words,
    }


def _sealed(keys: Keys, facts: Form, *, forged: bool) -> Form:
    signing = keys.signing(PROVIDER)
    certificate = signing.certificate
    pem = certificate.public_bytes(Encoding.PEM).decode() if certificate else ""
    signed = {name: value for name, value in facts.items() if value} | {"signPubKeyCert": pem}
    over = {**signed, "txnAmt": "1"} if forged else signed
    signature = signing.key.sign(_digest(over), PKCS1v15(), SHA256())
    return {**signed, "signature": base64.b64encode(signature).decode()}


def _digest(facts: Mapping[str, str]) -> bytes:
    """5.1.0 signs the hexadecimal SHA-256 of the sorted fields."""
    text = "&".join(f"{name}={facts[name]}" for name in sorted(facts))
    return hashlib.sha256(text.encode()).hexdigest().encode()


def _settled_on(text: str) -> date:
    """MMDD: the newest such day that is not in the future."""
    today = clock.local_day(clock.now())
    day = date(today.year, int(text[:2]), int(text[2:]))
    return day if day <= today + timedelta(days=1) else date(today.year - 1, day.month, day.day)


def local(at: datetime) -> str:
    return f"{at.astimezone(clock.SHOP_ZONE):{TIME}}"


ROUTER = Router("/unionpay", route_handlers=[front, back, query, files])
