"""Bringing pictures and films, and saying what they show."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.console.kit import (
    Answers,
    Deed,
    Done,
    FormScreen,
    Group,
    PartField,
    TextField,
    TextsField,
)
from hutong.console.media import typed
from hutong.console.media.subject import EDIT, MEDIA, name_of
from hutong.content import ALT_MAX, FOLDER_MAX, NAME_MAX, Described, Film, Picture, Upload
from hutong.kernel.errors import DomainError, Invalid, Problem
from hutong.kernel.i18n import N_, gettext

UPLOAD_MAX = 64 * 1024 * 1024  # a film and what comes around it, or some pictures


async def _nothing(_session: AsyncSession, _media: Picture | Film | None) -> Answers:
    return {}


async def _bring(deed: Deed, answers: Answers) -> Done:
    """All of them or none: the first that is refused says which."""
    for each in answers["uploads"]:
        upload = Upload(
            data=each.data, name=each.name, folder=answers["folder"], alt=answers["alt"]
        )
        try:
            made = await content.put_media(
                deed.session, upload, media_dir=deed.settings.media_dir, by=deed.by
            )
        except DomainError as refused:
            raise Invalid([Problem("uploads", f"{each.name}: {refused}")]) from refused
    words = gettext("{count} files are in the library.").format(count=len(answers["uploads"]))
    return Done(message=words, created=made)


async def _begin(_session: AsyncSession, media: Picture | Film | None) -> Answers:
    if media is None:
        return {}
    return {
        "name": media.name,
        "folder": media.folder,
        "alt": media.alt,
        "focus": typed.focus_of(media),
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    said = Described(
        alt=answers["alt"],
        name=answers["name"],
        folder=answers["folder"],
        focus=answers["focus"],
    )
    await content.describe(deed.session, deed.subject.key, said, by=deed.by)
    return Done(go_to=f"/console/media/{deed.subject.key}")


_FOLDER = TextField(
    name="folder",
    title=N_("Folder"),
    hint=N_("A word under which it is found again, such as Teaware or Spring 2027."),
    most=FOLDER_MAX,
)
_ALT = TextsField(
    name="alt",
    title=N_("What it shows"),
    hint=N_("Read aloud to those who do not see it."),
    most=ALT_MAX,
)

NEW_MEDIA = FormScreen(
    slug="media",
    title=lambda media: name_of(media) if media else gettext("Upload to the media library"),
    permission=EDIT,
    subject=MEDIA,
    groups=(
        Group(
            "",
            (
                _FOLDER,
                _ALT,
                PartField(
                    name="uploads",
                    title=N_("Files"),
                    template="console/media/_uploads.html",
                    parse=typed.some_brought,
                    echo=lambda _posted: "",
                    wide=True,
                ),
            ),
            hint=N_("The folder and the words go with every file that you bring."),
        ),
    ),
    begin=_nothing,
    save=_bring,
    opens=N_("Upload"),
    saves=N_("Upload"),
    edits=False,
    body_max=UPLOAD_MAX,
)
EDIT_MEDIA = replace(
    NEW_MEDIA,
    groups=(
        Group(
            "",
            (
                TextField(name="name", title=N_("Name of the file"), most=NAME_MAX),
                _FOLDER,
                _ALT,
                PartField(
                    name="focus",
                    title=N_("Focal point"),
                    template="console/media/_focus.html",
                    parse=typed.focus_read,
                    echo=typed.focus_typed,
                    wide=True,
                ),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
    saves=N_("Save"),
    creates=False,
    edits=True,
    body_max=None,
)
