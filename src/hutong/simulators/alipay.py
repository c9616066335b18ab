"""Alipay's open interface (gateway.do, RSA2): what merchants ask, and what it tells them."""

import base64
import json
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from litestar import Request, Response, Router, get, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.params import FromQuery
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.simulators import alipay_bill, books, queries
from hutong.simulators.books import NotAccepted, Wanted
from hutong.simulators.desk import Desk
from hutong.simulators.keys import ALIPAY_APP, ALIPAY_SELLER, Keys
from hutong.simulators.models import (
    Billing,
    Charge,
    ChargeState,
    Provider,
    Refund,
    RefundState,
)

PROVIDER = Provider.ALIPAY
WINDOW = timedelta(minutes=15)
TIME = "%Y-%m-%d %H:%M:%S"
BUYER = "2088000000009999"
PAGES = {"alipay.trade.page.pay": "page", "alipay.trade.wap.pay": "wap"}
APP_PAY = "alipay.trade.app.pay"
BILLS = {
    "trade": ("业务明细", alipay_bill.written),
    "signcustomer": ("账务明细", alipay_bill.account),
}
REFUSALS = {
    "paid": ("40004", "ACQ.TRADE_HAS_SUCCESS", "交易已被支付"),
    "closed": ("40004", "ACQ.TRADE_HAS_CLOSE", "交易已经关闭"),
    "another amount": ("40004", "ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改"),
    "too much": ("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"),
    "not enough balance": ("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "商户余额不足"),
    "unknown": ("40004", "ACQ.TRADE_NOT_EXIST", "交易不存在"),
    "no bill": ("40004", "isp.bill_not_exist", "账单不存在"),
    "signature": ("40002", "isv.invalid-signature", "验签出错"),
    "method": ("40004", "isv.invalid-method", "不存在的方法名"),
}

Asked = Request[Any, Any, State]
Body = dict[str, Any]
Act = Callable[[AsyncSession, Desk, Body], Awaitable[Body]]


@dataclass(frozen=True)
class Told:
    method: str
    body: Body


def done(**facts: object) -> Body:
    return {"code": "10000", "msg": "Success", **facts}


def refusal(reason: str) -> Body:
    code, sub_code, words = REFUSALS.get(reason, ("40004", "ACQ.INVALID_PARAMETER", "参数无效"))
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": words}


@route("/gateway.do", http_method=[HttpMethod.GET, HttpMethod.POST], status_code=200)
async def gateway(request: Asked, state: State) -> Response[Any]:
    """One address for everything; `method` says what is asked."""
    place: Desk = state.desk
    asked = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    asked |= dict(request.query_params.items())
    method = asked.get("method", "")
    if not is_merchant(place.keys, asked):
        return _signed(place.keys, Told(method, refusal("signature")))
    if method in PAGES:
        return await _to_cashier(place, asked, PAGES[method])
    act = ACTS.get(method)

    async def acted(session: AsyncSession) -> Told:
        if act is None:
            raise NotAccepted("method")
        try:
            return Told(method, await act(session, place, json.loads(asked["biz_content"])))
        except (KeyError, TypeError, ValueError):
            raise NotAccepted("parameter") from None

    return await place.serve(
        PROVIDER,
        acted,
        refuse=lambda reason: Told(method, refusal(reason)),
        sign=lambda said, forged: _signed(place.keys, said, forged=forged),
    )


@get("/bill")
async def bill_file(state: State, day: FromQuery[date], which: FromQuery[str]) -> Response[bytes]:
    place: Desk = state.desk
    async with place.db.reading() as session:
        moved = await books.day(session, PROVIDER, day)
        billing = (await queries.switch(session, PROVIDER)).billing
    if moved is None or billing is Billing.SPOILT:
        return Response(b"<html>", media_type="text/html")
    words, write = BILLS.get(which, BILLS["trade"])
    name = f"{ALIPAY_SELLER}0156_{day:%Y%m%d}_{words}.csv"
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, write(moved, day, short=billing is Billing.SHORT))
        archive.writestr(name.replace("明细", "明细(汇总)"), "#汇总\n".encode("gb18030"))
    return Response(packed.getvalue(), media_type="application/zip")


