"""WeChat Pay as its API v3 describes it: what merchants ask, and what it tells them."""

import base64
import gzip
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.simulators import books, queries, wechat_bill
from hutong.simulators.books import NotAccepted, Wanted
from hutong.simulators.desk import Desk
from hutong.simulators.keys import WECHAT_APP, WECHAT_MERCHANT, Keys
from hutong.simulators.models import (
    Billing,
    Charge,
    ChargeState,
    Provider,
    Refund,
    RefundState,
)
from hutong.simulators.wechat_open import recognise, who

PROVIDER = Provider.WECHAT
SCHEME = "WECHATPAY2-SHA256-RSA2048"
AUTHORIZATION = re.compile(rf'{SCHEME} ((?:\w+="[^"]*",?)+)')
PAIR = re.compile(r'(\w+)="([^"]*)"')
WINDOW_SECONDS = 300
BILL_FILE = "/wechat/v3/billdownload/file"
BILLS = {"trades": wechat_bill.written, "funds": wechat_bill.funds}
NONCE_LENGTH = 12
STATES = {
    ChargeState.OPEN: "NOTPAY",
    ChargeState.PAID: "SUCCESS",
    ChargeState.FAILED: "PAYERROR",
    ChargeState.CLOSED: "CLOSED",
}
REFUND_STATES = {
    RefundState.DONE: "SUCCESS",
    RefundState.PROCESSING: "PROCESSING",
    RefundState.REFUSED: "CLOSED",
}
REASON_BYTES = 80
REFUSALS = {
    "paid": (400, "ORDERPAID", "该订单已支付"),
    "closed": (400, "ORDER_CLOSED", "订单已关闭"),
    "another amount": (400, "OUT_TRADE_NO_USED", "商户订单号重复"),
    "too much": (400, "INVALID_REQUEST", "退款金额大于可退金额"),
    "not enough balance": (403, "NOT_ENOUGH", "基本账户余额不足"),
    "amount or time": (400, "PARAM_ERROR", "参数错误"),
    "unknown": (404, "ORDER_NOT_EXIST", "订单不存在"),
    "no bill": (400, "NO_STATEMENT_EXIST", "账单文件不存在"),
    "bill later": (400, "STATEMENT_CREATING", "账单生成中"),
    "signature": (401, "SIGN_ERROR", "签名错误"),
}

Asked = Request[Any, Any, State]


@dataclass(frozen=True)
class Told:
    status: int
    body: bytes


def told(content: object, status: int = 200) -> Told:
    return Told(status, msgspec.json.encode(content))


def refusal(reason: str) -> Told:
    status, code, words = REFUSALS.get(reason, REFUSALS["amount or time"])
    return told({"code": code, "message": words}, status)


@post("/v3/pay/transactions/{product:str}", status_code=200)
async def start(request: Asked, state: State, product: FromPath[str]) -> Response[bytes]:
    body = await request.body()

    async def act(session: AsyncSession) -> Told:
        asked = msgspec.json.decode(body)
        if (asked["mchid"], asked["appid"]) != (WECHAT_MERCHANT, WECHAT_APP):
            raise NotAccepted("signature")
        charge = await books.open_charge(session, PROVIDER, _wanted(asked, product))
        cashier = f"{desk(state).base_url}/cashier/{charge.token}"
        match product:
            case "native":
                return told({"code_url": cashier})
            case "h5":
                return told({"h5_url": f"{cashier}?from=h5"})
            case _:
                return told({"prepay_id": f"wx{charge.id}"})

    return await _served(request, act)


@get("/v3/pay/transactions/out-trade-no/{number:str}")
async def show(request: Asked, number: FromPath[str]) -> Response[bytes]:
    async def act(session: AsyncSession) -> Told:
        charge = await queries.by_reference(session, PROVIDER, number)
        return refusal("unknown") if charge is None else told(transaction(charge))

    return await _served(request, act)


@post("/v3/pay/transactions/out-trade-no/{number:str}/close", status_code=200)
async def close(request: Asked, number: FromPath[str]) -> Response[bytes]:
    async def act(session: AsyncSession) -> Told:
        charge = await queries.by_reference(session, PROVIDER, number, lock=True)
        if charge is None:
            return refusal("unknown")
        books.close(charge)
        return Told(204, b"")

    return await _served(request, act)


@post("/v3/refund/domestic/refunds", status_code=200)
async def give_back(request: Asked) -> Response[bytes]:
    body = await request.body()

    async def act(session: AsyncSession) -> Told:
        asked = msgspec.json.decode(body)
        charge = await queries.by_reference(session, PROVIDER, asked["out_trade_no"], lock=True)
        if charge is None or charge.paid_minor is None:
            return refusal("unknown")
        too_long = len(asked.get("reason", "").encode()) > REASON_BYTES
        if too_long or asked["amount"]["total"] != charge.paid_minor:
            raise NotAccepted("amount or time")
        made = await books.refund(
            session,
            charge,
            key=asked["out_refund_no"],
            amount_minor=asked["amount"]["refund"],
            notify_url=asked.get("notify_url", ""),
        )
        return told(refund_told(charge, made) | {"status": REFUND_STATES[made.state]})

    return await _served(request, act)


