"""The cart: one form that works by itself; HTMX only saves it sooner."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from litestar import Response, get, post
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, catalog
from hutong.cart import CartView, Item, Owner
from hutong.kernel.errors import Conflict, Invalid, Refused
from hutong.search import Document, Index, Query, Sort
from hutong.storefront.cards import cards
from hutong.storefront.cart.form import read_items, read_wishes, sku_of
from hutong.storefront.cart.page import CartPage, Removed
from hutong.web import cookies, pages, region
from hutong.web.basket import owner_for_adding, owner_of, remember_count
from hutong.web.frame import Flash
from hutong.web.session import Session
from hutong.web.visitor import MaybeMemberId, Visiting

CART = "/cart"
SUGGESTIONS = 8
UNREADABLE = 422


@get(CART)
async def show(
    request: HTMXRequest, session: Session, visitor: Visiting, maybe_member_id: MaybeMemberId
) -> Response[Any]:
    owner = owner_of(visitor, maybe_member_id)
    items = read_items(request.query_params.get("removed", "").split(","))
    return await _answer(request, session, owner, removed=await _named(session, items))


@post(CART, status_code=200)
async def arrange(
    request: HTMXRequest, session: Session, visitor: Visiting, maybe_member_id: MaybeMemberId
) -> Response[Any]:
    """Quantities and choice as the form says."""
    owner = owner_of(visitor, maybe_member_id)
    try:
        wishes = read_wishes(await request.form())
    except Invalid as invalid:
        return await _answer(request, session, owner, problem=invalid.problems[0].message)
    await cart.arrange(session, owner, wishes)
    return await _done(request, session, owner)


@post("/cart/removal", status_code=200)
async def remove(
    request: HTMXRequest, session: Session, visitor: Visiting, maybe_member_id: MaybeMemberId
) -> Response[Any]:
    """One line, the chosen ones, or all that cannot be had any more."""
    owner = owner_of(visitor, maybe_member_id)
    form = await request.form()
    unwanted = {sku_id for value in form.getall("sku", []) if (sku_id := sku_of(value))}
    if "which" in form:
        view = await cart.view(session, owner)
        lines = view.chosen if form["which"] == "chosen" else _gone(view)
        unwanted |= {line.sku_id for line in lines}
    taken = await cart.remove(session, owner, unwanted)
    return await _done(request, session, owner, removed=taken)


@post("/cart/lines", status_code=200)
async def put_back(
    request: HTMXRequest, session: Session, visitor: Visiting, maybe_member_id: MaybeMemberId
) -> Response[Any]:
    """Undo of a removal."""
    items = read_items((await request.form()).getall("item", []))
    owner = owner_for_adding(request, visitor, maybe_member_id)
    problem = ""
    for item in items:
        try:
            await cart.add(session, owner, item.sku_id, item.quantity)
        except (Conflict, Refused) as refusal:
            problem = str(refusal)
    if problem and not request.htmx:
        return pages.back(request, CART, Flash(problem, tone="bad"))
    return await _done(request, session, owner, problem=problem)


@post("/cart/checkout", status_code=303)
async def check_out(
    request: HTMXRequest, session: Session, visitor: Visiting, maybe_member_id: MaybeMemberId
) -> Response[Any]:
    """On to the checkout with the lines as the form says. Who is not signed in does that first,
    and finds the cart again."""
    owner = owner_of(visitor, maybe_member_id)
    try:
        wishes = read_wishes(await request.form())
        if maybe_member_id is None:
            await cart.arrange(session, owner, wishes)
            return Redirect(f"/sign-in?next={quote(CART)}", status_code=303)
        checkout = await cart.begin_from_cart(session, maybe_member_id, wishes)
    except Invalid as invalid:
        return await _answer(request, session, owner, problem=invalid.problems[0].message)
    except Refused as refusal:
        return pages.back(request, CART, Flash(str(refusal), tone="bad"))
    return Redirect(f"/checkout/{checkout.id}", status_code=303)


async def _done(
    request: HTMXRequest,
    session: AsyncSession,
    owner: Owner,
    *,
    removed: Sequence[Item] = (),
    problem: str = "",
) -> Response[Any]:
    """After a change: the new cart for HTMX, on to it for everybody else."""
    if request.htmx:
        named = await _named(session, removed)
        return await _answer(request, session, owner, removed=named, problem=problem)
    fields = ",".join(f"{item.sku_id}:{item.quantity}" for item in removed)
    return pages.back(request, f"{CART}?{urlencode({'removed': fields})}" if fields else CART)


async def _answer(
    request: HTMXRequest,
    session: AsyncSession,
    owner: Owner,
    *,
    removed: Removed | None = None,
    problem: str = "",
) -> Response[Any]:
    here = region.of(request)
    view = await cart.view(session, owner, destination=here.destination if here else None)
    if view.count != cookies.count_of(request.cookies.get(cookies.CART)):
        remember_count(request, view.count)
    page = CartPage(
        view=view,
        signed_in=owner.member_id is not None,
        removed=removed,
        problem=problem,
        region=here,
        suggestions=() if view.lines else cards(await _sellers(request.app.state.index)),
    )
    answer = pages.swap(
        request,
        part="storefront/cart/_cart.html",
        whole="storefront/cart/cart.html",
        page=page,
    )
    if problem:
        answer.status_code = UNREADABLE
    if request.htmx:
        news = {"cartChanged": {"count": view.count}}
        answer.headers["hx-trigger"] = msgspec.json.encode(news).decode()
    return answer


async def _named(session: AsyncSession, items: Sequence[Item]) -> Removed | None:
    if not items:
        return None
    facts = await catalog.skus(session, [items[0].sku_id]) if len(items) == 1 else []
    return Removed(tuple(items), facts[0].title if facts else None)


def _gone(view: CartView) -> list[cart.LineView]:
    return [line for line in view.lines if line.gone]


async def _sellers(index: Index) -> Sequence[Document]:
    wanted = Query(sort=Sort.DEFAULT, in_stock=True, size=SUGGESTIONS, counting=False)
    return (await index.find(wanted)).items