async def _to_cashier(place: Desk, asked: Mapping[str, str], method: str) -> Response[Any]:
    try:
        wanted = _wanted(asked, method)
        async with place.db.transaction() as session:
            charge = await books.open_charge(session, PROVIDER, wanted)
    except (NotAccepted, KeyError, ValueError, TypeError) as refused:
        words = getattr(refused, "reason", "parameter")
        return Response(f"<h1>{words}</h1>".encode(), status_code=200, media_type="text/html")
    return Redirect(f"{place.base_url}/cashier/{charge.token}")


async def start_from_app(place: Desk, order: str) -> Charge:
    """What Alipay's app does with the string that a merchant's app hands over."""
    asked = dict(parse_qsl(order, keep_blank_values=True))
    if asked.get("method") != APP_PAY or not is_merchant(place.keys, asked):
        raise NotAccepted("signature")
    async with place.db.transaction() as session:
        return await books.open_charge(session, PROVIDER, _wanted(asked, "app"))


async def _query(session: AsyncSession, _place: Desk, body: Body) -> Body:
    charge = await queries.by_reference(session, PROVIDER, body["out_trade_no"])
    return refusal("unknown") if charge is None else done(**await _trade(session, charge))


async def _close(session: AsyncSession, _place: Desk, body: Body) -> Body:
    charge = await queries.by_reference(session, PROVIDER, body["out_trade_no"], lock=True)
    if charge is None:
        return refusal("unknown")
    books.close(charge)
    return done(trade_no=charge.id, out_trade_no=charge.reference)


async def _refund(session: AsyncSession, _place: Desk, body: Body) -> Body:
    charge = await queries.by_reference(session, PROVIDER, body["out_trade_no"], lock=True)
    if charge is None or charge.paid_minor is None:
        return refusal("unknown")
    known = await queries.refund_by_key(session, PROVIDER, body["out_request_no"])
    minor = fen(body["refund_amount"])
    await books.refund(session, charge, key=body["out_request_no"], amount_minor=minor)
    back = await queries.refunded_minor(session, charge.id)
    return done(
        trade_no=charge.id,
        out_trade_no=charge.reference,
        buyer_user_id=BUYER,
        fund_change="N" if known else "Y",
        refund_fee=yuan(back),
    )


async def _refund_query(session: AsyncSession, _place: Desk, body: Body) -> Body:
    made = await queries.refund_by_key(session, PROVIDER, body["out_request_no"])
    charge = await queries.by_reference(session, PROVIDER, body["out_trade_no"])
    if made is None or charge is None:
        return done()
    facts = done(
        trade_no=charge.id,
        out_trade_no=charge.reference,
        out_request_no=made.key,
        total_amount=yuan(charge.paid_minor or 0),
        refund_amount=yuan(made.amount_minor),
    )
    return facts | ({"refund_status": "REFUND_SUCCESS"} if made.state is RefundState.DONE else {})


async def _bill(session: AsyncSession, place: Desk, body: Body) -> Body:
    of = date.fromisoformat(body["bill_date"])
    moved = await books.day(session, PROVIDER, of)
    late = (await queries.switch(session, PROVIDER)).billing is Billing.LATE
    which = body["bill_type"]
    if moved is None or late or which not in BILLS:
        return refusal("no bill")
    return done(bill_download_url=f"{place.base_url}/alipay/bill?day={of}&which={which}")


ACTS: Mapping[str, Act] = {
    "alipay.trade.query": _query,
    "alipay.trade.close": _close,
    "alipay.trade.refund": _refund,
    "alipay.trade.fastpay.refund.query": _refund_query,
    "alipay.data.dataservice.bill.downloadurl.query": _bill,
}


async def _trade(session: AsyncSession, charge: Charge) -> Body:
    facts: Body = {
        "trade_no": charge.id,
        "out_trade_no": charge.reference,
        "buyer_user_id": BUYER,
        "trade_status": await _status(session, charge),
        "total_amount": yuan(charge.paid_minor or charge.amount_minor),
    }
    if charge.paid_at is not None:
        facts["send_pay_date"] = local(charge.paid_at)
    return facts


