from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.vouchers.errors import NoSuchCode
from hutong.vouchers.models import Voucher
from hutong.vouchers.states import VoucherState

OF_ORDER_MAX = 100 * 999
SWEEP_MAX = 200
ENDED = (VoucherState.REDEEMED, VoucherState.EXPIRED, VoucherState.VOID)


async def by_code(session: AsyncSession, code: str) -> Voucher:
    """However it is written. Raises NoSuchCode."""
    found = await session.scalar(select(Voucher).where(Voucher.code == plain(code)))
    if found is None:
        raise NoSuchCode(code[:40])
    return found


async def locked(session: AsyncSession, code: str) -> Voucher:
    """As it is now, held until the end of the transaction. Raises NoSuchCode."""
    found = await session.scalar(
        select(Voucher)
        .where(Voucher.code == plain(code))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchCode(code[:40])
    return found


async def of_order(session: AsyncSession, order_id: UUID) -> Sequence[Voucher]:
    found = await session.scalars(
        select(Voucher)
        .where(Voucher.order_id == order_id)
        .order_by(Voucher.position, Voucher.unit)
        .limit(OF_ORDER_MAX)
    )
    return found.all()


async def locked_of_order(session: AsyncSession, order_id: UUID) -> Sequence[Voucher]:
    """All of them as they are now, held until the end of the transaction, in one order for
    everybody."""
    found = await session.scalars(
        select(Voucher)
        .where(Voucher.order_id == order_id)
        .order_by(Voucher.position, Voucher.unit)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


async def standing(session: AsyncSession, order_id: UUID) -> Mapping[VoucherState, int]:
    """How many codes of an order are in which state."""
    rows = await session.execute(
        select(Voucher.state, func.count())
        .where(Voucher.order_id == order_id)
        .group_by(Voucher.state)
    )
    return {row[0]: row[1] for row in rows}


async def due(session: AsyncSession, at: datetime) -> Sequence[UUID]:
    """Orders with codes whose days are over and that nobody has said so of."""
    found = await session.scalars(
        select(Voucher.order_id)
        .where(Voucher.state == VoucherState.READY, Voucher.valid_until <= at)
        .group_by(Voucher.order_id)
        .order_by(func.min(Voucher.valid_until))
        .limit(SWEEP_MAX)
    )
    return found.all()


def plain(code: str) -> str:
    """Only its digits, whatever stands between them."""
    return "".join(each for each in code if each.isascii() and each.isdigit())
