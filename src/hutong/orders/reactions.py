from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from babel.numbers import format_currency
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import messaging, search
from hutong.fulfilment import ParcelDelivered
from hutong.kernel import clock
from hutong.kernel.actor import ActorKind
from hutong.kernel.i18n import DEFAULT
from hutong.kernel.money import Money
from hutong.orders import settling
from hutong.orders.events import OrderCancelled, OrderPaid, OrderRefunded, OrderShipped
from hutong.orders.service import codes
from hutong.orders.service.serve import finish_served
from hutong.orders.service.settle import mark_paid, mark_refunded
from hutong.orders.service.ship import mark_delivered
from hutong.payments import PaymentCaptured, PaymentRefunded
from hutong.search import Bought
from hutong.vouchers import VoucherRedeemed, VouchersExpired, VouchersIssued, VouchersVoided


async def settle(session: AsyncSession, happened: Sequence[PaymentCaptured]) -> None:
    """Batched: those that are simply paid in one statement, the others one by one."""
    done = await settling.settle(session, {event.reference: event.at for event in happened})
    for event in happened:
        if event.reference not in done:
            await mark_paid(session, event.reference, event.at)


async def refunded(session: AsyncSession, event: PaymentRefunded) -> None:
    if event.full:
        await mark_refunded(session, event.reference, clock.now())


async def parcel_delivered(session: AsyncSession, event: ParcelDelivered) -> None:
    await mark_delivered(session, event.order_id, event.at)


async def count_sales(session: AsyncSession, happened: Sequence[OrderPaid]) -> None:
    """Batched: what sells is shown first."""
    sold: Counter[UUID] = Counter()
    for event in happened:
        for line in event.lines:
            sold[line.product_id] += line.quantity
    await search.count_sales(session, sold)


async def issue_codes(session: AsyncSession, happened: Sequence[OrderPaid]) -> None:
    """Batched: what is had by a code can be had from now on."""
    await codes.issue_codes(session, [event.order_id for event in happened])


async def served(
    session: AsyncSession, event: VoucherRedeemed | VouchersExpired | VouchersVoided
) -> None:
    await finish_served(session, event.order_id)


async def tell_of_codes(session: AsyncSession, event: VouchersIssued) -> None:
    params = {"number": event.number, "count": str(event.count)}
    messaging.tell(session, event.member_id, "order.codes", params, at=event.at)


async def credit_searches(session: AsyncSession, happened: Sequence[OrderPaid]) -> None:
    """Batched: what was bought is told to the search by which it was found."""
    await search.credit(
        session,
        [
            Bought(
                order_id=event.order_id,
                member_id=event.member_id,
                product_id=product_id,
                at=event.at,
            )
            for event in happened
            for product_id in {line.product_id for line in event.lines}
        ],
    )


Told = OrderPaid | OrderShipped | OrderCancelled | OrderRefunded


async def tell_buyer(session: AsyncSession, event: Told) -> None:
    """What happens to an order without its buyer stands in the buyer's inbox."""
    template, amount = _notice(event)
    if template:
        params = {"number": event.number, "amount": amount}
        messaging.tell(session, event.member_id, template, params, at=event.at)


def _notice(event: Told) -> tuple[str, str]:
    """The template, if there is anything to tell, and the amount that it names."""
    match event:
        case OrderPaid():
            return "order.paid", _written(event.total)
        case OrderRefunded():
            return "order.refunded", _written(event.total)
        case OrderShipped():
            return "order.shipped" if event.complete else "order.shipped_partly", ""
        case OrderCancelled(by=ActorKind.MEMBER) | OrderCancelled(reason="refunded"):
            return "", ""  # known to the buyer, or told with the money
        case OrderCancelled(reason="unpaid"):
            return "order.unpaid", ""
        case OrderCancelled():
            return "order.cancelled_paid" if event.was_paid else "order.cancelled", ""


def _written(amount: Money) -> str:
    """The same sign in every language, as on the pages of the shop."""
    return format_currency(amount.major, amount.currency, locale=DEFAULT)
