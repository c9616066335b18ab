"""What staff see when something is refused: the reason in words, inside the console."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException
from litestar.response import Redirect, Template
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hutong.console.door.pages import SECOND_FACTOR
from hutong.console.door.staff import VIEWER, SecondFactorNeeded
from hutong.console.kit.frame import frame
from hutong.console.kit.screens import ROOT
from hutong.console.kit.viewer import Staff, Viewer
from hutong.console.registry import AREAS
from hutong.kernel.errors import DomainError, Unavailable
from hutong.kernel.i18n import N_, gettext
from hutong.web import errors
from hutong.web.visitor import NotSignedIn

Asked = Request[Any, Any, State]
HTMX = "hx-request"
INTERNAL = 500
AWAY = N_(
    "The database does not answer or is very busy. Please try again in a moment:"
    " what is sent twice is done once."
)


@dataclass(frozen=True, kw_only=True)
class RefusedPage:
    status: int
    message: str
    again: str = ""
    """The page that can be asked for once more."""


def refused(request: Asked, error: DomainError) -> Response[Any]:
    if isinstance(error, NotSignedIn):
        return errors.refused(request, error)
    if isinstance(error, SecondFactorNeeded):
        return _to_second_factor(request)
    status = next(code for family, code in errors.STATUS.items() if isinstance(error, family))
    return _page(request, RefusedPage(status=status, message=str(error)))


def rejected(request: Asked, error: HTTPException) -> Response[Any]:
    message = gettext(errors.WORDS.get(error.status_code, errors.WORDS[400]))
    return _page(request, RefusedPage(status=error.status_code, message=message))


def stumbled(request: Asked, error: Exception) -> Response[Any]:
    """The database is away, or we made a mistake: said to staff in the console's own frame."""
    told = errors.answer_to(request, error)
    status = told.status_code or INTERNAL
    if status < INTERNAL or request.headers.get(HTMX):
        return told
    message = AWAY if status == errors.STATUS[Unavailable] else errors.WORDS[INTERNAL]
    again = request.url.path if request.method == "GET" else ""
    page = _page(request, RefusedPage(status=status, message=gettext(message), again=again))
    page.headers.update(told.headers)
    return page


@get(f"{ROOT}/{{elsewhere:path}}")
async def nowhere(staff: Staff) -> None:
    """An address of the console that leads nowhere is refused in the console, not in the shop."""
    staff.require("")
    raise NotFoundException


HANDLERS: dict[int | type[Exception], Any] = {
    DomainError: refused,
    HTTPException: rejected,
    PoolTimeout: stumbled,
    ConnectionError: stumbled,
    TimeoutError: stumbled,
    Exception: stumbled,
}


def _to_second_factor(request: Asked) -> Response[Any]:
    wanted = request.url.path if request.method == "GET" else "/console"
    target = f"{SECOND_FACTOR}?{urlencode({'next': wanted})}"
    if request.headers.get(HTMX):
        return Response(None, status_code=204, headers={"hx-redirect": target})
    return Redirect(target, status_code=303)


def _page(request: Asked, page: RefusedPage) -> Template:
    viewer: Viewer | None = request.scope["state"].get(VIEWER)
    context = {"page": page, "frame": frame(request, AREAS, viewer)}
    return Template("console/refused.html", context=context, status_code=page.status)
