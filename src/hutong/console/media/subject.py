"""A picture or film of the media library, as deeds and the trail name it."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.console.kit import Subject
from hutong.content import Film, Picture
from hutong.kernel import i18n

VIEW, EDIT = "media.view", "media.edit"


async def _find(session: AsyncSession, key: str) -> Picture | Film:
    return await content.find_media(session, key)


def name_of(media: Picture | Film) -> str:
    """In the reader's language, or by its key."""
    return media.name or media.alt.get(i18n.current()[:2]) or media.key[:8]


MEDIA = Subject(kind="media", find=_find, label=name_of, id_of=lambda media: str(media.key))
