"""The cart of a member, or of a guest who sends a token of their own."""

import secrets
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import FromPath, JSONBody

from hutong import cart
from hutong.api.bearer import Basket, Baskets
from hutong.api.shapes import Amount, Asked, Quantity, Told, amount, picture_url
from hutong.cart import CartView, LineView
from hutong.kernel.i18n import N_
from hutong.kernel.texts import pick
from hutong.pricing import Adjustment, Quote
from hutong.web.session import Db, Session
from hutong.web.visitor import NotSignedIn

Skus = Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=cart.LINES_MAX)]


class StepOut(Told, frozen=True):
    """One rule's effect on a price, explained in words."""

    rule: str
    words: str
    amount: Amount

    @classmethod
    def of(cls, step: Adjustment) -> "StepOut":
        return cls(rule=step.rule, words=step.explain(), amount=Amount.of(step.amount))


class ProblemOut(Told, frozen=True):
    kind: str
    words: str
    blocking: bool


class LineOut(Told, frozen=True):
    sku_id: UUID
    product_id: UUID
    slug: str
    title: str
    sku_title: str
    picture: str | None
    quantity: int
    selected: bool
    price: Amount
    subtotal: Amount
    most: int
    problems: list[ProblemOut]

    @classmethod
    def of(cls, line: LineView) -> "LineOut":
        facts = line.facts
        return cls(
            sku_id=facts.id,
            product_id=facts.product_id,
            slug=facts.slug,
            title=pick(facts.title),
            sku_title=pick(facts.sku_title),
            picture=picture_url(facts.picture),
            quantity=line.quantity,
            selected=line.selected,
            price=Amount.of(line.price),
            subtotal=Amount.of(line.subtotal),
            most=line.most,
            problems=[
                ProblemOut(
                    kind=type(problem).__name__, words=problem.words, blocking=problem.blocking
                )
                for problem in line.problems
            ],
        )


class QuoteOut(Told, frozen=True):
    """What it comes to and why: total = goods - discount + freight."""

    goods: Amount
    discount: Amount
    discounts: list[StepOut]
    freight: Amount
    freight_steps: list[StepOut]
    freight_is_estimate: bool
    total: Amount

    @classmethod
    def of(cls, quote: Quote) -> "QuoteOut":
        return cls(
            goods=Amount.of(quote.goods),
            discount=Amount.of(quote.discount),
            discounts=[StepOut.of(step) for step in quote.discounts],
            freight=Amount.of(quote.freight.amount),
            freight_steps=[StepOut.of(step) for step in quote.freight.trace],
            freight_is_estimate=quote.freight.estimated,
            total=Amount.of(quote.total),
        )


class CartOut(Told, frozen=True):
    """The quote is of the selected lines. `freight_gap`: what is missing for free delivery."""

    lines: list[LineOut]
    count: int
    quote: QuoteOut
    freight_gap: Amount | None
    can_check_out: bool

    @classmethod
    def of(cls, view: CartView) -> "CartOut":
        return cls(
            lines=[LineOut.of(line) for line in view.lines],
            count=view.count,
            quote=QuoteOut.of(view.quote),
            freight_gap=amount(view.freight_gap),
            can_check_out=view.can_check_out,
        )


class GuestOut(Told, frozen=True):
    """Send it as `Guest-Token`, and as `guest_token` when signing in."""

    guest_token: str


class LineAsked(Asked, frozen=True):
    sku_id: UUID
    quantity: Quantity = 1


class QuantityAsked(Asked, frozen=True):
    quantity: Quantity


class SelectionAsked(Asked, frozen=True):
    sku_ids: Skus
    selected: bool


@post("/guests", status_code=201, summary=N_("A cart for somebody who is not signed in"))
async def guest() -> GuestOut:
    return GuestOut(guest_token=secrets.token_urlsafe(32))


@get("/cart", summary=N_("The cart"))
async def show(session: Session, basket: Basket) -> CartOut:
    return await _now(session, basket)


@post("/cart/lines", status_code=200, summary=N_("Put an article in"))
async def add(db: Db, baskets: Baskets, data: JSONBody[LineAsked]) -> CartOut:
    for owner in baskets:
        view = await cart.add_at_once(db.write, owner, data.sku_id, data.quantity)
        if view is not None:
            return CartOut.of(view)
    raise NotSignedIn


@put("/cart/lines/{sku_id:uuid}", summary=N_("Change a quantity"))
async def change(
    session: Session, basket: Basket, sku_id: FromPath[UUID], data: JSONBody[QuantityAsked]
) -> CartOut:
    await cart.set_quantity(session, basket, sku_id, data.quantity)
    return await _now(session, basket)


@delete("/cart/lines/{sku_id:uuid}", status_code=200, summary=N_("Take an article out"))
async def remove(session: Session, basket: Basket, sku_id: FromPath[UUID]) -> CartOut:
    await cart.remove(session, basket, [sku_id])
    return await _now(session, basket)


@put("/cart/selection", summary=N_("Choose what is ordered next"))
async def select(session: Session, basket: Basket, data: JSONBody[SelectionAsked]) -> CartOut:
    await cart.select(session, basket, data.sku_ids, selected=data.selected)
    return await _now(session, basket)


async def _now(session: Session, basket: Basket) -> CartOut:
    return CartOut.of(await cart.view(session, basket))


router = Router("/", route_handlers=[guest, show, add, change, remove, select], tags=["cart"])
