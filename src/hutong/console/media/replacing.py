"""Another picture in the place of one, wherever it is shown, and the way back."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content, decoration
from hutong.console.kit import Deed
from hutong.console.media.typed import Instead
from hutong.content import Film, Picture, Upload
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext


async def replace(deed: Deed, wanted: Instead) -> int:
    """Says in how many places. Raises what a picture is refused with."""
    old: Picture = deed.subject
    new = await _other(deed, wanted)
    if new == old.key:
        raise Invalid([Problem("picture", gettext("This is the same picture."))])
    places = await _everywhere(deed.session, old.key, new, by=deed.by)
    await content.note_replaced(deed.session, old.key, new, places, by=deed.by)
    return len(places)


async def take_back(deed: Deed) -> int:
    """Where the other one was put then, and is still, this one is shown again."""
    old: Picture = deed.subject
    places = await _everywhere(
        deed.session, old.replaced_by or "", old.key, by=deed.by, among=old.replaced_in
    )
    await content.note_replaced(deed.session, old.key, None, (), by=deed.by)
    return len(places)


async def _other(deed: Deed, wanted: Instead) -> str:
    if wanted.file is None:
        if await content.missing_pictures(deed.session, {wanted.key}):
            words = gettext("This picture is not in the media library.")
            raise Invalid([Problem("picture", words)])
        return wanted.key
    put = await content.put_media(
        deed.session,
        Upload(data=wanted.file.data, name=wanted.file.name),
        media_dir=deed.settings.media_dir,
        by=deed.by,
    )
    if isinstance(put, Film):
        words = gettext("A film cannot stand where a picture was.")
        raise Invalid([Problem("picture", words)])
    return put.key


async def _everywhere(
    session: AsyncSession,
    old: str,
    new: str,
    *,
    by: Actor,
    among: Collection[str] | None = None,
) -> list[str]:
    return [
        *await catalog.replace_picture(session, old, new, by=by, among=among),
        *await content.replace_in_articles(session, old, new, by=by, among=among),
        *await decoration.replace_picture(session, old, new, by=by, among=among),
    ]
