"""The media library: what is in it, what it is called, who names it, and how it goes."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.content import filming, imaging, queries
from hutong.content.models import FOLDER_MAX, NAME_MAX, Film, Picture
from hutong.content.service import put_picture
from hutong.kernel import clock
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts

ALT_MAX = 120
KEPT_AFTER_REMOVAL = timedelta(days=30)
FULL = 100


@dataclass(eq=False)
class StillInUse(Refused):
    message = "This is still shown in {places} places. Replace it there, or take it out of them."
    places: int


@dataclass(eq=False)
class ChangedMeanwhile(Conflict):
    message = "This was changed again in the meantime. Look at it before you decide."
    field: str


@dataclass(frozen=True, kw_only=True)
class Upload:
    data: bytes
    name: str = ""
    folder: str = ""
    alt: Texts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Described:
    """`focus` is a place on the picture, in per cent from the left and from the top."""

    alt: Texts
    name: str = ""
    folder: str = ""
    focus: tuple[int, int] = (50, 50)

    def problems(self) -> Iterator[Problem]:
        for language, words in self.alt.items():
            if len(words) > ALT_MAX:
                yield Problem(f"alt.{language}", _at_most(ALT_MAX))
        if len(self.name) > NAME_MAX:
            yield Problem("name", _at_most(NAME_MAX))
        if len(self.folder) > FOLDER_MAX:
            yield Problem("folder", _at_most(FOLDER_MAX))
        if not all(0 <= each <= FULL for each in self.focus):
            yield Problem("focus", _("From 0 to 100."))


async def put_media(
    session: AsyncSession, upload: Upload, *, media_dir: Path, by: Actor
) -> Picture | Film:
    """A picture or a film, told apart by what is in the file and never by its name. Raises
    NotAPicture, PictureTooLarge, NotAFilm, FilmTooLarge and FilmTooLong."""
    is_film = imaging.looks_like_film(upload.data)
    put = await (_put_film if is_film else _put_picture)(session, upload, media_dir, by)
    at = clock.now()
    if put.put_by == "" or put.removed_at is not None:
        put.name = put.name or upload.name[-NAME_MAX:]
        put.folder = put.folder or upload.folder[:FOLDER_MAX]
        put.put_by = put.put_by or by.name
        put.removed_at, put.removed_by, put.changed_at = None, "", at
    await session.flush()
    return put


async def _put_picture(
    session: AsyncSession, upload: Upload, media_dir: Path, _by: Actor
) -> Picture:
    return await put_picture(session, upload.data, alt=upload.alt, media_dir=media_dir)


async def _put_film(session: AsyncSession, upload: Upload, media_dir: Path, by: Actor) -> Film:
    made = await asyncio.to_thread(filming.film, upload.data)
    key = await asyncio.to_thread(imaging.keep, made.data, media_dir, made.container)
    at = clock.now()
    await session.execute(
        insert(Film)
        .values(
            key=key,
            container=made.container,
            width=made.width,
            height=made.height,
            seconds=made.seconds,
            bytes=len(made.data),
            alt=upload.alt,
            name=upload.name[-NAME_MAX:],
            folder=upload.folder[:FOLDER_MAX],
            put_at=at,
            put_by=by.name,
            changed_at=at,
        )
        .on_conflict_do_nothing()
    )
    return (await queries.films(session, [key]))[key]


async def describe(
    session: AsyncSession, key: str, said: Described, *, by: Actor
) -> Picture | Film:
    """Words, folder and focal point. Raises MediaNotFound and Invalid."""
    if problems := list(said.problems()):
        raise Invalid(problems)
    media = await queries.find_media(session, key, lock=True)
    before = told(media)
    media.alt, media.name, media.folder = said.alt, said.name, said.folder
    if isinstance(media, Picture):
        media.focus_x, media.focus_y = said.focus
    media.changed_at = clock.now()
    _record(session, by, "content.describe_media", media, before=before)
    return media


async def set_poster(session: AsyncSession, key: str, poster: str | None, *, by: Actor) -> Film:
    """The picture that is seen until the film is played."""
    if poster and await queries.missing_pictures(session, {poster}):
        raise Invalid([Problem("poster", _("This picture is not in the media library."))])
    film = await queries.find_media(session, key, lock=True)
    if not isinstance(film, Film):
        raise queries.MediaNotFound(key)
    before = told(film)
    film.poster, film.changed_at = poster, clock.now()
    _record(session, by, "content.describe_media", film, before=before)
    return film


async def remove(session: AsyncSession, key: str, *, places: int, by: Actor) -> None:
    """Out of the library, and for good after thirty days. `places` is how many show it, counted
    by whoever sees them all while the row is held. Raises StillInUse."""
    media = await queries.find_media(session, key, lock=True)
    if places:
        raise StillInUse(places)
    before = told(media)
    media.removed_at = media.changed_at = clock.now()
    media.removed_by = by.name
    _record(session, by, "content.remove_media", media, before=before)


async def restore(session: AsyncSession, key: str, *, by: Actor) -> None:
    media = await queries.find_media(session, key, lock=True)
    before = told(media)
    media.removed_at, media.removed_by, media.changed_at = None, "", clock.now()
    _record(session, by, "content.restore_media", media, before=before)


async def note_replaced(
    session: AsyncSession, key: str, new: str | None, places: Collection[str], *, by: Actor
) -> None:
    """Where the other one is shown now in its place; None: nowhere any more."""
    picture = await queries.find_media(session, key, lock=True)
    assert isinstance(picture, Picture)  # noqa: S101 - films are not replaced
    before = told(picture)
    picture.replaced_by, picture.replaced_in = new, sorted(places)
    picture.changed_at = clock.now()
    if new is not None:
        other = await queries.find_media(session, new, lock=True)
        other.alt = other.alt or picture.alt
        other.folder = other.folder or picture.folder
        other.changed_at = clock.now()
    _record(session, by, "content.replace_picture", picture, before=before)


async def varied(session: AsyncSession, key: str) -> None:
    at = clock.now()
    await session.execute(update(Picture).where(Picture.key == key).values(varied_at=at))


async def forget(session: AsyncSession, key: str) -> None:
    """For good. The database refuses what something still shows."""
    for of in (Picture, Film):
        await session.execute(delete(of).where(of.key == key, of.removed_at.is_not(None)))


def told(media: Picture | Film) -> dict[str, object]:
    """As the audit trail has it."""
    facts: Mapping[str, Any] = {
        "name": media.name,
        "folder": media.folder,
        "alt": media.alt,
        "removed_at": media.removed_at,
    }
    if isinstance(media, Film):
        return {**facts, "poster": media.poster}
    return {
        **facts,
        "focus": [media.focus_x, media.focus_y],
        "replaced_by": media.replaced_by,
    }


def _record(
    session: AsyncSession,
    by: Actor,
    action: str,
    media: Picture | Film,
    *,
    before: dict[str, object],
) -> None:
    """What the house does by itself is no news."""
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            action,
            object_type="media",
            object_id=media.key,
            label=media.name or media.key,
            before=before,
            after=told(media),
        )


def _at_most(most: int) -> str:
    return _("At most {max} characters.").format(max=most)
