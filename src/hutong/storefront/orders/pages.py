"""My orders: the list, one order, what can be done with it, and what was spent (ORD-07)."""

from typing import Any
from uuid import UUID

import segno
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect, Template

from hutong import cart, fulfilment, orders, vouchers
from hutong.cart import Item, Source
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.orders import BUYER_REASONS, FulfilmentState, Order, OrderState, Repurchase, Tab
from hutong.search import Query
from hutong.storefront.cards import cards
from hutong.storefront.orders.money import paid
from hutong.storefront.orders.page import (
    Code,
    OrderCard,
    OrderPage,
    OrdersPage,
    Parcel,
    SpendingPage,
)
from hutong.vouchers import VoucherState
from hutong.web import pages
from hutong.web.frame import Flash
from hutong.web.session import Session
from hutong.web.visitor import MemberId

ORDERS = "/orders"
ORDER = "/orders/{number:str}"
SUGGESTIONS = 4
WORDS_MAX = 50
DRAWN_MAX = 12


@get(ORDERS)
async def index(
    request: HTMXRequest, state: State, session: Session, member_id: MemberId
) -> Template:
    asked = request.query_params
    tab = _tab(asked.get("tab", ""))
    words = asked.get("q", "").strip()[:WORDS_MAX]
    found = await orders.history(
        session, member_id, tab=tab, words=words, before=_id(asked.get("before", ""))
    )
    page = OrdersPage(
        tab=tab,
        words=words,
        counts=await orders.counts(session, member_id),
        cards=tuple(OrderCard(order) for order in found.orders),
        older=found.next,
        suggestions=()
        if found.orders
        else cards(
            (await state.index.find(Query(in_stock=True, size=SUGGESTIONS, counting=False))).items
        ),
    )
    return pages.show(request, "storefront/orders/orders.html", page)


@get("/orders/spending")
async def spending(request: HTMXRequest, session: Session, member_id: MemberId) -> Template:
    page = SpendingPage(await orders.spending(session, member_id))
    return pages.show(request, "storefront/orders/spending.html", page)


@get(ORDER)
async def show(
    request: HTMXRequest,
    *,
    state: State,
    session: Session,
    member_id: MemberId,
    number: FromPath[str],
) -> Template:
    order = await orders.find(session, number, member_id=member_id)
    sent = order.fulfilment not in {FulfilmentState.NONE, FulfilmentState.NOT_NEEDED}
    shipments = await fulfilment.shipments_of(session, order.id) if sent else ()
    page = OrderPage(
        card=OrderCard(order),
        parcels=tuple(Parcel(each) for each in shipments),
        codes=await _codes(session, order, state.settings.public_url),
        paid=await paid(session, order),
    )
    return pages.show(request, "storefront/orders/order.html", page)


async def _codes(session: Session, order: Order, origin: str) -> tuple[Code, ...]:
    """What staff scan is the address of the code's page in the console."""
    if not order.services:
        return ()
    found = await vouchers.of_order(session, order.id)
    ready = [each.id for each in found if each.state is VoucherState.READY][:DRAWN_MAX]
    return tuple(
        Code(each, _drawn(f"{origin}/console/codes/{each.code}") if each.id in ready else "")
        for each in found
    )


def _drawn(address: str) -> str:
    return segno.make(address, error="m").svg_inline(border=2, omitsize=True)


@post(ORDER + "/cancellation", status_code=303)
async def cancel(
    request: HTMXRequest, session: Session, member_id: MemberId, number: FromPath[str]
) -> Response[Any]:
    reason = (await request.form()).get("reason")
    here = f"/orders/{number}"
    if reason not in BUYER_REASONS:
        return pages.back(request, here, Flash(_("Please choose a reason."), tone="bad"))
    order = await orders.find(session, number, member_id=member_id)
    try:
        await orders.cancel(session, order.id, by=_buyer(order), reason=reason)
    except Conflict as refusal:
        if order.state is not OrderState.CANCELLED:  # as it is for who presses twice
            return pages.back(request, here, Flash(str(refusal), tone="bad"))
    return pages.back(request, here, Flash(_("The order is cancelled.")))


@post(ORDER + "/receipt", status_code=303)
async def confirm(
    request: HTMXRequest, session: Session, member_id: MemberId, number: FromPath[str]
) -> Response[Any]:
    order = await orders.find(session, number, member_id=member_id)
    here = f"/orders/{number}"
    try:
        await orders.confirm_receipt(session, order.id, by=_buyer(order))
    except Conflict as refusal:
        return pages.back(request, here, Flash(str(refusal), tone="bad"))
    return pages.back(request, here, Flash(_("Thank you for telling us.")))


@post(ORDER + "/repurchase", status_code=303)
async def buy_again(
    request: HTMXRequest, session: Session, member_id: MemberId, number: FromPath[str]
) -> Response[Any]:
    """The same goods at today's prices, straight to the checkout (CRT-06)."""
    order = await orders.find(session, number, member_id=member_id)
    again = await orders.repurchase(session, order)
    if not again.items:
        words = _("None of this can be bought at the moment.")
        return pages.back(request, f"/orders/{number}", Flash(words, tone="bad"))
    items = [Item(each.sku_id, min(each.quantity, cart.QUANTITY_MAX)) for each in again.items]
    try:
        checkout = await cart.begin_checkout(session, member_id, items, Source.REPURCHASE)
    except Refused as refusal:
        return pages.back(request, f"/orders/{number}", Flash(str(refusal), tone="bad"))
    there = f"/checkout/{checkout.id}"
    words = _missing(again)
    return (
        pages.back(request, there, Flash(words, tone="bad"))
        if words
        else Redirect(there, status_code=303)
    )


def _missing(again: Repurchase) -> str:
    """What of the old order cannot be had as it was."""
    told = []
    if again.gone:
        names = _(", ").join(pick(title) for title in again.gone)
        told.append(_("No longer to be had: {names}.").format(names=names))
    if again.fewer:
        names = _(", ").join(pick(title) for title in again.fewer)
        told.append(_("Fewer are left of: {names}.").format(names=names))
    return " ".join(told)


def _buyer(order: Order) -> Actor:
    return Actor.member(order.member_id, order.recipient)


def _tab(text: str) -> Tab:
    return Tab(text) if text in set(Tab) else Tab.ALL


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
