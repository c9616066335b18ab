"""Who names what of the media library, where no foreign key says so."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.content import queries
from hutong.content.models import MediaUse


async def note_uses(session: AsyncSession, place: str, keys: Collection[str]) -> None:
    """All that this place names from now on, such as "page:<id>". What is not in the library is
    left out."""
    there = await queries.known_media(session, keys)
    gone = delete(MediaUse).where(MediaUse.place == place, MediaUse.key.not_in(there))
    await session.execute(gone)
    if there:
        rows = [{"place": place, "key": key} for key in sorted(there)]
        await session.execute(insert(MediaUse).on_conflict_do_nothing(), rows)
