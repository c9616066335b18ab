"""From the order to the provider's cashier and back."""

import asyncio
from typing import Any

import structlog
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders, payments
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict, Refused, Unavailable
from hutong.orders import Order, OrderState, PaymentState
from hutong.payments import AttemptState
from hutong.storefront.pay.page import ASK_AFTER, PayPage, Result, ResultPage, Way
from hutong.web import pages
from hutong.web.frame import Flash
from hutong.web.session import Db, Session
from hutong.web.visitor import MemberId, Visiting, Visitor, member_of

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
    member_id: MemberId,
    number: FromPath[str],
) -> Response[Any] | Template:
    order = await orders.find(session, number, member_id=member_id)
    if not orders.can_pay(order):
        return pages.back(request, f"/orders/{number}")
    page = PayPage(order=order, ways=[Way(name) for name in state.gateways])
    return pages.show(request, "storefront/pay/pay.html", page)


@post(PAY, status_code=303)
async def start(
    request: HTMXRequest, *, state: State, db: Db, visitor: Visiting, number: FromPath[str]
) -> Response[Any]:
    """On to the cashier; a double click comes to the same one."""
    form = await request.form()
    wanted = form.get("provider")
    async with db.reading() as session:
        order = await _mine(request, session, visitor, number)
        intent = await payments.of_reference(session, order.id)
    if intent is None or not orders.can_pay(order):
        return pages.back(request, f"/orders/{number}")
    try:
        url = await payments.start(
            db,
            state.gateways,
            intent.id,
            return_url=f"{state.settings.public_url}/pay/{number}/result",
            provider=wanted if isinstance(wanted, str) and wanted else None,
        )
    except (Conflict, Refused, Unavailable) as refusal:
        return pages.back(request, f"/pay/{number}", Flash(str(refusal), tone="bad"))
    return Redirect(url, status_code=303)


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


async def _look(request: HTMXRequest, db: Database, visitor: Visitor, number: str) -> ResultPage:
    tries = _tries(request.query_params.get("tries", ""))
    async with db.reading() as session:
        order = await _mine(request, session, visitor, number)
        return ResultPage(order=order, result=await _result(session, order), tries=tries)


async def _mine(
    request: HTMXRequest, session: AsyncSession, visitor: Visitor, number: str
) -> Order:
    member_id = await member_of(request, session, visitor)
    return await orders.find(session, number, member_id=member_id)


async def _result(session: AsyncSession, order: Order) -> Result:
    if order.state is OrderState.CANCELLED:
        return Result.OVER
    if order.payment is not PaymentState.UNPAID:
        return Result.PAID
    intent = await payments.of_reference(session, order.id)
    attempts = await payments.attempts(session, intent.id) if intent else []
    under_way = bool(attempts) and attempts[0].state in ON_THE_WAY
    return Result.CONFIRMING if under_way else Result.UNPAID


async def _ask(db: Database, state: State, order: Order) -> None:
    """Ask the provider; one that does not answer in time is asked again at the next look."""
    async with db.reading() as session:
        intent = await payments.of_reference(session, order.id)
    if intent is None:
        return
    try:
        async with asyncio.timeout(ASKING_SECONDS):
            await payments.query_one(db, state.gateways, intent.id)
    except TimeoutError:
        log.warning("pay.provider_slow", order=order.number)


def _tries(text: str) -> int:
    fits = text.isascii() and text.isdecimal() and len(text) <= TRIES_DIGITS
    return int(text) if fits else 0
