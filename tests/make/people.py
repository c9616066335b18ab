"""Makers of members and of where their parcels go."""

from itertools import count
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.members import Address, AddressDraft, Member

HANGZHOU = "330106"
URUMQI = "650102"
_phones = count(13900000001)


async def member(session: AsyncSession) -> Member:
    return await members.join(session, str(next(_phones)), nickname="李雷")


async def address(
    session: AsyncSession, member_id: UUID, *, district: str = HANGZHOU, is_default: bool = False
) -> Address:
    draft = AddressDraft(
        recipient="李雷",
        phone="13800138000",
        province=district[:2],
        city=district[:4],
        district=district,
        detail="曙光路 1 号 2 幢 301",
        is_default=is_default,
    )
    return await members.save_address(session, draft, member_id=member_id)
