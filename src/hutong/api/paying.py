"""Paying an order: where to go, and whether the money is there."""

from typing import Annotated, Any
from urllib.parse import urljoin
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody

from hutong import orders, payments
from hutong.api.bearer import MyId, TokenHash, known
from hutong.api.repeats import AskedBefore, Key, Repeatable, keep
from hutong.api.shapes import Amount, Asked, Told
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_
from hutong.kernel.i18n import gettext as _
from hutong.payments import (
    Choice,
    Claim,
    Device,
    Gateways,
    IntentState,
    Method,
    NoSuchProvider,
    PaymentClosed,
)
from hutong.views.paying import Paying, paying
from hutong.web.session import Db, Session

NUMBER_MAX = 30
Url = Annotated[str, msgspec.Meta(max_length=500)]
PayerId = Annotated[str, msgspec.Meta(max_length=128)]
Provider = Annotated[str, msgspec.Meta(max_length=40)]


class PaymentAsked(Asked, frozen=True):
    """`return_url`: a path of the shop, to which the cashier sends the shopper back."""

    provider: Provider | None = None
    method: Method | None = None
    payer: PayerId = ""
    return_url: Url = "/orders"


class WayOut(Told, frozen=True):
    """`preferred`: what to choose beforehand."""

    provider: str
    method: Method
    preferred: bool


class PaymentStarted(Told, frozen=True):
    """How the shopper goes on. Coming back proves nothing: ask GET .../payment.

    `url`: send them there, by POST with `fields` when there are any. `code`: show it as a QR
    code. `invoke`: hand it to the provider's script or SDK.
    """

    url: str
    fields: dict[str, str]
    code: str
    invoke: dict[str, str]


class PaymentOut(Told, frozen=True):
    """`paid` once the provider has confirmed it to us."""

    paid: bool
    state: IntentState | None
    amount: Amount


@get("/payment-providers", summary=N_("Ways of paying"), sync_to_thread=False)
def providers(request: Request[Any, Any, State]) -> list[str]:
    return list(request.app.state.gateways)


@get(
    "/payment-methods",
    summary=N_("Ways of paying that suit a device"),
    description=N_(
        "One for each provider; the first choice follows from device, habit and health."
    ),
)
async def methods(
    request: Request[Any, Any, State],
    session: Session,
    my_id: MyId,
    device: FromQuery[Device] = Device.APP,
) -> list[WayOut]:
    habits = await payments.habits(session, my_id, clock.now())
    offered = payments.offers(request.app.state.gateways, device)
    first = payments.preferred(offered, device=device, last=habits.last, unwell=habits.unwell)
    return [WayOut(provider=o.provider, method=o.method, preferred=o == first) for o in offered]


@post(
    "/orders/{number:str}/payment",
    status_code=201,
    summary=N_("Start paying"),
    description=N_(
        "The same payment while it is alive. 409 for what is paid, cancelled or too late."
    ),
)
async def start(
    request: Request[Any, Any, State],
    db: Db,
    asked_before: AskedBefore,
    *,
    number: FromPath[str],
    data: JSONBody[PaymentAsked],
    idempotency_key: Key,
) -> Response[PaymentStarted]:
    _check_return(data.return_url)
    payer = asked_before.member_id
    said = Repeatable.of(payer, idempotency_key, "payment", number, data)
    known = asked_before.answer(said)
    if known is not None:
        return known

    async def act() -> PaymentStarted:
        shop = request.app.state.settings.public_url
        gateways = request.app.state.gateways
        choice = _choice(request, data)
        claim = await _claim(db, gateways, number[:NUMBER_MAX], payer=payer, choice=choice)
        back = urljoin(shop, data.return_url)
        onward = await payments.go_on(db, gateways, claim, return_url=back)
        return PaymentStarted(
            url=urljoin(shop, onward.url) if onward.url else "",
            fields=dict(onward.fields),
            code=onward.code,
            invoke=dict(onward.invoke),
        )

    return await keep(db, said, act)


@get(
    "/orders/{number:str}/payment",
    summary=N_("Is it paid?"),
    description=N_("While it is not, the provider is asked, at most every two seconds."),
)
async def show(
    request: Request[Any, Any, State], db: Db, token_hash: TokenHash, number: FromPath[str]
) -> PaymentOut:
    seen = await _seen(db, number, token_hash)
    if seen.intent_id is not None and not seen.paid:
        await payments.query_one(db, request.app.state.gateways, seen.intent_id)
        seen = await _seen(db, number, token_hash)
    return PaymentOut(paid=seen.paid, state=seen.state, amount=Amount.of(seen.total))


async def _seen(db: Database, number: str, token: bytes) -> Paying:
    return known(await paying(db.glance, number[:NUMBER_MAX], token=token))


def _choice(request: Request[Any, Any, State], data: PaymentAsked) -> Choice | None:
    """Without a method it is the provider's usual one."""
    if data.provider is None:
        return None
    gateway = request.app.state.gateways.get(data.provider)
    if gateway is None:
        raise NoSuchProvider(data.provider)
    return Choice(
        provider=data.provider,
        method=data.method or gateway.methods[0],
        payer=data.payer,
        client_ip=request.client.host if request.client else "",
    )


async def _claim(
    db: Database, gateways: Gateways, number: str, *, payer: UUID, choice: Choice | None
) -> Claim:
    """Raises OrderNotFound, and PaymentClosed for what is not to be paid."""
    claim = await payments.claim(db, gateways, number, member_id=payer, choice=choice)
    if claim is None:
        async with db.reading() as session:
            raise PaymentClosed((await orders.find(session, number, member_id=payer)).id)
    return claim


def _check_return(url: str) -> None:
    """Only into the shop itself: what leads elsewhere is not ours to recommend (S59)."""
    if not url.startswith("/") or url.startswith(("//", "/\\")) or not url.isprintable():
        problem = _("This must be a path of the shop, such as /orders.")
        raise Invalid([Problem("return_url", problem)])


router = Router("/", route_handlers=[providers, methods, start, show], tags=["payment"])
