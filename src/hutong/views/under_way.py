"""One order with the newest try at paying it: what the pages between the cashier and the result
look at again and again, in one statement."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong.kernel.money import Money
from hutong.orders import FulfilmentState, Order, OrderNotFound, OrderState, PaymentState
from hutong.payments import Attempt, Intent


@dataclass(frozen=True, kw_only=True, slots=True)
class UnderWay:
    """Without an attempt nobody has tried yet."""

    number: str
    total: Money
    state: OrderState
    payment: PaymentState
    fulfilment: FulfilmentState
    intent_id: UUID | None
    attempt: Attempt | None


async def under_way(
    session: AsyncSession, number: str, *, member_id: UUID | ScalarSelect[UUID]
) -> UnderWay:
    """The member's own order. Raises OrderNotFound."""
    newest = aliased(
        Attempt,
        select(Attempt)
        .where(Attempt.intent_id == Intent.id)
        .order_by(Attempt.started_at.desc())
        .limit(1)
        .lateral(),
    )
    rows = await session.execute(
        select(
            Order.number,
            Order.total_minor,
            Order.currency,
            Order.state,
            Order.payment,
            Order.fulfilment,
            Intent.id,
            newest,
        )
        .outerjoin(Intent, Intent.reference == Order.id)
        .outerjoin(newest, newest.intent_id == Intent.id)
        .where(Order.number == number, Order.member_id == member_id)
        .execution_options(populate_existing=True)
    )
    row = rows.one_or_none()
    if row is None:
        raise OrderNotFound(number)
    return UnderWay(
        number=row[0],
        total=Money(row[1], row[2]),
        state=row[3],
        payment=row[4],
        fulfilment=row[5],
        intent_id=row[6],
        attempt=row[7],
    )