@get("/v3/certificates")
async def certificates(request: Asked, state: State) -> Response[bytes]:
    async def act(session: AsyncSession) -> Told:  # noqa: ARG001
        keys = desk(state).keys
        listed = []
        for each in keys.published(PROVIDER):
            if each.certificate is None:
                continue
            pem = each.certificate.public_bytes(Encoding.PEM)
            listed.append(
                {
                    "serial_no": each.serial,
                    "effective_time": each.certificate.not_valid_before_utc.isoformat(),
                    "expire_time": each.certificate.not_valid_after_utc.isoformat(),
                    "encrypt_certificate": sealed(keys, pem, "certificate"),
                }
            )
        return told({"data": listed})

    return await _served(request, act)


@get("/v3/bill/tradebill")
async def bill(request: Asked, state: State, bill_date: FromQuery[date]) -> Response[bytes]:
    return await _told_of(request, state, bill_date, "trades")


@get("/v3/bill/fundflowbill")
async def funds(request: Asked, state: State, bill_date: FromQuery[date]) -> Response[bytes]:
    return await _told_of(request, state, bill_date, "funds")


async def _told_of(request: Asked, state: State, bill_date: date, which: str) -> Response[bytes]:
    """Where the file is, and what its hash is."""

    async def act(session: AsyncSession) -> Told:
        day = await books.day(session, PROVIDER, bill_date)
        billing = (await queries.switch(session, PROVIDER)).billing
        if day is None or billing is Billing.LATE:
            return refusal("bill later")
        if not (day.payments or day.refunds or (which == "funds" and day.paid_out)):
            return refusal("no bill")
        text = BILLS[which](day, short=billing is Billing.SHORT)
        spoilt = billing is Billing.SPOILT
        return told(
            {
                "hash_type": "SHA1",
                "hash_value": hashlib.sha1(
                    text.encode() + b"!" * spoilt, usedforsecurity=False
                ).hexdigest(),
                "download_url": f"{desk(state).base_url}{BILL_FILE}?day={bill_date}&which={which}",
            }
        )

    return await _served(request, act)


@get("/v3/billdownload/file")
async def bill_file(
    request: Asked, state: State, day: FromQuery[date], which: FromQuery[str]
) -> Response[bytes]:
    if which not in BILLS or not _is_merchant(request, desk(state).keys, b""):
        return Response(b"", status_code=401)
    async with desk(state).db.reading() as session:
        moved = await books.day(session, PROVIDER, day)
        billing = (await queries.switch(session, PROVIDER)).billing
    text = BILLS[which](moved, short=billing is Billing.SHORT) if moved else ""
    return Response(gzip.compress(text.encode()), media_type="application/octet-stream")


def transaction(charge: Charge) -> dict[str, object]:
    lapsed = charge.state is ChargeState.OPEN and not charge.is_open(clock.now())
    state = "CLOSED" if lapsed else STATES[charge.state]
    facts: dict[str, object] = {
        "appid": WECHAT_APP,
        "mchid": WECHAT_MERCHANT,
        "out_trade_no": charge.reference,
        "trade_state": state,
        "trade_state_desc": {"SUCCESS": "支付成功", "NOTPAY": "订单未支付"}.get(state, "已结束"),
        "trade_type": {"h5": "MWEB"}.get(charge.method, charge.method.upper()),
    }
    if charge.paid_minor is not None and charge.paid_at is not None:
        facts |= {
            "transaction_id": charge.id,
            "bank_type": "OTHERS",
            "success_time": _time(charge.paid_at),
            "payer": {"openid": charge.payer or "oSimulatedShopper000000000001"},
            "amount": {
                "total": charge.paid_minor,
                "payer_total": charge.paid_minor,
                "currency": "CNY",
                "payer_currency": "CNY",
            },
        }
    return facts


def refund_told(charge: Charge, made: Refund) -> dict[str, object]:
    return {
        "mchid": WECHAT_MERCHANT,
        "refund_id": made.id,
        "out_refund_no": made.key,
        "transaction_id": charge.id,
        "out_trade_no": charge.reference,
        "user_received_account": "支付用户零钱",
        "success_time": _time(made.made_at),
        "amount": {
            "total": charge.paid_minor,
            "refund": made.amount_minor,
            "payer_total": charge.paid_minor,
            "payer_refund": made.amount_minor,
            "currency": "CNY",
        },
    }


