"""The checkout: one page between the cart and the payment (CRT-03)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, orders
from hutong.cart import Checkout, CheckoutOver, Owner, Review
from hutong.inventory import OutOfStock
from hutong.kernel.errors import DomainError, Invalid, Unavailable
from hutong.kernel.i18n import gettext as _
from hutong.orders import (
    NotOrderable,
    NotStorable,
    OverLimit,
    PlacesMoved,
    PriceMoved,
    SameKeyOtherOrder,
    Submission,
)
from hutong.storefront.checkout.form import Carried, Sent
from hutong.storefront.checkout.page import CheckoutPage, PressAgainPage
from hutong.web import pages, region
from hutong.web.basket import remember_count
from hutong.web.errors import BUSY_SECONDS
from hutong.web.frame import Flash
from hutong.web.session import Db, Placing, Session
from hutong.web.visitor import MemberId, Visiting, member_of

CHECKOUT = "/checkout/{checkout_id:uuid}"
REFUSED = (PriceMoved, NotOrderable, OutOfStock, OverLimit, PlacesMoved, NotStorable, Invalid)


@dataclass(eq=False)
class TurnedBack(Exception):
    """An answer that is raised, so that nothing of what was begun is written."""

    url: str
    flash: Flash | None = None


def turn_back(request: Request[Any, Any, Any], turned: TurnedBack) -> Response[Any]:
    return pages.back(request, turned.url, turned.flash)


TURNING: dict[int | type[Exception], Any] = {TurnedBack: turn_back}


@get(CHECKOUT)
async def show(
    request: HTMXRequest, session: Session, member_id: MemberId, checkout_id: FromPath[UUID]
) -> Response[Any]:
    review = await cart.find_review(session, checkout_id, member_id=member_id)
    if cart.is_over(review.checkout):
        return pages.back(request, *await _over(session, review.checkout))
    region.assume(request, review.addresses)
    carried = Carried.read(request.query_params)
    note = carried.note or review.checkout.note
    wished = _wished(review, carried)
    page = CheckoutPage(review=wished, note=note, was=carried.was, phone=carried.phone)
    return _answer(request, page)


@post(CHECKOUT, status_code=200, exception_handlers=TURNING)
async def amend(
    request: HTMXRequest, session: Session, member_id: MemberId, checkout_id: FromPath[UUID]
) -> Response[Any]:
    """Another address, and what it costs to send there."""
    sent = Sent.read(await request.form())
    try:
        review = await cart.review_amended(
            session, checkout_id, member_id=member_id, choice=sent.choice
        )
    except CheckoutOver:
        checkout = await cart.find_checkout(session, checkout_id, member_id=member_id)
        return pages.back(request, *await _over(session, checkout))
    except Invalid as invalid:
        raise _refused(checkout_id, sent, invalid) from invalid
    if not request.htmx:
        return pages.back(request, f"/checkout/{checkout_id}")
    typed = sent.choice.phone or ""
    return _answer(request, CheckoutPage(review=review, note=review.checkout.note, phone=typed))


@post(CHECKOUT + "/order", status_code=303)
async def place(
    request: HTMXRequest,
    *,
    state: State,
    db: Db,
    batcher: Placing,
    visitor: Visiting,
    checkout_id: FromPath[UUID],
) -> Response[Any]:
    """The order, at the total that was shown. A second click finds the order of the first."""
    sent = Sent.read(await request.form())
    async with db.reading() as session:
        member_id = await member_of(request, session, visitor)
    if sent.shown is None:
        return pages.back(request, Carried.address_of(checkout_id, sent))
    submission = Submission(
        checkout_id=checkout_id, member_id=member_id, shown_total=sent.shown, choice=sent.choice
    )
    try:
        placed = await orders.place_from_checkout(
            db, batcher, submission, pay_minutes=state.settings.order_pay_minutes
        )
    except (CheckoutOver, SameKeyOtherOrder):
        async with db.reading() as session:
            checkout = await cart.find_checkout(session, checkout_id, member_id=member_id)
            return pages.back(request, *await _over(session, checkout))
    except REFUSED as refusal:
        turned = _refused(checkout_id, sent, refusal)
        return pages.back(request, turned.url, turned.flash)
    except Unavailable as refusal:
        return _press_again(request, checkout_id, sent, refusal)
    async with db.reading() as session:
        remember_count(request, await cart.count(session, Owner(member_id=member_id)))
    return Redirect(f"/pay/{placed.number}", status_code=303)


def _press_again(
    request: HTMXRequest, checkout_id: UUID, sent: Sent, refusal: Unavailable
) -> Response[Any]:
    """The same button once more: what it sends is the same order, however often."""
    page = PressAgainPage(checkout_id=checkout_id, sent=sent, words=str(refusal))
    return pages.show(
        request,
        "storefront/checkout/press_again.html",
        page,
        status=503,
        headers={"retry-after": str(BUSY_SECONDS)},
    )


def _refused(checkout_id: UUID, sent: Sent, refusal: DomainError) -> TurnedBack:
    """Back to the page, which says what has changed; nothing that was filled in is lost."""
    match refusal:
        case PriceMoved():
            return TurnedBack(Carried.address_of(checkout_id, sent, was=sent.shown))
        case OutOfStock():
            words = _("Somebody was a little faster. Please look at what is left.")
        case NotOrderable():
            words = " ".join(refusal.problems)
        case Invalid():
            words = refusal.problems[0].message
        case _:
            words = str(refusal)
    return TurnedBack(Carried.address_of(checkout_id, sent), Flash(words, tone="bad"))


async def _over(session: AsyncSession, checkout: Checkout) -> tuple[str, Flash | None]:
    """Where a checkout leads that is over: to its order, or to the start."""
    if checkout.order_id is None:
        return "/cart", Flash(str(CheckoutOver(checkout.id)), tone="bad")
    order = await orders.by_id(session, checkout.order_id)
    if order is None:
        return "/orders", None
    return (f"/pay/{order.number}" if orders.can_pay(order) else f"/orders/{order.number}"), None


def _wished(review: Review, carried: Carried) -> Review:
    """With the address that the form named, or the one that was just added."""
    if carried.address_id is not None:
        return review.sent_to(carried.address_id)
    if carried.newest and review.addresses:
        return review.sent_to(max(review.addresses, key=lambda each: each.updated_at).id)
    return review


def _answer(request: HTMXRequest, page: CheckoutPage) -> Response[Any]:
    return pages.swap(
        request,
        part="storefront/checkout/_checkout.html",
        whole="storefront/checkout/checkout.html",
        page=page,
    )
