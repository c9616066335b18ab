"""Wrapped around every request: the reader's language, safe headers, and no foreign writes."""

from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import MutableScopeHeaders, State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from hutong.kernel import i18n
from hutong.web import cookies
from hutong.web.session import SAFE, end

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "media-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
}
HTTPS_ONLY = {"strict-transport-security": "max-age=31536000; includeSubDomains"}
ANSWERED_FROM_OUTSIDE = ("/api/", "/notify/", "/sandbox/api/")  # signed or with a bearer token
LANGUAGES = {"zh": "zh_CN", "en": "en"}


def guarded(app: ASGIApp) -> ASGIApp:
    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        scope["state"] = dict(scope.get("state") or {})  # this request's own, whoever serves
        request: Request[object, object, State] = Request(scope)
        i18n.set_current(locale_of(request))
        secure = scope["litestar_app"].state.secure

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                _add_headers(headers, secure=secure)
                for cookie in cookies.pending(scope):
                    headers.add("set-cookie", cookie.to_header(header=""))
            await send(message)

        if is_foreign_write(request):
            await _refuse(send_with_headers)
            return
        try:
            await app(scope, receive, send_with_headers)
        finally:
            await end(scope)

    return middleware


def locale_of(request: Request[object, object, State]) -> str:
    """What the address asks for, else the choice kept in the cookie, else the browser's wish."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        cookies.later(request, cookies.choice(request, cookies.LOCALE, LANGUAGES[asked]))
        return LANGUAGES[asked]
    kept = request.cookies.get(cookies.LOCALE)
    if kept in i18n.LOCALES:
        return kept
    for wish in request.headers.get("accept-language", "").split(","):
        language = wish.partition(";")[0].strip().lower().partition("-")[0]
        if language in LANGUAGES:
            return LANGUAGES[language]
    return i18n.DEFAULT


def is_foreign_write(request: Request[object, object, State]) -> bool:
    """A form or script of another site tries to write with our visitor's cookies (S48).

    Browsers tell by Sec-Fetch-Site, older ones by Origin; what sends neither has no cookies of
    a browser to abuse.
    """
    if request.method in SAFE or request.url.path.startswith(ANSWERED_FROM_OUTSIDE):
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _add_headers(headers: MutableScopeHeaders, *, secure: bool) -> None:
    for header, value in (HEADERS | HTTPS_ONLY if secure else HEADERS).items():
        headers.setdefault(header, value)
    if "cache-control" not in headers:  # pages are somebody's own until they say otherwise
        headers["cache-control"] = "private, no-store"


async def _refuse(send: Send) -> None:
    body = i18n.gettext("This form came from another site. Please go back and try again.").encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": 403, "headers": [kind]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
