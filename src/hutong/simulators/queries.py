from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.errors import NotFound
from hutong.simulators.models import (
    Answering,
    Billing,
    Charge,
    Message,
    Provider,
    Refund,
    Refunding,
    RefundState,
    Switch,
    Telling,
)

NEWEST_MAX = 30
BILL_MAX = 20_000
DUE_MAX = 20


@dataclass(eq=False)
class NoSuchCharge(NotFound):
    message = "There is no such payment."
    reference: str


async def by_reference(
    session: AsyncSession, provider: Provider, reference: str, *, lock: bool = False
) -> Charge | None:
    statement = select(Charge).where(Charge.provider == provider, Charge.reference == reference)
    if lock:
        statement = statement.with_for_update()
    return await session.scalar(statement.execution_options(populate_existing=True))


async def by_token(session: AsyncSession, token: str, *, lock: bool = False) -> Charge:
    statement = select(Charge).where(Charge.token == token)
    if lock:
        statement = statement.with_for_update()
    found = await session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchCharge(token)
    return found


async def by_id(session: AsyncSession, provider: Provider, charge_id: str) -> Charge | None:
    return await session.scalar(
        select(Charge).where(Charge.id == charge_id, Charge.provider == provider).with_for_update()
    )


async def refund_by_key(session: AsyncSession, provider: Provider, key: str) -> Refund | None:
    return await session.scalar(
        select(Refund)
        .join(Charge, Charge.id == Refund.charge_id)
        .where(Refund.key == key, Charge.provider == provider)
    )


async def refunds_of(session: AsyncSession, charge_ids: Sequence[str]) -> Sequence[Refund]:
    found = await session.scalars(
        select(Refund).where(Refund.charge_id.in_(charge_ids)).order_by(Refund.made_at)
    )
    return found.all()


async def refunded_minor(session: AsyncSession, charge_id: str) -> int:
    given = await session.scalar(
        select(func.sum(Refund.amount_minor)).where(
            Refund.charge_id == charge_id, Refund.state != RefundState.REFUSED
        )
    )
    return int(given or 0)


async def switch(session: AsyncSession, provider: Provider) -> Switch:
    known = await session.get(Switch, provider, populate_existing=True)
    return known or Switch(
        provider=provider,
        answering=Answering.USUAL,
        telling=Telling.AT_ONCE,
        refunding=Refunding.AT_ONCE,
        billing=Billing.USUAL,
    )


async def newest(session: AsyncSession, provider: Provider) -> Sequence[Charge]:
    found = await session.scalars(
        select(Charge)
        .where(Charge.provider == provider)
        .order_by(Charge.created_at.desc())
        .limit(NEWEST_MAX)
    )
    return found.all()


async def messages_of(session: AsyncSession, charge_ids: Sequence[str]) -> Sequence[Message]:
    found = await session.scalars(
        select(Message).where(Message.charge_id.in_(charge_ids)).order_by(Message.id)
    )
    return found.all()


async def due(session: AsyncSession, at: datetime) -> Sequence[tuple[Message, Charge]]:
    found = await session.execute(
        select(Message, Charge)
        .join(Charge, Charge.id == Message.charge_id)
        .where(Message.due_at <= at)
        .order_by(Message.due_at, Message.id)
        .limit(DUE_MAX)
    )
    return [(row[0], row[1]) for row in found]


async def refund(session: AsyncSession, refund_id: str | None) -> Refund | None:
    return await session.get(Refund, refund_id) if refund_id else None


async def paid_between(
    session: AsyncSession, provider: Provider, since: datetime, until: datetime
) -> Sequence[Charge]:
    found = await session.scalars(
        select(Charge)
        .where(Charge.provider == provider, Charge.paid_at >= since, Charge.paid_at < until)
        .order_by(Charge.paid_at)
        .limit(BILL_MAX)
    )
    return found.all()


async def refunded_between(
    session: AsyncSession, provider: Provider, since: datetime, until: datetime
) -> Sequence[tuple[Refund, Charge]]:
    found = await session.execute(
        select(Refund, Charge)
        .join(Charge, Charge.id == Refund.charge_id)
        .where(
            Charge.provider == provider,
            Refund.state == RefundState.DONE,
            Refund.made_at >= since,
            Refund.made_at < until,
        )
        .order_by(Refund.made_at)
        .limit(BILL_MAX)
    )
    return [(row[0], row[1]) for row in found]
