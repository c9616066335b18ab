"""Pages that look the same to everybody without a name, kept as they travel: compressed.

A handler says that its page may be kept (`keep`) when all it shows is in the memory of this
process: the index, the navigation, the clock. Such a page is as good as new while both have the
edition with which it was made. Whoever is signed in, has something in the cart, or is to be told
something has pages of their own, which are neither kept nor looked for here.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import Request
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Counter

from hutong.kernel import clock, i18n
from hutong.web import cookies, region
from hutong.web.frame import Display
from hutong.web.visitor import provide_visitor

PAGES_MAX = 2000
BYTES_MAX = 32 * 1024 * 1024
QUERY_MAX = 200
KEPT = "kept"
OK, NOT_MODIFIED = 200, 304
NOTED = b"/search?"  # whoever comes from a search is noted by the page that it led to
NAMED = (cookies.SESSION, cookies.FLASH)
NOT_AGAIN = {b"content-type", b"content-length"}  # what an answer without a body does not say

PAGES = Counter("hutong_pages_total", "Pages for nobody in particular", ("source",))

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class _Wish:
    """Until when the page that is being made is good; for ever unless something changes."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    edition: Hashable
    until: datetime | None
    route: str
    headers: Headers
    body: bytes
    tag: bytes


class Shelf:
    """One in each web process. The page that was asked for longest ago makes room."""

    def __init__(self, *, pages_max: int = PAGES_MAX, bytes_max: int = BYTES_MAX) -> None:
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._pages_max = pages_max
        self._bytes_max = bytes_max
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: Hashable, edition: Hashable) -> Page | None:
        page = self._pages.get(key)
        if page is None or page.edition != edition:
            return None
        if page.until is not None and clock.now() >= page.until:
            return None
        self._pages.move_to_end(key)
        return page

    def put(self, key: Hashable, page: Page) -> None:
        before = self._pages.pop(key, None)
        self.bytes += len(page.body) - (len(before.body) if before else 0)
        self._pages[key] = page
        while len(self._pages) > self._pages_max or self.bytes > self._bytes_max:
            _, gone = self._pages.popitem(last=False)
            self.bytes -= len(gone.body)


def keep(request: Request[object, object, State], *, until: datetime | None = None) -> None:
    """All that this page shows comes from the index and the navigation, and is good until then."""
    request.scope["state"][KEPT] = _Wish(until)


def keeping(app: ASGIApp) -> ASGIApp:
    """Stands inside the guard, which knows the language and adds what every answer says."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        key = _key(scope)
        if key is None:
            await app(scope, receive, send)
            return
        state = scope["litestar_app"].state
        shelf: Shelf = state.shelf
        edition = (state.index.edition, state.navigation.edition)
        page = shelf.find(key, edition)
        if page is None:
            await app(scope, receive, _Taking(scope, send, key, edition))
            return
        PAGES.labels("memory").inc()
        scope["path_template"] = page.route
        await _answer(page, scope, send)

    return middleware


class _Taking:
    """Passes an answer on; one that may be kept is taken down on its way."""

    def __init__(self, scope: HTTPScope, send: Send, key: Hashable, edition: Hashable) -> None:
        self._scope = scope
        self._send = send
        self._key = key
        self._edition = edition
        self._begun: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._may_be_kept(message):
            self._begun = message
            return
        if self._begun is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message["body"]
        if not message.get("more_body"):
            page = self._page(list(self._begun["headers"]))  # type: ignore[typeddict-item]
            shelf: Shelf = self._scope["litestar_app"].state.shelf
            shelf.put(self._key, page)
            PAGES.labels("made").inc()
            await _answer(page, self._scope, self._send)

    def _may_be_kept(self, start: Message) -> bool:
        wished = self._scope["state"].get(KEPT) is not None
        return wished and start.get("status") == OK and not cookies.pending(self._scope)

    def _page(self, headers: Headers) -> Page:
        wish: _Wish = self._scope["state"][KEPT]
        tag = f'"{hashlib.blake2b(self._body, digest_size=12).hexdigest()}"'.encode()
        return Page(
            edition=self._edition,
            until=wish.until,
            route=self._scope.get("path_template") or "other",
            headers=(*headers, (b"etag", tag)),
            body=self._body,
            tag=tag,
        )


async def _answer(page: Page, scope: Scope, send: Send) -> None:
    """Whoever has this very page already is told so."""
    asked = dict(scope["headers"]).get(b"if-none-match", b"")
    known = page.tag in asked
    headers = (
        [each for each in page.headers if each[0].lower() not in NOT_AGAIN]
        if known
        else list(page.headers)
    )
    status = NOT_MODIFIED if known else OK
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = b"" if known else page.body
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _key(scope: HTTPScope) -> Hashable | None:
    """All that such a page depends on besides what is kept; None for who has pages of their own."""
    query = scope["query_string"]
    if scope["method"] != "GET" or len(query) > QUERY_MAX or b"lang=" in query:
        return None
    told = dict(scope["headers"])
    if b"hx-request" in told or b"authorization" in told:
        return None
    if NOTED in told.get(b"referer", b""):
        return None
    display, returning, place = "", False, ""
    if b"cookie" in told:
        request: Request[object, object, State] = Request(scope)
        jar = request.cookies
        if any(cookies.name(request, name) in jar for name in NAMED):
            return None
        if cookies.count_of(jar.get(cookies.CART)):
            return None
        display = str(Display.parse(jar.get(cookies.THEME)))
        place = known.code if (known := region.read(jar.get(cookies.REGION))) else ""
        returning = provide_visitor(request).guest_token is not None
    coding = _coding(told.get(b"accept-encoding", b""))
    return scope["path"], query, i18n.current(), display, returning, place, coding


def _coding(accepted: bytes) -> str:
    return next((coding for coding in ("br", "gzip") if coding.encode() in accepted), "")
