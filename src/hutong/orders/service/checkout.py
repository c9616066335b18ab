"""From a reviewed checkout to an order, at the total that the buyer was shown and no other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, inventory
from hutong.cart import Checkout, Choice, Review, Source
from hutong.inventory import OutOfStock
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict
from hutong.kernel.money import Money
from hutong.orders import queries
from hutong.orders.batcher import Batcher
from hutong.orders.errors import OrderNotFound, PlacesMoved, PriceMoved, SameKeyOtherOrder
from hutong.orders.hot import Placed
from hutong.orders.placement import (
    Answer,
    Delivery,
    Draft,
    FromCheckout,
    Placement,
    drafted,
    placed_line,
    traced,
)

PAY_MINUTES = 30
LOOKS = 5
NOWHERE = ("region_code", "province", "city", "district", "street", "detail")
AS_IT_STANDS = Choice()

Answering = Callable[[Draft], Answer]
"""What a client is to be told of the order, before it is placed, so that it is kept with it."""


@dataclass(eq=False)
class NotOrderable(Conflict):
    """Something is in the way: sold out, no address, not delivered there."""

    message = "This cannot be ordered as it is. {words}"
    words: str
    problems: Sequence[str]


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What the buyer sends off: the checkout at the total that was shown, with the address and
    the note that came with it."""

    checkout_id: UUID
    member_id: UUID
    shown_total: Money
    choice: Choice = AS_IT_STANDS


@dataclass(frozen=True, slots=True)
class Terms:
    pay_minutes: int
    answering: Answering | None


async def place_from_checkout(
    db: Database,
    batcher: Batcher,
    submission: Submission,
    *,
    seen: Review | None = None,
    pay_minutes: int = PAY_MINUTES,
    answering: Answering | None = None,
) -> Placed:
    """Place what the checkout holds. The same checkout is the same order, however often sent; it
    and the cart know of the order in the order's own commit. `seen`: the checkout as the caller
    has seen it just now.

    No transaction is open while the order waits for its turn. Raises PriceMoved when it would
    cost anything else than what was shown, NotOrderable, what `place` raises, and whatever the
    checkout refuses.
    """
    terms = Terms(pay_minutes, answering)
    async with batcher.turn():
        try:
            return await _place(db, batcher, submission, terms, seen=seen)
        except OutOfStock:  # of that location: another one may have it
            return await _place(db, batcher, submission, terms)


async def _place(
    db: Database,
    batcher: Batcher,
    submission: Submission,
    terms: Terms,
    *,
    seen: Review | None = None,
) -> Placed:
    """Looked at again as often as the rules about regions change meanwhile, within reason."""
    for _ in range(LOOKS - 1):
        try:
            return await _seen_and_placed(db, batcher, submission, terms, seen=seen)
        except PlacesMoved:
            seen = None
    return await _seen_and_placed(db, batcher, submission, terms, seen=seen)


async def _seen_and_placed(
    db: Database,
    batcher: Batcher,
    submission: Submission,
    terms: Terms,
    *,
    seen: Review | None = None,
) -> Placed:
    # One look: a click before this one is seen whole or not at all.
    review = seen or await cart.glance_at_review(
        db.glance, submission.checkout_id, member_id=submission.member_id
    )
    if review.checkout.order_id is not None:
        async with db.reading() as session:
            return await _placed_before(session, review.checkout, submission.shown_total)
    return await batcher.place(_draft(review, submission, terms))


def _draft(review: Review, submission: Submission, terms: Terms) -> Draft:
    """Everything that is decided before the stock is locked."""
    cart.check_open(review.checkout)
    review = cart.choose(review, submission.choice)
    if not review.can_place:
        raise NotOrderable(" ".join(review.problems), review.problems)
    if review.quote.total != submission.shown_total:
        raise PriceMoved(submission.shown_total, review.quote.total)
    draft = drafted(_placement(review, terms.pay_minutes), clock.now())
    if terms.answering is None:
        return draft
    placement = msgspec.structs.replace(draft.placement, answer=terms.answering(draft))
    return msgspec.structs.replace(draft, placement=placement)


async def _placed_before(session: AsyncSession, checkout: Checkout, shown: Money) -> Placed:
    order = await queries.by_key(session, checkout.member_id, str(checkout.id))
    if order is None:
        raise OrderNotFound(str(checkout.order_id))
    if order.total != shown:
        raise SameKeyOtherOrder(str(checkout.id))
    return Placed(order_id=order.id, number=order.number, total=order.total, again=True)


def _placement(review: Review, pay_minutes: int) -> Placement:
    checkout = review.checkout
    delivery = _delivery(review)
    priced = {line.sku_id: line for line in review.quote.lines}
    shelves = _shelves(review)
    return Placement(
        member_id=checkout.member_id,
        idempotency_key=str(checkout.id),
        by=Actor.member(checkout.member_id, delivery.recipient),
        lines=[
            placed_line(line.facts, priced[line.sku_id], location_id=shelves[line.sku_id])
            for line in review.lines
        ],
        delivery=delivery,
        freight=review.quote.freight.amount,
        freight_trace=traced(review.quote.freight.trace),
        total=review.quote.total,
        note=checkout.note,
        edition=review.places.edition,
        pay_by=clock.now() + timedelta(minutes=pay_minutes),
        checkout=FromCheckout(
            id=checkout.id,
            address_id=checkout.address_id,
            note=checkout.note,
            from_cart=checkout.source is Source.CART,
        ),
    )


def _shelves(review: Review) -> Mapping[UUID, UUID]:
    """Goods leave together where they can; a place in a service is had where there is one."""
    goods = [line for line in review.lines if not line.facts.is_service]
    alone = [[line] for line in review.lines if line.facts.is_service]
    return {
        sku_id: location_id
        for together in (goods, *alone)
        for sku_id, location_id in inventory.allocate(
            {line.sku_id: line.quantity for line in together},
            {line.sku_id: line.level for line in together},
        ).items()
    }


def _delivery(review: Review) -> Delivery:
    """To the address; where nothing is sent, whom to call."""
    address, contact = review.address, review.contact
    if address is None:
        return Delivery(
            recipient=contact.name if contact else "",
            phone=contact.phone if contact else "",
            **dict.fromkeys(NOWHERE, ""),
        )
    return Delivery(
        recipient=address.recipient,
        phone=address.phone,
        region_code=address.street_code or address.district_code,
        province=address.province,
        city=address.city,
        district=address.district,
        street=address.street or "",
        detail=address.detail,
    )
