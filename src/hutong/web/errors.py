"""The one place where a refusal becomes a status code."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from asyncpg import PostgresError
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hutong.kernel.db import sqlstate, will_pass
from hutong.kernel.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Refused,
    TooMany,
    Unavailable,
)
from hutong.kernel.i18n import N_, gettext
from hutong.web import pages
from hutong.web.visitor import NotSignedIn

log = structlog.get_logger()

STATUS: dict[type[DomainError], int] = {
    NotSignedIn: 401,
    TooMany: 429,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Refused: 422,
    Unavailable: 503,
}
WORDS = {
    400: N_("The request could not be read."),
    401: N_("Please sign in first."),
    403: N_("You may not do this."),
    404: N_("This page does not exist, or is no longer there."),
    405: N_("This address does not answer to that method."),
    406: N_("This address cannot answer in that form."),
    409: N_("Somebody else changed this in the meantime."),
    413: N_("That is too large to send."),
    415: N_("This kind of content is not understood here."),
    422: N_("Please correct the marked fields."),
    429: N_("Too many attempts. Please wait a moment."),
    500: N_("Something went wrong on our side. Nothing was lost; please try again."),
    503: N_("The shop is very busy. Please try again in a moment."),
}
BUSY_SECONDS = 3
UNREADABLE = 422
DATA_EXCEPTION = "22"  # the class of SQLSTATE; the driver calls only some of them DataError
PROBLEM = "application/problem+json"

Asked = Request[Any, Any, Any]


@dataclass(frozen=True, kw_only=True)
class RefusedPage:
    status: int
    message: str
    problems: tuple[Problem, ...] = ()
    again: bool = False
    """The same may succeed a little later, and asking once more does no harm."""


def refused(request: Asked, error: DomainError) -> Response[Any]:
    """A domain error, as problem details for programs and as a page for people."""
    status = status_of(error)
    if isinstance(error, NotSignedIn) and not _is_api(request):
        return _to_sign_in(request)
    problems = tuple(error.problems) if isinstance(error, Invalid) else ()
    retry_after = error.retry_after if isinstance(error, TooMany) else None
    facts = {} if problems else vars(error)
    return _answer(
        request,
        RefusedPage(status=status, message=str(error), problems=problems),
        kind=type(error).__name__,
        facts=facts,
        retry_after=retry_after or (BUSY_SECONDS if status == 503 else None),  # noqa: PLR2004
    )


def status_of(error: DomainError) -> int:
    return next(code for family, code in STATUS.items() if isinstance(error, family))


def rejected(request: Asked, error: HTTPException) -> Response[Any]:
    """What the framework refuses before a handler is reached: 404, 405, unreadable input."""
    status = UNREADABLE if _is_unreadable(error) else error.status_code
    message = gettext(WORDS.get(status, WORDS[400 if status < 500 else 500]))  # noqa: PLR2004
    problems = tuple(_problems(error)) if _is_api(request) else ()
    page = RefusedPage(status=status, message=message, problems=problems)
    return _answer(request, page, kind=type(error).__name__)


def too_deep(request: Asked, _error: RecursionError) -> Response[Any]:
    """Brackets in brackets in brackets: no honest body is like that."""
    return _answer(request, RefusedPage(status=400, message=gettext(WORDS[400])), kind="TooDeep")


def unstorable(request: Asked, _error: DBAPIError | PostgresError) -> Response[Any]:
    """Text or numbers that PostgreSQL cannot hold, such as a NUL character: the sender's fault."""
    message = gettext("This holds characters or numbers that cannot be kept.")
    return _answer(request, RefusedPage(status=422, message=message), kind="Unstorable")


def busy(request: Asked, error: Exception) -> Response[Any]:
    """The database is away or every connection is taken: worth asking again soon."""
    log.warning("web.busy", error=type(error).__name__)
    page = RefusedPage(status=503, message=gettext(WORDS[503]))
    return _answer(request, page, kind="Busy", retry_after=BUSY_SECONDS)