def notice(
    keys: Keys, charge: Charge, made: Refund | None, *, event: str, at: datetime, forged: bool
) -> tuple[dict[str, str], bytes]:
    """A message to the merchant: signed headers, sealed contents."""
    if made is None:
        kind, plain = "TRANSACTION.SUCCESS", transaction(charge)
    else:
        kind = "REFUND.CLOSED" if made.state is RefundState.REFUSED else "REFUND.SUCCESS"
        plain = refund_told(charge, made) | {"refund_status": REFUND_STATES[made.state]}
    resource = sealed(keys, msgspec.json.encode(plain), kind.partition(".")[0].lower())
    content = {
        "id": event,
        "create_time": _time(at),
        "resource_type": "encrypt-resource",
        "event_type": kind,
        "summary": "支付成功" if made is None else "退款通知",
        "resource": resource | {"original_type": kind.partition(".")[0].lower()},
    }
    body = msgspec.json.encode(content)
    return _seal(keys, body, at=at, forged=forged), body


def sealed(keys: Keys, plain: bytes, associated: str) -> dict[str, str]:
    nonce = secrets.token_hex(NONCE_LENGTH)[:NONCE_LENGTH]
    cipher = AESGCM(keys.text("wechat/api_key").encode())
    sealed = cipher.encrypt(nonce.encode(), plain, associated.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": nonce,
        "associated_data": associated,
        "ciphertext": base64.b64encode(sealed).decode(),
    }


def desk(state: State) -> Desk:
    found: Desk = state.desk
    return found


def _wanted(asked: dict[str, Any], product: str) -> Wanted:
    if product == "jsapi" and not asked.get("payer", {}).get("openid"):
        raise NotAccepted("amount or time")
    return Wanted(
        reference=asked["out_trade_no"],
        subject=asked["description"],
        method=product,
        payer=asked.get("payer", {}).get("openid", ""),
        amount_minor=asked["amount"]["total"],
        expires_at=datetime.fromisoformat(asked["time_expire"]),
        return_url="",
        notify_url=asked["notify_url"],
    )


async def _served(request: Asked, act: Any) -> Response[bytes]:
    place = desk(request.app.state)
    body = await request.body()
    if not _is_merchant(request, place.keys, body):
        return _signed(place.keys, refusal("signature"))

    async def acted(session: AsyncSession) -> Told:
        try:
            done: Told = await act(session)
        except (KeyError, TypeError, ValueError, msgspec.DecodeError):
            raise NotAccepted("amount or time") from None
        return done

    return await place.serve(
        PROVIDER,
        acted,
        refuse=refusal,
        sign=lambda said, forged: _signed(place.keys, said, forged=forged),
    )


def _is_merchant(request: Asked, keys: Keys, body: bytes) -> bool:
    given = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    said = dict(PAIR.findall(given[1])) if given else {}
    path = request.scope["raw_path"].decode()
    query = request.scope["query_string"].decode()
    lines = (request.method, f"{path}?{query}" if query else path, said.get("timestamp", ""))
    text = "".join(f"{line}\n" for line in (*lines, said.get("nonce_str", ""))).encode() + body
    certificate = keys.certificate("wechat/apiclient_cert.pem")
    fresh = abs(int(said.get("timestamp") or 0) - int(clock.now().timestamp())) <= WINDOW_SECONDS
    known = said.get("serial_no") == f"{certificate.serial_number:040X}"
    try:
        keys.merchant_key("wechat/apiclient_cert.pem").verify(
            base64.b64decode(said.get("signature", "")), text + b"\n", PKCS1v15(), SHA256()
        )
    except (InvalidSignature, ValueError):
        return False
    return fresh and known and said.get("mchid") == WECHAT_MERCHANT


def _signed(keys: Keys, said: Told, *, forged: bool = False) -> Response[bytes]:
    headers = _seal(keys, said.body, at=clock.now(), forged=forged)
    return Response(
        said.body, status_code=said.status, media_type="application/json", headers=headers
    )


def _seal(keys: Keys, body: bytes, *, at: datetime, forged: bool) -> dict[str, str]:
    signing = keys.signing(PROVIDER)
    timestamp, nonce = str(int(at.timestamp())), secrets.token_hex(16)
    over = body + b"another" if forged else body
    text = f"{timestamp}\n{nonce}\n".encode() + over + b"\n"
    signature = signing.key.sign(text, PKCS1v15(), SHA256())
    return {
        "Wechatpay-Serial": signing.serial,
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature-Type": SCHEME,
        "Wechatpay-Signature": base64.b64encode(signature).decode(),
    }


def _time(at: datetime) -> str:
    return at.astimezone(clock.SHOP_ZONE).isoformat("T", "seconds")


ROUTER = Router(
    "/wechat",
    route_handlers=[
        start, show, close, give_back, certificates, bill, funds, bill_file, recognise, who,
    ],
)  # fmt: skip
