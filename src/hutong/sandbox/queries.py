from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.errors import NotFound, Refused
from hutong.sandbox.models import Charge, Delivery, Message, Parcel, Refund, SigningKey

Row = TypeVar("Row")

LIST_MAX = 100
KEYS_MAX = 10
BILL_MAX = 50_000


@dataclass(eq=False)
class NoSuchCharge(NotFound):
    message = "There is no such payment."
    charge: str


@dataclass(eq=False)
class BillTooLong(Refused):
    message = "More than {limit} payments in a day are more than this sandbox can bill."
    limit: int


@dataclass(frozen=True)
class Told:
    """A message with the answers that came back, oldest first."""

    charge_id: str
    made_at: datetime
    forged: bool
    answers: Sequence[int | None]


async def keys(session: AsyncSession, *, retired_after: datetime) -> Sequence[SigningKey]:
    """The published keys, newest first: those in use and those that were until lately."""
    found = await session.scalars(
        select(SigningKey)
        .where(func.coalesce(SigningKey.retired_at, retired_after) >= retired_after)
        .order_by(SigningKey.retired_at.is_not(None), SigningKey.made_at.desc())
        .limit(KEYS_MAX)
    )
    return found.all()


async def find(session: AsyncSession, charge_id: str) -> Charge:
    charge = await session.get(Charge, charge_id)
    if charge is None:
        raise NoSuchCharge(charge_id)
    return charge


async def locked(session: AsyncSession, charge_id: str) -> Charge:
    charge = await session.get(Charge, charge_id, with_for_update=True, populate_existing=True)
    if charge is None:
        raise NoSuchCharge(charge_id)
    return charge


async def by_reference(session: AsyncSession, merchant: str, reference: UUID) -> Charge | None:
    return await session.scalar(
        select(Charge).where(Charge.merchant == merchant, Charge.reference == reference)
    )


async def locked_reference(session: AsyncSession, merchant: str, reference: UUID) -> Charge | None:
    return await session.scalar(
        select(Charge)
        .where(Charge.merchant == merchant, Charge.reference == reference)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def refund_by_key(session: AsyncSession, charge_id: str, key: UUID) -> Refund | None:
    return await session.scalar(
        select(Refund).where(Refund.charge_id == charge_id, Refund.key == key)
    )


async def refunded_minor(session: AsyncSession, charge_id: str) -> int:
    found = await session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(Refund.charge_id == charge_id)
    )
    return int(found or 0)


async def paid_between(
    session: AsyncSession, merchant: str, begins: datetime, ends: datetime
) -> Sequence[Charge]:
    """All of them: a bill that leaves something out is worse than none. Raises BillTooLong."""
    found = await session.scalars(
        select(Charge)
        .where(Charge.merchant == merchant, Charge.paid_at >= begins, Charge.paid_at < ends)
        .order_by(Charge.paid_at)
        .limit(BILL_MAX + 1)
    )
    return _whole(found.all())


async def refunded_between(
    session: AsyncSession, merchant: str, begins: datetime, ends: datetime
) -> Sequence[Refund]:
    found = await session.scalars(
        select(Refund)
        .join(Charge, Charge.id == Refund.charge_id)
        .where(Charge.merchant == merchant, Refund.made_at >= begins, Refund.made_at < ends)
        .order_by(Refund.made_at)
        .limit(BILL_MAX + 1)
    )
    return _whole(found.all())


def _whole(found: Sequence[Row]) -> Sequence[Row]:
    if len(found) > BILL_MAX:
        raise BillTooLong(BILL_MAX)
    return found


async def message(session: AsyncSession, message_id: UUID) -> tuple[Message, Charge] | None:
    found = await session.execute(
        select(Message, Charge)
        .join(Charge, Charge.id == Message.charge_id)
        .where(Message.id == message_id)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def newest_charges(session: AsyncSession) -> Sequence[Charge]:
    found = await session.scalars(select(Charge).order_by(Charge.created_at.desc()).limit(LIST_MAX))
    return found.all()


async def told(session: AsyncSession, charge_ids: Sequence[str]) -> Sequence[Told]:
    """What the merchants of these charges were told, oldest first."""
    answers = func.array_agg(Delivery.answer).filter(Delivery.id.is_not(None))
    rows = await session.execute(
        select(Message.charge_id, Message.made_at, Message.forged, answers.label("answers"))
        .outerjoin(Delivery, Delivery.message_id == Message.id)
        .where(Message.charge_id.in_(charge_ids))
        .group_by(Message.id)
        .order_by(Message.made_at)
    )
    return [Told(row.charge_id, row.made_at, row.forged, row.answers or ()) for row in rows]


async def parcel(session: AsyncSession, carrier: str, tracking_number: str) -> Parcel | None:
    return await session.get(Parcel, (carrier, tracking_number))
