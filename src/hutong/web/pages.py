"""Answering with pages: the page object in the frame that stands around it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect, Template

from hutong.kernel import i18n
from hutong.web import cookies, skins
from hutong.web.frame import Display, Flash, Frame, Site

Asked = Request[Any, Any, State]

FLASH_MAX = 600
# A page that shows nobody's own things: asked for again, but kept for the way back.
BROWSING = {"cache-control": "private, no-cache"}
# The next page of a list, fetched by our script before it is wanted: good for the moment till then.
FETCHED_AHEAD = "private, max-age=30"


def show(
    request: Asked,
    template: str,
    page: object,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Template:
    """A template sees `page` and `frame`, and nothing else."""
    return Template(
        template,
        context={"page": page, "frame": frame_of(request)},
        status_code=status,
        headers=dict(headers or {}),
    )


def swap(
    request: HTMXRequest,
    *,
    part: str,
    whole: str,
    page: object,
    headers: Mapping[str, str] | None = None,
) -> Template:
    """The fragment for HTMX, the whole page that includes it for everybody else."""
    fragment = bool(request.htmx) and not request.htmx.boosted
    answer = show(request, part if fragment else whole, page, headers=headers)
    answer.headers["vary"] = "HX-Request"
    if fragment and request.headers.get("purpose") == "prefetch":
        answer.headers["cache-control"] = FETCHED_AHEAD
    return answer


def back(request: Asked, to: str, flash: Flash | None = None) -> Response[Any]:
    """After a form: on to the next page, with a word about what happened shown there once."""
    if flash is not None:
        cookies.later(request, cookies.private(request, cookies.FLASH, _pack(flash), days=1))
    if request.headers.get("hx-request"):
        return Response(None, status_code=200, headers={"hx-redirect": to})
    return Redirect(to, status_code=303)


def moved(request: Asked, to: str) -> Redirect:
    """For good, with whatever else the address says: links, bookmarks and search engines follow."""
    asked = request.url.query
    return Redirect(f"{to}?{asked}" if asked else to, status_code=301)


def local(path: str) -> str:
    """A path of this shop to go back to; the home page for anything that could lead elsewhere."""
    elsewhere = path.startswith(("//", "/\\")) or any(ord(letter) < ord(" ") for letter in path)
    return path if path.startswith("/") and not elsewhere else "/"


def site(request: Asked) -> Site:
    """For addresses that this page tells machines."""
    return Site.asked(
        request.app.state.settings.public_url, tuple(request.query_params.multi_items())
    )


def frame_of(request: Asked) -> Frame:
    state = request.app.state
    jar = request.cookies
    return Frame(
        path=request.url.path,
        query=tuple(request.query_params.multi_items()),
        origin=state.settings.public_url,
        locale=i18n.current(),
        display=Display.parse(jar.get(cookies.THEME)),
        shop=skins.named(request),
        signed_in=cookies.name(request, cookies.SESSION) in jar,
        cart_count=cookies.count(request),
        categories=state.navigation.categories(),
        help_links=state.navigation.help_links(),
        flash=_take_flash(request),
        skin=skins.worn(request),
        hears=state.speech is not None,
    )


def _take_flash(request: Asked) -> Flash | None:
    kept = request.cookies.get(cookies.name(request, cookies.FLASH))
    if kept is None or request.method != "GET":
        return None
    cookies.later(request, cookies.gone(request, cookies.FLASH))
    return _unpack(kept)


def _pack(flash: Flash) -> str:
    """Cookies hold ASCII; the shop speaks Chinese."""
    return msgspec.json.encode(flash).hex()


def _unpack(kept: str) -> Flash | None:
    """What was not packed by us is no flash. It can only fool the one who sent it."""
    try:
        return msgspec.json.decode(bytes.fromhex(kept[: 4 * FLASH_MAX]), type=Flash)
    except (ValueError, msgspec.DecodeError):
        return None
