"""Placing an order. What is sent as it should be is answered before the framework is asked.

Finding the route, its dependencies and its middleware costs as much as the order itself
(`bench/orders.py`); whatever is not plainly an order goes on to the route below, which says what
is wrong with it.
"""

import re
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, post
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.params import JSONBody
from litestar.types import ASGIApp, Receive, Scope, Send

from hutong import orders
from hutong.api.bearer import token_in
from hutong.api.desk import AtTheDesk, Desk
from hutong.api.orders import OrderOut
from hutong.api.repeats import KEY_CHARACTERS, KEY_MAX, KEY_MIN, Key, Repeatable, answered, keep
from hutong.api.shapes import AmountAsked, Asked
from hutong.cart import Choice
from hutong.kernel.i18n import N_
from hutong.orders import Answer, Draft, Submission
from hutong.web import errors

PATH = "/api/v1/orders"
BODY_MAX = 4096
CREATED = 201
JSON = "application/json"
KEY = re.compile(f"{KEY_CHARACTERS}{{{KEY_MIN},{KEY_MAX}}}".encode())


class OrderAsked(Asked, frozen=True, omit_defaults=True):
    """The total as it was shown: an order never costs anything else. `phone`: where to call about
    services, if not where the account is at home."""

    checkout_id: UUID
    total: AmountAsked
    phone: Annotated[str, msgspec.Meta(max_length=30)] | None = None


READ = msgspec.json.Decoder(OrderAsked)


@post(
    "/orders",
    status_code=201,
    summary=N_("Place an order"),
    description=N_(
        "Sent twice, it is placed once. 409 when the total has changed or something is sold out."
    ),
)
async def place(
    request: Request[Any, Any, State],
    desk: AtTheDesk,
    data: JSONBody[OrderAsked],
    idempotency_key: Key,
) -> Response[OrderOut]:
    token = token_in(request.headers.get("authorization", ""))
    return await _placed(desk, token, idempotency_key, data)


async def _placed(desk: Desk, token: str | None, key: str, data: OrderAsked) -> Response[Any]:
    known = await desk.look(token, key, data.checkout_id)
    payer = known.before.member_id
    asked = Repeatable.of(payer, key, "order", data)
    again = known.before.answer(asked)
    if again is not None:
        return again

    def told(draft: Draft) -> Answer:
        body = msgspec.json.encode(OrderOut.of(draft))
        return Answer(asked.key, asked.fingerprint, status=201, body=body)

    placed = await orders.place_from_checkout(
        desk.db,
        desk.batcher,
        Submission(
            checkout_id=data.checkout_id,
            member_id=payer,
            shown_total=data.total.money,
            choice=Choice(phone=data.phone),
        ),
        seen=known.review,
        pay_minutes=desk.pay_minutes,
        answering=told,
    )
    if placed.answer is not None:
        return answered(placed.answer.body, placed.answer.status)

    async def look() -> OrderOut:
        async with desk.db.reading() as session:
            return OrderOut.of(await orders.find(session, placed.number, member_id=payer))

    return await keep(desk.db, asked, look)


def before(app: ASGIApp) -> ASGIApp:
    """Around the framework: orders are answered, everything else is passed on."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != ScopeType.HTTP
            or scope["path"] != PATH
            or scope["method"] != "POST"
            or (told := _headers(scope)) is None
        ):
            await app(scope, receive, send)
            return
        body = await _whole(receive)
        asked = _asked(body)
        if asked is None:
            await app(scope, _said_again(body, receive), send)
            return
        scope["path_template"] = PATH
        await _say(await _answer(scope, told, asked), scope, receive, send)

    return middleware


async def _answer(scope: Scope, told: dict[bytes, bytes], asked: OrderAsked) -> Response[Any]:
    token = token_in(told.get(b"authorization", b"").decode("latin-1"))
    key = told[b"idempotency-key"].decode()
    try:
        return await _placed(scope["litestar_app"].state.desk, token, key, asked)
    except Exception as error:  # noqa: BLE001 - every one has its answer
        return errors.answer_to(Request(scope), error)


def _headers(scope: Scope) -> dict[bytes, bytes] | None:
    """None where the framework has something to say about them."""
    told = dict(scope["headers"])
    length = told.get(b"content-length", b"")
    fits = (
        told.get(b"content-type") == JSON.encode()
        and KEY.fullmatch(told.get(b"idempotency-key", b""))
        and length.isdigit()
        and int(length) <= BODY_MAX
    )
    return told if fits else None


async def _whole(receive: Receive) -> bytes:
    parts = []
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":  # whoever asked went away
            break
        parts.append(message["body"])
        more = message["more_body"]
    return b"".join(parts)


def _asked(body: bytes) -> OrderAsked | None:
    try:
        return READ.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _said_again(body: bytes, receive: Receive) -> Receive:
    """The body as if it came just now, and after it what really comes."""
    first = True

    async def again() -> Any:
        nonlocal first
        if not first:
            return await receive()
        first = False
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _say(answer: Response[Any], scope: Scope, receive: Receive, send: Send) -> None:
    if not isinstance(answer.content, bytes):
        said = answer.to_asgi_response(None, Request(scope))
        await said(scope, receive, send)
        return
    headers = {
        "content-type": JSON,
        "content-length": str(len(answer.content)),
        **answer.headers,
    }
    await send(
        {
            "type": "http.response.start",
            "status": answer.status_code or CREATED,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": answer.content, "more_body": False})


router = Router("/", route_handlers=[place], tags=["orders"])
