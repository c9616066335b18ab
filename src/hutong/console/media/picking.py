"""Choosing from the media library where a picture or a film is wanted, and bringing one there."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State, UploadFile

from hutong import content
from hutong.console.kit.arriving import arrived
from hutong.console.kit.screens import ROOT
from hutong.console.kit.viewer import Staff, Viewer
from hutong.console.media.forms import UPLOAD_MAX
from hutong.content import ALT_MAX, FOLDER_MAX, Film, Picture, Upload
from hutong.kernel.errors import DomainError
from hutong.kernel.i18n import gettext
from hutong.kernel.texts import pick
from hutong.web.picture import film_url, url
from hutong.web.session import Session

LOOKING = ("media.view", "decoration.view", "catalog.edit", "content.edit")
BRINGING = ("media.edit", "decoration.edit", "catalog.edit")
WORDS_MAX = 60
SEEN_DIGITS = 5
UNPROCESSABLE = 422

Asked = Request[Any, Any, State]


@get(f"{ROOT}/pick/pictures")
async def pick_pictures(request: Asked, session: Session, staff: Staff) -> Response[Any]:
    _require(staff, LOOKING)
    found = await content.recent_pictures(session, before=_seen(request), words=_words(request))
    return Response([told(each) for each in found])


@get(f"{ROOT}/pick/films")
async def pick_films(request: Asked, session: Session, staff: Staff) -> Response[Any]:
    _require(staff, LOOKING)
    found = await content.recent_films(session, before=_seen(request), words=_words(request))
    return Response([told(each) for each in found])


@post(
    f"{ROOT}/pick/media",
    status_code=200,
    request_max_body_size=UPLOAD_MAX,
    before_request=arrived,
)
async def bring(request: Asked, session: Session, staff: Staff) -> Response[Any]:
    """One file; what is wrong with it is said in words. The same file twice is one."""
    _require(staff, BRINGING)
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile):
        return Response({"message": gettext("Choose a file.")}, status_code=UNPROCESSABLE)
    alt = {
        language: words
        for language in ("zh", "en")
        if (words := str(form.get(f"alt_{language}") or "").strip()[:ALT_MAX])
    }
    upload = Upload(
        data=await file.read(),
        name=file.filename,
        folder=str(form.get("folder") or "").strip()[:FOLDER_MAX],
        alt=alt,
    )
    try:
        put = await content.put_media(
            session, upload, media_dir=request.app.state.settings.media_dir, by=staff.actor
        )
    except DomainError as refused:
        return Response({"message": str(refused)}, status_code=UNPROCESSABLE)
    return Response(told(put))


def told(media: Picture | Film) -> dict[str, Any]:
    is_film = isinstance(media, Film)
    thumb = media.poster if isinstance(media, Film) else media.key
    return {
        "key": media.key,
        "kind": "film" if is_film else "picture",
        "url": url(thumb, 160) if thumb else "",
        "film": film_url(media.file) if isinstance(media, Film) else "",
        "name": media.name,
        "alt": pick(media.alt),
        "words": {language: media.alt.get(language, "") for language in ("zh", "en")},
    }


def _require(viewer: Viewer, any_of: tuple[str, ...]) -> None:
    if not any(viewer.may(each) for each in any_of):
        viewer.require(any_of[0])


def _seen(request: Asked) -> int:
    before = request.query_params.get("before", "")
    short = before.isdecimal() and before.isascii() and len(before) <= SEEN_DIGITS
    return int(before) if short else 0


def _words(request: Asked) -> str:
    return str(request.query_params.get("q", "")).replace("\0", "").strip()[:WORDS_MAX]


PICKING = [pick_pictures, pick_films, bring]
