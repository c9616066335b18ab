"""From the order to the provider's cashier and back."""

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import segno
import structlog
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders, payments
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict, Refused, Unavailable
from hutong.orders import Order, OrderNotFound, OrderState, PaymentState
from hutong.payments import (
    AttemptState,
    Choice,
    Claim,
    Gateways,
    Method,
    NoSuchProvider,
    Offer,
    Onward,
    PaymentClosed,
    Recognising,
)
from hutong.storefront.pay.page import ASK_AFTER, OnwardPage, PayPage, Result, ResultPage
from hutong.storefront.pay.ways import Way
from hutong.views.under_way import UnderWay, under_way
from hutong.web import pages
from hutong.web.device import paying_device
from hutong.web.frame import Flash
from hutong.web.guard import CONTENT_SECURITY_POLICY
from hutong.web.session import Db, Session
from hutong.web.visitor import Visiting, Visitor, member_by_token, member_of

PAY = "/pay/{number:str}"
ASKING_SECONDS = 4
TRIES_DIGITS = 4
ON_THE_WAY = {AttemptState.STARTING, AttemptState.OPEN, AttemptState.CAPTURED}

log = structlog.get_logger()


@get(PAY)
async def show(
    request: HTMXRequest,
    *,
    state: State,
    session: Session,
    visitor: Visiting,
    number: FromPath[str],
) -> Response[Any] | Template:
    order = await _mine(request, session, visitor, number)
    if not orders.can_pay(order):
        return pages.back(request, f"/orders/{number}")
    device = paying_device(request)
    offered = payments.offers(state.gateways, device)
    first = offered[0] if offered else None
    if len(offered) > 1:
        habits = await payments.habits(session, order.member_id, clock.now())
        first = payments.preferred(offered, device=device, last=habits.last, unwell=habits.unwell)
    ways = ways_of(offered, first, gateways=state.gateways)
    return pages.show(request, "storefront/pay/pay.html", PayPage(order=order, ways=ways))


@post(PAY, status_code=303)
async def start(
    request: HTMXRequest, *, state: State, db: Db, visitor: Visiting, number: FromPath[str]
) -> Response[Any]:
    """On to the cashier; a double click comes to the same one."""
    wanted = (await request.form()).get("provider")
    try:
        choice = _choice(request, wanted if isinstance(wanted, str) else "")
        if choice is not None and choice.method is Method.JSAPI:
            return await _recognise(request, db, visitor, number, provider=choice.provider)
        claim = await _claim(request, db, visitor, number, choice=choice)
        if claim is None:
            return pages.back(request, f"/orders/{number}")
        back = _back(state, number)
        onward = await payments.go_on(db, state.gateways, claim, return_url=back)
    except (Conflict, Refused, Unavailable) as refusal:
        return pages.back(request, f"/pay/{number}", Flash(str(refusal), tone="bad"))
    return Redirect(_next(onward, number), status_code=303)


@get(PAY + "/recognised/{provider:str}")
async def recognised(  # noqa: PLR0917 - a handler's arguments are given by name
    request: HTMXRequest,
    state: State,
    db: Db,
    visitor: Visiting,
    number: FromPath[str],
    provider: FromPath[str],
) -> Response[Any]:
    """Back from the provider, who says by a code which of its users this is."""
    async with db.reading() as session:
        order = await _mine(request, session, visitor, number)
        intent = await payments.of_reference(session, order.id)
    if intent is None or not orders.can_pay(order):
        return pages.back(request, f"/orders/{number}")
    try:
        payer = await _recogniser(state, provider).payer(request.query_params.get("code", ""))
        choice = Choice(provider=provider, method=Method.JSAPI, payer=payer)
        await payments.start(
            db, state.gateways, intent.id, return_url=_back(state, number), choice=choice
        )
    except (Conflict, Refused, Unavailable) as refusal:
        return pages.back(request, f"/pay/{number}", Flash(str(refusal), tone="bad"))
    return Redirect(f"/pay/{number}/onward", status_code=303)


@get(PAY + "/onward")
async def onward(
    request: HTMXRequest, *, state: State, db: Db, visitor: Visiting, number: FromPath[str]
) -> Response[Any] | Template:
    """The code to scan, the form to post, the call to make; it may be asked for again."""
    found = await _look(request, db, visitor, number)
    if found.tries >= ASK_AFTER and found.waiting:
        await _ask(db, state, found.order)
        found = await _look(request, db, visitor, number)
    attempt = found.order.attempt
    known = attempt.onward(clock.now()) if attempt and attempt.alive else None
    if attempt is None or known is None:
        return pages.back(request, f"/pay/{number}/result")
    page = OnwardPage(
        order=found.order,
        provider=attempt.provider,
        onward=known,
        drawing=drawn(known.code),
        tries=found.tries,
    )
    return pages.swap(
        request,
        part="storefront/pay/_onward.html",
        whole="storefront/pay/onward.html",
        page=page,
        headers=posting_to(known.url) if known.fields else None,
    )


