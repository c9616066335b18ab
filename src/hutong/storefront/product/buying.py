"""From the product page into the cart, or straight to the checkout."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from litestar import Response, post
from litestar.datastructures import FormMultiDict, State
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect

from hutong import cart
from hutong.cart import Item, Source
from hutong.catalog import SkuSheet
from hutong.kernel.errors import Conflict, Refused
from hutong.kernel.i18n import gettext as _
from hutong.recommendation import DeedKind
from hutong.storefront import noting
from hutong.storefront.product.choice import choose
from hutong.storefront.product.memory import Known, Memory
from hutong.storefront.product.showing import Asking
from hutong.web import pages
from hutong.web.basket import owner_for_adding, remember_count
from hutong.web.frame import Flash, Link
from hutong.web.session import Session
from hutong.web.visitor import MaybeMemberId, Visiting


@dataclass(frozen=True, slots=True)
class AddedPage:
    flash: Flash


@dataclass(frozen=True, slots=True)
class Chosen:
    """`sku` is None when the form does not say something that can be had."""

    url: str
    sku: SkuSheet | None
    quantity: int


@post("/p/{slug:str}/cart", status_code=200)
async def into_cart(
    request: HTMXRequest,
    *,
    state: State,
    session: Session,
    visitor: Visiting,
    maybe_member_id: MaybeMemberId,
    slug: FromPath[str],
) -> Response[Any]:
    memory: Memory = state.memory
    known = await memory.product(session, slug)
    chosen = _chosen(known, await request.form())
    if chosen.sku is None:
        return pages.back(request, chosen.url)
    owner = owner_for_adding(request, visitor, maybe_member_id)
    try:
        added = await cart.add(session, owner, chosen.sku.id, chosen.quantity)
    except (Conflict, Refused) as refusal:
        return _told(request, chosen.url, Flash(str(refusal), tone="bad"))
    noting.added(request, known.sheet.id)
    noting.done(request, maybe_member_id, known.sheet.id, DeedKind.ADDED)
    remember_count(request, added.count)
    words = added.problem.words if added.problem else _("It is in your cart")
    flash = Flash(words, link=Link(_("To the cart"), "/cart"))
    return _told(request, chosen.url, flash, count=added.count)


@post("/p/{slug:str}/purchase", status_code=303)
async def purchase(
    request: HTMXRequest,
    *,
    state: State,
    session: Session,
    maybe_member_id: MaybeMemberId,
    slug: FromPath[str],
) -> Response[Any]:
    """Buy now: the checkout of this article alone; the cart is left as it is (CRT-05)."""
    memory: Memory = state.memory
    known = await memory.product(session, slug)
    chosen = _chosen(known, await request.form())
    if chosen.sku is None:
        return pages.back(request, chosen.url)
    if maybe_member_id is None:
        return Redirect(f"/sign-in?next={quote(chosen.url)}", status_code=303)
    item = Item(chosen.sku.id, chosen.quantity)
    try:
        checkout = await cart.begin_checkout(session, maybe_member_id, [item], Source.BUY_NOW)
    except (Conflict, Refused) as refusal:
        return pages.back(request, chosen.url, Flash(str(refusal), tone="bad"))
    return Redirect(f"/checkout/{checkout.id}", status_code=303)


def _chosen(known: Known, form: FormMultiDict) -> Chosen:
    """A wish that cannot come true is not replaced in silence: the page says what it offers."""
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    asking = Asking.read(known.sheet, given)
    choice = choose(known.sheet, known.stock, asking.wishes)
    query = [(f"c{place}", str(wish)) for place, wish in asking.wishes.items()]
    if asking.quantity > 1:
        query.append(("quantity", str(asking.quantity)))
    url = f"/p/{known.sheet.slug}" + (f"?{urlencode(query)}" if query else "")
    can_be_had = known.sheet.listed and not choice.moved
    return Chosen(url, choice.sku if can_be_had else None, asking.quantity)


def _told(
    request: HTMXRequest, url: str, flash: Flash, *, count: int | None = None
) -> Response[Any]:
    if not request.htmx:
        return pages.back(request, url, flash)
    news = {} if count is None else {"cartChanged": {"count": count}}
    headers = {"hx-trigger": msgspec.json.encode(news).decode()} if news else {}
    return pages.show(request, "storefront/product/_told.html", AddedPage(flash), headers=headers)
