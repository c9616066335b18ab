"""The provider's API for merchants. Every request is signed by them, every answer by it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict, Refused
from hutong.sandbox import bills, charges, queries, signing
from hutong.sandbox.bills import Bill
from hutong.sandbox.charges import ChargeWanted, NotAccepted, RefundWanted
from hutong.web.session import Db

BODY_MAX = 16 * 1024
MERCHANT = "hutong"
PATH = "/sandbox/api"

Asked = Request[Any, Any, State]
Form = TypeVar("Form", bound=msgspec.Struct)


@dataclass(frozen=True)
class Caller:
    merchant: str
    nonce: str
    secret: str
    body: bytes


async def caller_of(request: Asked) -> Caller:
    """The merchant who signed this. 401 for everybody else."""
    body = await request.body()
    merchant = request.headers.get("sandbox-merchant", "")
    secret = request.app.state.box.sign("sandbox", merchant)
    path, method = request.url.path, request.method
    if merchant != MERCHANT or not signing.is_from_merchant(
        secret, dict(request.headers.items()), method=method, path=path, body=body
    ):
        raise NotAuthorizedException
    return Caller(merchant, request.headers.get("sandbox-nonce", ""), secret, body)


@get("/keys")
async def keys(request: Asked, db: Db) -> Response[bytes]:
    caller = await caller_of(request)
    known = await signing.published(db)
    told = {"keys": [{"serial": serial, "key": key} for serial, key in known.items()]}
    body = msgspec.json.encode(told)
    signature = signing.keys_signature(caller.secret, caller.nonce, body)
    return Response(body, media_type="application/json", headers={"sandbox-signature": signature})


@post("/charges", status_code=200)
async def start(request: Asked, db: Db) -> Response[bytes]:
    caller = await caller_of(request)

    async def act(session: AsyncSession) -> dict[str, object]:
        wanted = _read(caller.body, ChargeWanted)
        charge = await charges.open_charge(session, caller.merchant, wanted)
        told = charges.charge_told(charge, clock.now())
        return {**told, "url": f"/sandbox/cashier/{charge.id}"}

    return await _answered(request, db, caller, act)


@get("/charges/{reference:uuid}")
async def show(request: Asked, db: Db, reference: FromPath[UUID]) -> Response[bytes]:
    caller = await caller_of(request)

    async def act(session: AsyncSession) -> dict[str, object] | None:
        charge = await queries.by_reference(session, caller.merchant, reference)
        return None if charge is None else charges.charge_told(charge, clock.now())

    return await _answered(request, db, caller, act)


@post("/charges/{reference:uuid}/closure", status_code=200)
async def close(request: Asked, db: Db, reference: FromPath[UUID]) -> Response[bytes]:
    caller = await caller_of(request)

    async def act(session: AsyncSession) -> dict[str, object] | None:
        charge = await queries.locked_reference(session, caller.merchant, reference)
        if charge is None:
            return None
        charges.close(charge)
        return charges.charge_told(charge, clock.now())

    return await _answered(request, db, caller, act)


@post("/charges/{reference:uuid}/refunds", status_code=200)
async def refund(request: Asked, db: Db, reference: FromPath[UUID]) -> Response[bytes]:
    caller = await caller_of(request)

    async def act(session: AsyncSession) -> dict[str, object] | None:
        charge = await queries.locked_reference(session, caller.merchant, reference)
        if charge is None:
            return None
        made = await charges.refund(session, charge, _read(caller.body, RefundWanted))
        return charges.refund_told(charge, made)

    return await _answered(request, db, caller, act)


@get("/bills/{day:date}")
async def bill(request: Asked, db: Db, day: FromPath[date]) -> Response[bytes]:
    caller = await caller_of(request)

    async def act(session: AsyncSession) -> Bill:
        return await bills.made(session, caller.merchant, day, at=clock.now())

    return await _answered(request, db, caller, act)


async def _answered(request: Asked, db: Database, caller: Caller, act: Any) -> Response[bytes]:
    """Do it in one transaction, and sign what came of it, refusals included."""
    status, told = 200, None
    try:
        async with db.transaction() as session:
            told = await act(session)
        if told is None:
            status, told = 404, {"detail": "no such charge"}
    except (Refused, Conflict) as refused:
        status, told = 422, {"detail": getattr(refused, "reason", str(refused))}
    body = msgspec.json.encode(told)
    key = await signing.signer(db, request.app.state.box)
    headers = key.headers(body, at=clock.now(), nonce=caller.nonce)
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def _read(body: bytes, form: type[Form]) -> Form:
    try:
        return msgspec.json.decode(body, type=form)
    except msgspec.DecodeError:
        raise NotAccepted("this cannot be read") from None


router = Router(
    PATH,
    route_handlers=[keys, start, show, close, refund, bill],
    request_max_body_size=BODY_MAX,
    include_in_schema=False,
    opt={"anonymous": True},
)
