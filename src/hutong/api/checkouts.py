"""From chosen goods to an order: what, where to, and what it costs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, patch, post
from litestar.params import FromPath, JSONBody

from hutong import cart
from hutong.api.addresses import AddressOut
from hutong.api.basket import LineOut, QuoteOut
from hutong.api.bearer import Asked as Asking
from hutong.api.bearer import Payer, TokenHash, known, provide_payer
from hutong.api.shapes import Asked, Quantity, Told
from hutong.cart import Choice, Item, Review, Source
from hutong.kernel.i18n import N_
from hutong.web.session import Db

Note = Annotated[str, msgspec.Meta(max_length=200)]


class ItemAsked(Asked, frozen=True):
    sku_id: UUID
    quantity: Quantity = 1


Items = Annotated[list[ItemAsked], msgspec.Meta(min_length=1, max_length=cart.LINES_MAX)]


class CheckoutAsked(Asked, frozen=True):
    """Without items: the selected lines of the cart."""

    items: Items | None = None


class CheckoutChange(Asked, frozen=True):
    address_id: UUID | None = None
    note: Note | None = None


class CheckoutOut(Told, frozen=True):
    """Order it with POST /orders and the total that stands here. Where nothing `ships`, no
    address is needed."""

    id: UUID
    lines: list[LineOut]
    quote: QuoteOut
    address: AddressOut | None
    ships: bool
    note: str
    can_place: bool
    problems: list[str]
    expires_at: datetime
    order_placed: bool


@post("/checkouts", status_code=201, summary=N_("Begin a checkout"))
async def begin(
    request: Asking, db: Db, token_hash: TokenHash, data: JSONBody[CheckoutAsked]
) -> CheckoutOut:
    if data.items is None:
        return _told(known(await cart.review_from_cart(db.write, token_hash)))
    payer = await provide_payer(request, db)
    items = [Item(item.sku_id, item.quantity) for item in data.items]
    async with db.transaction() as session:
        checkout = await cart.begin_checkout(session, payer, items, Source.BUY_NOW)
        return _told(await cart.review(session, checkout))


@get("/checkouts/{checkout_id:uuid}", summary=N_("Review a checkout"))
async def show(db: Db, payer: Payer, checkout_id: FromPath[UUID]) -> CheckoutOut:
    return _told(await cart.glance_at_review(db.glance, checkout_id, member_id=payer))


@patch("/checkouts/{checkout_id:uuid}", summary=N_("Choose the address, leave a note"))
async def change(
    db: Db, token_hash: TokenHash, checkout_id: FromPath[UUID], data: JSONBody[CheckoutChange]
) -> CheckoutOut:
    choice = Choice(data.address_id, data.note)
    return _told(known(await cart.amend_at_once(db, checkout_id, token=token_hash, choice=choice)))


def _told(review: Review) -> CheckoutOut:
    checkout = review.checkout
    return CheckoutOut(
        id=checkout.id,
        lines=[LineOut.of(line) for line in review.lines],
        quote=QuoteOut.of(review.quote),
        address=AddressOut.of(review.address) if review.address else None,
        ships=review.ships,
        note=checkout.note,
        can_place=review.can_place and checkout.order_id is None,
        problems=list(review.problems),
        expires_at=checkout.expires_at,
        order_placed=checkout.order_id is not None,
    )


router = Router("/", route_handlers=[begin, show, change], tags=["checkout"])
