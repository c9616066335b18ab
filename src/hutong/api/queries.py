from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.api.models import KeptAnswer


async def answer(session: AsyncSession, member_id: UUID, key: str) -> KeptAnswer | None:
    return await session.scalar(
        select(KeptAnswer).where(KeptAnswer.member_id == member_id, KeptAnswer.key == key)
    )
