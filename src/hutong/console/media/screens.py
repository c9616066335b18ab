"""The media library: its list, the page of one picture or film, and what can be done to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Deed,
    DetailScreen,
    Done,
    Empty,
    Fact,
    Facts,
    ListScreen,
    Option,
    Part,
    PartField,
    Phone,
    Search,
    Show,
    Tab,
    TextField,
    Thing,
    Tone,
    Undo,
)
from hutong.console.media import replacing, typed
from hutong.console.media.forms import EDIT_MEDIA, NEW_MEDIA
from hutong.console.media.subject import EDIT, MEDIA, VIEW, name_of
from hutong.console.media.words import KINDS, PLACES, SHOWN, size
from hutong.content import Described, Film, Picture
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.texts import pick
from hutong.views.media import (
    MediaFilters,
    MediaRow,
    Place,
    count_places,
    media_list,
    media_places,
)
from hutong.web import picture


@dataclass(frozen=True, slots=True)
class PlaceShown:
    what: str
    title: str
    url: str
    note: str


@dataclass(frozen=True)
class MediaShown:
    media: Picture | Film
    places: Sequence[Place]

    @property
    def is_film(self) -> bool:
        return isinstance(self.media, Film)

    @property
    def shown_in(self) -> Sequence[PlaceShown]:
        return [_place(each) for each in self.places]

    @property
    def file(self) -> str:
        if isinstance(self.media, Film):
            return picture.film_url(self.media.file)
        return picture.url(self.media.key, picture.LARGEST)

    @property
    def folder(self) -> str:
        return self.media.folder

    @property
    def alt_zh(self) -> str:
        return self.media.alt.get("zh", "")

    @property
    def alt_en(self) -> str:
        return self.media.alt.get("en", "")

    @property
    def sides(self) -> str:
        return f"{self.media.width} \N{MULTIPLICATION SIGN} {self.media.height}"

    @property
    def size(self) -> str:
        return size(self.media.bytes if isinstance(self.media, Film) else self.media.size)

    @property
    def seconds(self) -> str:
        if not isinstance(self.media, Film) or not self.media.seconds:
            return ""
        return gettext("{count} seconds").format(count=self.media.seconds)

    @property
    def focus(self) -> str:
        if isinstance(self.media, Film):
            return ""
        return f"{self.media.focus_x}% · {self.media.focus_y}%"

    @property
    def small(self) -> str:
        """Whether browsers that take AVIF have it."""
        if isinstance(self.media, Film):
            return ""
        return (
            gettext("WebP, AVIF") if self.media.varied_at else gettext("WebP; AVIF is on its way")
        )

    @property
    def replaced(self) -> str:
        return (
            ""
            if isinstance(self.media, Film) or not self.media.replaced_by
            else (
                gettext("another picture, in {count} places").format(
                    count=len(self.media.replaced_in)
                )
            )
        )

    @property
    def replaced_url(self) -> str:
        return "" if isinstance(self.media, Film) else f"/console/media/{self.media.replaced_by}"

    @property
    def put_at(self) -> object:
        return self.media.put_at

    @property
    def put_by(self) -> str:
        return self.media.put_by

    @property
    def can_remove(self) -> bool:
        return self.media.removed_at is None

    @property
    def can_restore(self) -> bool:
        return self.media.removed_at is not None

    @property
    def can_replace(self) -> bool:
        return not self.is_film and bool(self.places) and self.can_remove

    @property
    def can_take_back(self) -> bool:
        return isinstance(self.media, Picture) and self.media.replaced_by is not None


def _place(place: Place) -> PlaceShown:
    what, url = PLACES[place.kind]
    note = gettext("on sale") if place.listed else ""
    return PlaceShown(gettext(what), pick(place.title), url.format(id=place.id), note)


async def _load(session: AsyncSession, key: str) -> MediaShown:
    return MediaShown(await content.find_media(session, key), await media_places(session, key))


async def _remove(deed: Deed, _answers: Answers) -> None:
    """Counted while it is held: nobody begins to show it in between."""
    await content.find_media(deed.session, deed.subject.key, lock=True)
    places = await count_places(deed.session, deed.subject.key)
    await content.remove(deed.session, deed.subject.key, places=places, by=deed.by)


async def _restore(deed: Deed, _answers: Answers) -> None:
    await content.restore(deed.session, deed.subject.key, by=deed.by)


async def _replace(deed: Deed, answers: Answers) -> Done:
    places = await replacing.replace(deed, answers["picture"])
    words = gettext("Replaced in {count} places.").format(count=places)
    return Done(message=words, go_to=f"/console/media/{deed.subject.replaced_by}")


async def _take_back(deed: Deed, _answers: Answers) -> Done:
    places = await replacing.take_back(deed)
    return Done(message=gettext("Put back in {count} places.").format(count=places))


async def _file(deed: Deed, answers: Answers) -> None:
    """Into another folder; everything else stays."""
    media: Picture | Film = deed.subject
    said = replace(_said(media), folder=answers["folder"])
    await content.describe(deed.session, media.key, said, by=deed.by)


async def _undo(deed: Deed, changes: Mapping[str, Sequence[Any]]) -> None:
    media: Picture | Film = deed.subject
    now = _said(media)
    for field, (before, _after) in changes.items():
        kept = list(now.focus) if field == "focus" else getattr(now, field)
        if kept != before:
            raise content.ChangedMeanwhile(field)
    values = {field: after for field, (_before, after) in changes.items()}
    if "focus" in values:
        values["focus"] = tuple(values["focus"])
    await content.describe(deed.session, media.key, replace(now, **values), by=deed.by)


def _said(media: Picture | Film) -> Described:
    focus = (50, 50) if isinstance(media, Film) else (media.focus_x, media.focus_y)
    return Described(alt=media.alt, name=media.name, folder=media.folder, focus=focus)


async def folder_options(session: AsyncSession) -> Sequence[Option]:
    return [Option(each, each) for each in await content.folders(session)]


def _thing(row: MediaRow) -> Thing:
    words = pick(row.alt)
    return Thing(row.name or words or row.key[:8], words if row.name else "", row.thumb)


REMOVE = Action(
    slug="removal",
    title=N_("Take out"),
    permission=EDIT,
    subject=MEDIA,
    run=_remove,
    done=N_("It is out of the library. For thirty days it can be put back."),
    question=N_("It can be put back within thirty days; after that its files are deleted."),
    applies=lambda shown: bool(shown.can_remove),
    tone=Tone.BAD,
)
RESTORE = Action(
    slug="restoring",
    title=N_("Put back"),
    permission=EDIT,
    subject=MEDIA,
    run=_restore,
    done=N_("It is in the library again."),
    applies=lambda shown: bool(shown.can_restore),
)
REPLACE = Action(
    slug="replacement",
    title=N_("Replace everywhere"),
    permission=EDIT,
    subject=MEDIA,
    run=_replace,
    done=N_("Replaced."),
    fields=(
        PartField(
            name="picture",
            title=N_("The new picture"),
            template="console/media/_instead.html",
            parse=typed.instead,
            echo=lambda posted: posted.one("picture"),
            wide=True,
        ),
    ),
    question=N_(
        "Products, categories, pages, themes and articles show the new one at once. Orders that "
        "were placed keep the picture they were placed with."
    ),
    applies=lambda shown: bool(shown.can_replace),
)
TAKE_BACK = Action(
    slug="taking-back",
    title=N_("Undo the replacement"),
    permission=EDIT,
    subject=MEDIA,
    run=_take_back,
    done=N_("Put back."),
    question=N_("Where the other picture was put in its place, this one is shown again."),
    applies=lambda shown: bool(shown.can_take_back),
)
FILE = Action(
    slug="filing",
    title=N_("Move to a folder"),
    permission=EDIT,
    subject=MEDIA,
    run=_file,
    done=N_("Moved."),
    fields=(TextField(name="folder", title=N_("Folder"), most=content.FOLDER_MAX),),
)

MEDIA_LIST = ListScreen(
    slug="media",
    title=N_("Media library"),
    permission=VIEW,
    query=media_list,
    filters_as=MediaFilters,
    key=lambda row: str(row.key),
    link=lambda row: f"/console/media/{row.key}",
    sort="-put_at",
    hint=N_("Pictures and films of products, pages and articles. Each is kept once."),
    columns=(
        Column(name="thing", title=N_("File"), show=Show.THING, value=_thing, phone=Phone.TITLE),
        Column(
            name="kind", title=N_("Kind of file"), show=Show.LABEL, labels=KINDS, phone=Phone.BADGE
        ),
        Column(name="folder", title=N_("Folder"), show=Show.WRITTEN),
        Column(name="places", title=N_("Shown in"), show=Show.NUMBER),
        Column(
            name="bytes",
            title=N_("File size"),
            value=lambda row: size(row.bytes),
            sort=True,
            right=True,
        ),
        Column(name="put_at", title=N_("Brought"), show=Show.TIME, sort=True),
    ),
    filters=(
        Search(title=N_("Search media"), placeholder=N_("File name, folder or what it shows")),
        Choice(name="show", title=N_("Show"), labels=SHOWN, in_tabs=True),
        Choice(name="folder", title=N_("Folder"), options=folder_options),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"show": value}) for value, label in SHOWN.items()),
    ),
    bulk=(FILE, REMOVE, RESTORE),
    create=NEW_MEDIA,
    empty=Empty(N_("No pictures yet."), N_("Upload some; drag them here or choose them.")),
)

MEDIA_PAGE = DetailScreen(
    slug="media",
    title=lambda shown: name_of(shown.media),
    permission=VIEW,
    load=_load,
    badges=lambda shown: [
        KINDS["film" if shown.is_film else "picture"],
        *([SHOWN["removed"]] if shown.can_restore else []),
    ],
    sections=(
        Part(title=N_("Preview"), template="console/media/_preview.html"),
        Part(title=N_("Where it is shown"), template="console/media/_places.html"),
        Facts(
            title=N_("File"),
            facts=(
                Fact("alt_zh", N_("What it shows (Chinese)"), Show.WRITTEN),
                Fact("alt_en", N_("What it shows (English)"), Show.WRITTEN),
                Fact("folder", N_("Folder"), Show.WRITTEN),
                Fact("focus", N_("Focal point"), optional=True),
                Fact("sides", N_("Pixels")),
                Fact("size", N_("Size of the upload"), optional=True),
                Fact("seconds", N_("Length"), optional=True),
                Fact("small", N_("Formats"), optional=True),
                Fact(
                    "replaced",
                    N_("Replaced by"),
                    link=lambda shown: str(shown.replaced_url),
                    optional=True,
                ),
                Fact("put_at", N_("Brought"), Show.TIME),
                Fact("put_by", N_("By"), Show.WHO, optional=True),
            ),
            aside=True,
        ),
    ),
    actions=(REPLACE, TAKE_BACK, FILE, REMOVE, RESTORE),
    edit=EDIT_MEDIA,
    history=("media",),
    undo=Undo(
        permission=EDIT,
        subject=MEDIA,
        safe=lambda changes: bool(changes) and set(changes) <= {"name", "folder", "alt", "focus"},
        apply=_undo,
    ),
)
