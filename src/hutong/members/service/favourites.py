from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.errors import Conflict
from hutong.members import queries
from hutong.members.models import Favourite

FAVOURITES_MAX = 500


@dataclass(eq=False)
class TooManyFavourites(Conflict):
    message = "There is room for {limit} favourites. Please remove some first."
    limit: int


async def favourite(session: AsyncSession, product_id: UUID, *, member_id: UUID) -> None:
    """Marking twice is marking once. Raises TooManyFavourites."""
    if await queries.count_favourites(session, member_id) >= FAVOURITES_MAX:
        raise TooManyFavourites(FAVOURITES_MAX)
    await session.execute(
        insert(Favourite)
        .values(member_id=member_id, product_id=product_id, at=clock.now())
        .on_conflict_do_nothing()
    )


async def unfavourite(session: AsyncSession, product_id: UUID, *, member_id: UUID) -> None:
    await session.execute(
        delete(Favourite).where(
            Favourite.member_id == member_id, Favourite.product_id == product_id
        )
    )
