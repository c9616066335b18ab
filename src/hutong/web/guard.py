"""Wrapped around every request: the reader's language, safe headers, and no foreign writes."""

import re
from collections.abc import Mapping

from litestar import Request
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

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
FETCHED = re.compile(rb"((?:script|style|img|font|media)-src 'self')")
POLICY = b"content-security-policy"
MICROPHONE = b"camera=(), geolocation=(), microphone=(self), payment=()"
HEADERS = (  # where the answer does not say otherwise
    (POLICY, CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"private, no-store"),  # pages are somebody's own
)
LISTENING = tuple(  # the shop's own pages, whose search box takes spoken words
    (name, MICROPHONE if name == b"permissions-policy" else value) for name, value in HEADERS
)
NOT_THE_SHOP = ("/console", "/sandbox", "/api/", "/notify/", "/media/", "/static/")
HTTPS_ONLY = ((b"strict-transport-security", b"max-age=31536000; includeSubDomains"),)
ANSWERED_FROM_OUTSIDE = ("/api/", "/notify/", "/sandbox/api/")  # signed or with a bearer token
LANGUAGES = {"zh": "zh_CN", "en": "en"}

Told = Mapping[bytes, bytes]
"""The headers of a request; of those that come twice, the last."""


def guarded(app: ASGIApp) -> ASGIApp:
    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        scope["state"] = dict(scope.get("state") or {})  # this request's own, whoever serves
        told = dict(scope["headers"])
        i18n.set_current(locale_of(scope, told))
        cdn = scope["litestar_app"].state.get("cdn", "")
        usual = HEADERS if scope["path"].startswith(NOT_THE_SHOP) else LISTENING
        if scope["litestar_app"].state.secure:
            usual += HTTPS_ONLY

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = list(message["headers"])
                names = {name.lower() for name, _ in said}
                said += [header for header in usual if header[0] not in names]
                for cookie in cookies.pending(scope):
                    said.append((b"set-cookie", cookie.to_header(header="").encode("latin-1")))
                message["headers"] = _fetching(said, cdn)
            await send(message)

        if is_foreign_write(scope, told):
            await _refuse(send_with_headers)
            return
        try:
            await app(scope, receive, send_with_headers)
        finally:
            await end(scope)

    return middleware


def _fetching(said: list[tuple[bytes, bytes]], cdn: str) -> list[tuple[bytes, bytes]]:
    """Styles, scripts, pictures and films may come from the CDN too; nothing may be sent there."""
    if not cdn:
        return said
    return [
        (name, FETCHED.sub(rb"\1 " + cdn.encode(), value) if name.lower() == POLICY else value)
        for name, value in said
    ]


def locale_of(scope: HTTPScope, told: Told) -> str:
    """What the address asks for, else the choice kept in the cookie, else the browser's wish."""
    if b"lang=" in scope["query_string"]:
        request: Request[object, object, State] = Request(scope)
        asked = request.query_params.get("lang", "")
        if asked in LANGUAGES:
            cookies.later(request, cookies.choice(request, cookies.LOCALE, LANGUAGES[asked]))
            return LANGUAGES[asked]
    if cookies.LOCALE.encode() in told.get(b"cookie", b""):
        kept = Request(scope).cookies.get(cookies.LOCALE)
        if kept in i18n.LOCALES:
            return kept
    for wish in told.get(b"accept-language", b"").decode("latin-1").split(","):
        language = wish.partition(";")[0].strip().lower().partition("-")[0]
        if language in LANGUAGES:
            return LANGUAGES[language]
    return i18n.DEFAULT


def is_foreign_write(scope: HTTPScope, told: Told) -> bool:
    """A form or script of another site tries to write with our visitor's cookies (S48).

    Browsers tell by Sec-Fetch-Site, older ones by Origin; what sends neither has no cookies of
    a browser to abuse.
    """
    if scope["method"] in SAFE or scope["path"].startswith(ANSWERED_FROM_OUTSIDE):
        return False
    site = told.get(b"sec-fetch-site")
    if site is not None:
        return site not in {b"same-origin", b"none"}
    origin = told.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != told.get(b"host")


async def _refuse(send: Send) -> None:
    body = i18n.gettext("This form came from another site. Please go back and try again.").encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": 403, "headers": [kind]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
