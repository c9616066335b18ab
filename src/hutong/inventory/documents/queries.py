from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory.documents.models import Transfer, TransferLine
from hutong.kernel.errors import NotFound


@dataclass(eq=False)
class DocumentNotFound(NotFound):
    message = "There is no such document."
    document_id: UUID


async def find_transfer(session: AsyncSession, transfer_id: UUID) -> Transfer:
    return _there(await session.get(Transfer, transfer_id), transfer_id)


async def locked_transfer(session: AsyncSession, transfer_id: UUID) -> Transfer:
    found = await session.scalar(
        select(Transfer)
        .where(Transfer.id == transfer_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return _there(found, transfer_id)


async def transfer_lines(session: AsyncSession, transfer_id: UUID) -> Sequence[TransferLine]:
    found = await session.scalars(
        select(TransferLine)
        .where(TransferLine.transfer_id == transfer_id)
        .order_by(TransferLine.sku_id)
        .execution_options(populate_existing=True)
    )
    return found.all()


def _there(transfer: Transfer | None, transfer_id: UUID) -> Transfer:
    if transfer is None:
        raise DocumentNotFound(transfer_id)
    return transfer
