"""From a reviewed checkout to an order, at the total that the buyer was shown and no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart
from hutong.cart import Checkout, Choice, Review
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict
from hutong.kernel.money import Money
from hutong.members import Address
from hutong.orders import queries
from hutong.orders.errors import OrderNotFound, PriceMoved, SameKeyOtherOrder
from hutong.orders.models import Order
from hutong.orders.placement import Delivery, Placement, placed_line, traced
from hutong.orders.service.place import place

PAY_MINUTES = 30
AS_IT_STANDS = Choice()


@dataclass(eq=False)
class NotOrderable(Conflict):
    """Something is in the way: sold out, no address, not delivered there."""

    message = "This cannot be ordered as it is. {words}"
    words: str
    problems: Sequence[str]


async def place_from_checkout(
    session: AsyncSession,
    checkout_id: UUID,
    *,
    member_id: UUID,
    shown_total: Money,
    choice: Choice = AS_IT_STANDS,
    pay_minutes: int = PAY_MINUTES,
) -> Order:
    """Place what the checkout holds, with the address and the note that came with the order.
    The same checkout is the same order, however often sent.

    Raises PriceMoved when it would cost anything else than what was shown, NotOrderable,
    OutOfStock, and whatever the checkout refuses.
    """
    checkout = await cart.locked_checkout(session, checkout_id, member_id=member_id)
    if checkout.order_id is not None:
        return await _placed_before(session, checkout, shown_total)
    cart.check_open(checkout)
    cart.choose(checkout, choice)
    review = await cart.review(session, checkout)
    if not review.can_place or review.address is None:
        raise NotOrderable(" ".join(review.problems), review.problems)
    if review.quote.total != shown_total:
        raise PriceMoved(shown_total, review.quote.total)
    placement = _placement(review, review.address, pay_minutes=pay_minutes)
    order = await place(session, placement)
    await cart.finish_checkout(session, checkout, order.id, ordered=review.items)
    return order


async def _placed_before(session: AsyncSession, checkout: Checkout, shown: Money) -> Order:
    order = await queries.by_key(session, checkout.member_id, str(checkout.id))
    if order is None:
        raise OrderNotFound(str(checkout.order_id))
    if order.total != shown:
        raise SameKeyOtherOrder(str(checkout.id))
    return order


def _placement(review: Review, address: Address, *, pay_minutes: int) -> Placement:
    checkout = review.checkout
    priced = {line.sku_id: line for line in review.quote.lines}
    return Placement(
        member_id=checkout.member_id,
        idempotency_key=str(checkout.id),
        by=Actor.member(checkout.member_id, address.recipient),
        lines=[placed_line(line.facts, priced[line.sku_id]) for line in review.lines],
        delivery=_delivery(address),
        freight=review.quote.freight.amount,
        freight_trace=traced(review.quote.freight.trace),
        total=review.quote.total,
        note=checkout.note,
        pay_by=clock.now() + timedelta(minutes=pay_minutes),
    )


def _delivery(address: Address) -> Delivery:
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