async def _status(session: AsyncSession, charge: Charge) -> str:
    """A trade that was given back as a whole counts as closed, as Alipay has it."""
    if charge.state is ChargeState.PAID:
        all_back = await queries.refunded_minor(session, charge.id) == charge.paid_minor
        return "TRADE_CLOSED" if all_back else "TRADE_SUCCESS"
    return "WAIT_BUYER_PAY" if charge.is_open(clock.now()) else "TRADE_CLOSED"


def notice(
    keys: Keys, charge: Charge, made: Refund | None, *, event: str, at: datetime, forged: bool
) -> tuple[dict[str, str], bytes]:
    """A message to the merchant: a form, signed."""
    facts = {
        "notify_time": local(at),
        "notify_type": "trade_status_sync",
        "notify_id": event.replace("-", ""),
        "app_id": ALIPAY_APP,
        "charset": "utf-8",
        "version": "1.0",
        "trade_no": charge.id,
        "out_trade_no": charge.reference,
        "buyer_id": BUYER,
        "seller_id": ALIPAY_SELLER,
        "subject": charge.subject,
        "trade_status": "TRADE_SUCCESS",
        "total_amount": yuan(charge.paid_minor or 0),
        "gmt_create": local(charge.created_at),
        "gmt_payment": local(charge.paid_at or at),
    }
    if made is not None:
        whole = made.amount_minor == charge.paid_minor
        facts |= {
            "trade_status": "TRADE_CLOSED" if whole else "TRADE_SUCCESS",
            "out_biz_no": made.key,
            "refund_fee": yuan(made.amount_minor),
            "gmt_refund": f"{local(made.made_at)}.000",
        }
    signature = _signature(keys, _text(facts) + ("?" if forged else ""))
    return {}, urlencode({**facts, "sign_type": "RSA2", "sign": signature}).encode()


def is_merchant(keys: Keys, asked: Mapping[str, str]) -> bool:
    signed = {name: value for name, value in asked.items() if name != "sign"}
    try:
        keys.merchant_key("alipay/app_cert.pem").verify(
            base64.b64decode(asked.get("sign", "")), _text(signed).encode(), PKCS1v15(), SHA256()
        )
        at = datetime.strptime(asked["timestamp"], TIME).replace(tzinfo=clock.SHOP_ZONE)
    except (InvalidSignature, ValueError, KeyError):
        return False
    right = (asked.get("app_id"), asked.get("sign_type")) == (ALIPAY_APP, "RSA2")
    return right and abs(clock.now() - at) <= WINDOW


def _wanted(asked: Mapping[str, str], method: str) -> Wanted:
    body = json.loads(asked["biz_content"])
    ends = datetime.strptime(body["time_expire"], TIME).replace(tzinfo=clock.SHOP_ZONE)
    return Wanted(
        reference=body["out_trade_no"],
        subject=body["subject"],
        method=method,
        amount_minor=fen(body["total_amount"]),
        expires_at=ends,
        return_url=asked.get("return_url", ""),
        notify_url=asked["notify_url"],
    )


def _signed(keys: Keys, said: Told, *, forged: bool = False) -> Response[bytes]:
    """The signature covers the node as it is written, byte for byte."""
    node = f"{said.method.replace('.', '_')}_response"
    content = msgspec.json.encode(said.body).decode()
    signature = _signature(keys, content + ("?" if forged else ""))
    body = f'{{"{node}":{content},"sign":"{signature}"}}'
    return Response(body.encode(), media_type="text/html;charset=utf-8")


def _signature(keys: Keys, text: str) -> str:
    key = keys.signing(PROVIDER).key
    return base64.b64encode(key.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def _text(facts: Mapping[str, str]) -> str:
    return "&".join(f"{name}={facts[name]}" for name in sorted(facts) if facts[name] != "")


def local(at: datetime) -> str:
    return f"{at.astimezone(clock.SHOP_ZONE):{TIME}}"


def yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def fen(amount: str) -> int:
    whole, _, part = str(amount).partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


ROUTER = Router("/alipay", route_handlers=[gateway, bill_file])
