"""The film and the 360° view of a product, as its form sends them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.catalog import TURN_MAX, ProductSheet
from hutong.console.kit import Deed, Group, PartField, Posted
from hutong.content import Film, Picture, Upload
from hutong.kernel.errors import DomainError, Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.texts import pick
from hutong.web.picture import film_url

FOLDER = "360"


@dataclass(frozen=True, slots=True)
class FilmTyped:
    key: str
    name: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class TurnTyped:
    keys: Sequence[str]


async def film_of(session: AsyncSession, sheet: ProductSheet | None) -> FilmTyped:
    if sheet is None or sheet.film is None:
        return FilmTyped("")
    film = (await content.films(session, [sheet.film]))[sheet.film]
    return FilmTyped(film.key, film.name or pick(film.alt) or film.key, film_url(film.file))


def turn_of(sheet: ProductSheet | None) -> TurnTyped:
    return TurnTyped(sheet.turn if sheet else ())


def film_typed(posted: Posted) -> FilmTyped:
    key = posted.one("film")
    return FilmTyped(key, key) if content.is_key(key) else FilmTyped("")


def film_read(posted: Posted) -> str | None:
    gone = posted.one("film-gone") == "1"
    return None if gone else film_typed(posted).key or None


def turn_typed(posted: Posted) -> TurnTyped:
    return TurnTyped([key for key in posted.many("turn") if content.is_key(key)])


def turn_read(posted: Posted) -> tuple[str, ...]:
    if posted.one("turn-gone") == "1":
        return ()
    keys = tuple(turn_typed(posted).keys)
    return keys[::-1] if posted.one("turn-backwards") == "1" else keys


async def receive_moving(deed: Deed, posted: Posted) -> None:
    """What is brought goes into the media library first: it is still there if the form comes
    back. A new turn stands in the place of the old one."""
    for file in posted.files("film-upload")[:1]:
        film = await _put(deed, "film", file.filename, file.file.read())
        if not isinstance(film, Film):
            raise Invalid([Problem("film", gettext("This is a picture, not a film."))])
        posted.instead("film", [film.key])
    keys = await _turn_brought(deed, posted) or await _turn_of_folder(deed, posted)
    if keys:
        posted.instead("turn", keys)


async def _turn_brought(deed: Deed, posted: Posted) -> list[str]:
    files = posted.files("turn-uploads")
    if len(files) > TURN_MAX:
        words = gettext("At most {max} of these.").format(max=TURN_MAX)
        raise Invalid([Problem("turn", words)])
    keys = []
    for file in sorted(files, key=lambda each: in_order(each.filename)):
        picture = await _put(deed, "turn", file.filename, file.file.read(), folder=FOLDER)
        if not isinstance(picture, Picture):
            raise Invalid([Problem("turn", gettext("This is a film, not a picture."))])
        keys.append(picture.key)
    return keys


async def _turn_of_folder(deed: Deed, posted: Posted) -> list[str]:
    folder = posted.one("turn-folder")
    if not folder:
        return []
    found = await content.pictures_of_folder(deed.session, folder, limit=TURN_MAX + 1)
    if not found:
        words = gettext("There is no picture in this folder.")
        raise Invalid([Problem("turn", words)])
    return [each.key for each in sorted(found, key=lambda each: in_order(each.name))]


async def _put(
    deed: Deed, field: str, name: str, data: bytes, *, folder: str = ""
) -> Picture | Film:
    try:
        return await content.put_media(
            deed.session,
            Upload(data=data, name=name, folder=folder),
            media_dir=deed.settings.media_dir,
            by=deed.by,
        )
    except DomainError as refused:
        raise Invalid([Problem(field, f"{name}: {refused}")]) from refused


def in_order(name: str) -> list[tuple[int, str]]:
    """So that 2.jpg stands before 10.jpg."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.lower())
    return [(int(each), "") if each[0].isdecimal() else (0, each) for each in parts]


MOVING = Group(
    N_("Film and 360° view"),
    (
        PartField(
            name="film",
            title=N_("Film"),
            template="console/goods/_film.html",
            parse=film_read,
            echo=film_typed,
            wide=True,
        ),
        PartField(
            name="turn",
            title=N_("360° view"),
            template="console/goods/_turn.html",
            parse=turn_read,
            echo=turn_typed,
            wide=True,
        ),
    ),
)