@get(PAY + "/result")
async def result(
    request: HTMXRequest, *, state: State, db: Db, visitor: Visiting, number: FromPath[str]
) -> Response[Any]:
    """What became of it. The callback decides; after eight seconds the provider is asked."""
    found = await _look(request, db, visitor, number)
    if found.waiting and found.tries >= ASK_AFTER:
        await _ask(db, state, found.order)
        found = await _look(request, db, visitor, number)
    return pages.swap(
        request,
        part="storefront/pay/_result.html",
        whole="storefront/pay/result.html",
        page=found,
    )


def ways_of(offered: Sequence[Offer], first: Offer | None, *, gateways: Gateways) -> list[Way]:
    return [
        Way(
            offer=offer,
            chosen=offer == first,
            ecny=payments.takes_ecny(gateways[offer.provider]),
        )
        for offer in offered
    ]


def drawn(code: str) -> str:
    """The code as SVG, made by us: no other site learns what is paid."""
    return segno.make(code, error="m").svg_inline(border=2, omitsize=True) if code else ""


def posting_to(url: str) -> dict[str, str]:
    """A page whose form goes to the provider; every other page posts to us alone."""
    address = urlsplit(url)
    allowed = f"form-action 'self' {address.scheme}://{address.netloc}"
    policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", allowed)
    return {"content-security-policy": policy}


def _choice(request: HTMXRequest, provider: str) -> Choice | None:
    """The method follows from the device. Raises NoSuchProvider for what is not offered on it."""
    if not provider:
        return None
    offered = payments.offers(request.app.state.gateways, paying_device(request))
    for offer in offered:
        if offer.provider == provider:
            ip = request.client.host if request.client else ""
            return Choice(provider=provider, method=offer.method, client_ip=ip)
    raise NoSuchProvider(provider)


async def _recognise(
    request: HTMXRequest, db: Database, visitor: Visitor, number: str, *, provider: str
) -> Response[Any]:
    """First to the provider, who tells which of its users this is."""
    async with db.reading() as session:
        order = await _mine(request, session, visitor, number)
    if not orders.can_pay(order):
        return pages.back(request, f"/orders/{number}")
    return Redirect(_recognition(request.app.state, provider, number), status_code=303)


async def _claim(
    request: HTMXRequest, db: Database, visitor: Visitor, number: str, *, choice: Choice | None
) -> Claim | None:
    """None for an order that is paid or cancelled. Raises PaymentClosed for one that is too late,
    OrderNotFound, NoSuchProvider."""
    gateways = request.app.state.gateways
    async with db.reading() as session:
        member_id = await member_of(request, session, visitor)
    claim = await payments.claim(db, gateways, number, member_id=member_id, choice=choice)
    if claim is None:
        async with db.reading() as session:
            order = await orders.find(session, number, member_id=member_id)
        if orders.can_pay(order):
            raise PaymentClosed(order.id)
    return claim


def _recognition(state: State, provider: str, number: str) -> str:
    back = f"{state.settings.public_url}/pay/{number}/recognised/{provider}"
    return _recogniser(state, provider).recognition_url(back)


def _recogniser(state: State, provider: str) -> Recognising:
    gateway = state.gateways.get(provider)
    if gateway is None or Method.JSAPI not in gateway.methods:
        raise NoSuchProvider(provider)
    recogniser: Recognising = gateway
    return recogniser


def _back(state: State, number: str) -> str:
    return f"{state.settings.public_url}/pay/{number}/result"


def _next(onward: Onward, number: str) -> str:
    """Straight to what is ours; by a page of ours to everybody else, whose address the content
    security policy would stop behind a form."""
    if onward.url.startswith("/") and not onward.fields:
        return onward.url
    return f"/pay/{number}/onward"


async def _look(request: HTMXRequest, db: Database, visitor: Visitor, number: str) -> ResultPage:
    tries = _tries(request.query_params.get("tries", ""))
    async with db.reading() as session:
        try:
            order = await under_way(session, number, member_id=member_by_token(visitor))
        except OrderNotFound:
            await member_of(request, session, visitor)
            raise
    return ResultPage(order=order, result=_result(order), tries=tries)


async def _mine(
    request: HTMXRequest, session: AsyncSession, visitor: Visitor, number: str
) -> Order:
    """Whose it is and what it is, in one statement. Raises NotSignedIn, OrderNotFound."""
    try:
        return await orders.find(session, number, member_id=member_by_token(visitor))
    except OrderNotFound:
        await member_of(request, session, visitor)
        raise


def _result(order: UnderWay) -> Result:
    if order.state is OrderState.CANCELLED:
        return Result.OVER
    if order.payment is not PaymentState.UNPAID:
        return Result.PAID
    tried = order.attempt is not None and order.attempt.state in ON_THE_WAY
    return Result.CONFIRMING if tried else Result.UNPAID


async def _ask(db: Database, state: State, order: UnderWay) -> None:
    """Ask the provider; one that does not answer in time is asked again at the next look."""
    if order.intent_id is None:
        return
    try:
        async with asyncio.timeout(ASKING_SECONDS):
            await payments.query_one(db, state.gateways, order.intent_id)
    except TimeoutError:
        log.warning("pay.provider_slow", order=order.number)


def _tries(text: str) -> int:
    fits = text.isascii() and text.isdecimal() and len(text) <= TRIES_DIGITS
    return int(text) if fits else 0