def failed(request: Asked, error: Exception) -> Response[Any]:
    """Nobody foresaw it. The reader gets an apology, the log gets the whole story."""
    if isinstance(error, DBAPIError | PostgresError):
        if will_pass(error):
            return busy(request, error)
        if sqlstate(error).startswith(DATA_EXCEPTION):
            return unstorable(request, error)
    log.error("web.failed", path=request.url.path, method=request.method, exc_info=error)
    return _answer(request, RefusedPage(status=500, message=gettext(WORDS[500])), kind="Failed")


HANDLERS: dict[int | type[Exception], Any] = {
    DomainError: refused,
    HTTPException: rejected,
    DataError: unstorable,
    PoolTimeout: busy,
    ConnectionError: busy,
    TimeoutError: busy,
    RecursionError: too_deep,
    Exception: failed,
}


def answer_to(request: Asked, error: Exception) -> Response[Any]:
    """What the framework would answer, for those who are asked before it."""
    answering = next(HANDLERS[kind] for kind in type(error).__mro__ if kind in HANDLERS)
    answer: Response[Any] = answering(request, error)
    return answer


def _answer(
    request: Asked,
    page: RefusedPage,
    *,
    kind: str,
    facts: dict[str, Any] | None = None,
    retry_after: int | None = None,
) -> Response[Any]:
    headers = {"retry-after": str(retry_after)} if retry_after else {}
    passes = page.status == 429 or page.status >= 500  # noqa: PLR2004
    page = replace(page, again=passes and request.method == "GET")
    response: Response[Any]
    if _is_api(request):
        response = _problem_details(page, kind, facts or {}, headers)
    elif request.headers.get("hx-request"):
        headers |= {"hx-retarget": "#toasts", "hx-reswap": "innerHTML"}
        response = pages.show(
            request, "web/_refused.html", page, status=page.status, headers=headers
        )
    else:
        response = pages.show(
            request, "web/refused.html", page, status=page.status, headers=headers
        )
    return response


def _problem_details(
    page: RefusedPage, kind: str, facts: dict[str, Any], headers: dict[str, str]
) -> Response[Any]:
    """RFC 9457. Facts of the refusal are extension members."""
    body = {
        **facts,
        "type": f"about:blank#{kind}",
        "title": kind,
        "status": page.status,
        "detail": page.message,
    }
    if page.problems:
        body["problems"] = [{"field": p.field, "message": p.message} for p in page.problems]
    return Response(body, status_code=page.status, headers=headers, media_type=PROBLEM)


def _to_sign_in(request: Asked) -> Response[Any]:
    """Back to where they were afterwards; a form that was sent is not sent again."""
    asked = urlsplit(str(request.url) if request.method == "GET" else _came_from(request))
    wanted = pages.local(f"{asked.path}?{asked.query}" if asked.query else asked.path)
    door = "/console/sign-in" if request.url.path.startswith("/console") else "/sign-in"
    target = f"{door}?next={quote(wanted)}"
    if request.headers.get("hx-request"):
        return Response(None, status_code=204, headers={"hx-redirect": target})
    return Redirect(target, status_code=303)


def _came_from(request: Asked) -> str:
    """The page on which the form stood, when it was one of ours."""
    referer = request.headers.get("referer", "")
    return referer if urlsplit(referer).netloc == request.headers.get("host") else "/"


def _is_api(request: Asked) -> bool:
    return request.url.path.startswith(("/api/", "/notify/"))


def _is_unreadable(error: HTTPException) -> bool:
    return error.status_code == 400 and bool(error.extra)  # noqa: PLR2004


def _problems(error: HTTPException) -> list[Problem]:
    extra = error.extra if isinstance(error.extra, list) else []
    return [
        Problem(str(item.get("key", "")), str(item.get("message", "")))
        for item in extra
        if isinstance(item, dict)
    ]
