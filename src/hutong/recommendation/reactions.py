from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.orders import OrderPaid
from hutong.recommendation.models import DeedKind
from hutong.recommendation.recording import Note, write


async def note_bought(session: AsyncSession, happened: Sequence[OrderPaid]) -> None:
    """Batched: what was bought tells most of what interests, and is not recommended again soon."""
    await write(
        session,
        [
            Note(event.member_id, line.product_id, DeedKind.BOUGHT, event.at)
            for event in happened
            for line in event.lines
        ],
    )
