"""What a shopper's browser tells of a search: seen, opened, put in the cart. No page waits for it.

Who does not want to be recognised (Global Privacy Control, Do Not Track) is counted, not known.
"""

import re
import secrets
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from litestar import Request
from litestar.datastructures import MultiDict, State
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.kernel import clock
from hutong.recommendation import DeedKind, Diary, Note
from hutong.search import PAGE_SIZE, Added, Clicked, Found, Journal, Looked, Who
from hutong.storefront.listing.wish import Wish
from hutong.web import cookies

Asked = Request[object, object, State]

TOKEN_BYTES = 16
REFERRER_MAX = 2000
PAIRS_MAX = 40
PAGES_MAX = 10
ROBOTS = re.compile(r"bot|spider|crawl|slurp|preview|monitor|lighthouse", re.IGNORECASE)
PATH = "/search"


def looked(request: Asked, wish: Wish, found: Found) -> None:
    """The results of a search went out to somebody who reads them."""
    words = search.asked_words(wish.words)
    if not words or found.page > PAGES_MAX or not _is_reader(request):
        return
    _journal(request).note(
        Looked(
            who=_who(request, new=True),
            words=words,
            meant=found.corrected,
            view=_view(wish, found.page),
            first=_before(found.page),
            shown=tuple(each.product_id for each in found.items),
            total=found.total,
            at=clock.now(),
            counts=wish.page == 1 and not _narrowed(wish),
        )
    )


def opened(request: Asked, product_id: UUID) -> None:
    """A product page was asked for; where from tells whether a search led there."""
    wish = _came_from(request)
    words = search.asked_words(wish.words) if wish else ""
    if wish is None or not words or not _token(request) or not _is_reader(request):
        return
    _journal(request).note(
        Clicked(
            who=_who(request),
            words=words,
            view=_view(wish, wish.page),
            first=_before(wish.page),
            product_id=product_id,
            at=clock.now(),
        )
    )


def done(request: Asked, member_id: UUID | None, product_id: UUID, kind: DeedKind) -> None:
    """A member did this with a product: it tells what interests them, unless their browser says
    that it shall not be known."""
    reads = kind is not DeedKind.SEEN or _is_reader(request)
    if member_id is not None and reads and not _wants_to_be_unknown(request):
        diary: Diary = request.app.state.diary
        diary.note(Note(member_id, product_id, kind, clock.now()))


def added(request: Asked, product_id: UUID) -> None:
    """A product went into the cart of a browser that searched before."""
    if _token(request):
        note = Added(who=_who(request), product_id=product_id, at=clock.now())
        _journal(request).note(note)


def device(request: Asked) -> str:
    """What this browser's searches are kept under; empty when none are."""
    token = _token(request)
    return search.device_key(token) if token else ""


async def claim(request: Asked, session: AsyncSession, member_id: UUID) -> None:
    """Whoever signs in made the searches of this browser just before."""
    token = _token(request)
    if token:
        await search.claim(session, search.device_key(token), member_id)


def _came_from(request: Asked) -> Wish | None:
    """The search that the browser names as the page before, with its filters and its page."""
    told = request.headers.get("referer", "")[:REFERRER_MAX]
    try:
        came = urlsplit(told)
        pairs = parse_qsl(came.query, max_num_fields=PAIRS_MAX)
    except ValueError:
        return None
    if came.path != PATH or came.netloc != request.headers.get("host"):
        return None
    return Wish.read(MultiDict(pairs))


def _view(wish: Wish, page: int) -> str:
    """A short name for one way of looking at the results."""
    how = f"{wish.category}|{wish.lowest}|{wish.highest}|{wish.in_stock}|{wish.filters}|{wish.sort}"
    narrowed = search.device_key(how)[:8] if _narrowed(wish) else ""
    return f"{narrowed}{page}"


def _narrowed(wish: Wish) -> bool:
    return wish.afresh != Wish(words=wish.words)


def _before(page: int) -> int:
    return (page - 1) * PAGE_SIZE


def _is_reader(request: Asked) -> bool:
    """A person, as far as one can tell; not a robot, nor a browser that fetches just in case."""
    if "prefetch" in request.headers.get("sec-purpose", ""):
        return False
    agent = request.headers.get("user-agent", "")
    return request.method == "GET" and not ROBOTS.search(agent)


def _who(request: Asked, *, new: bool = False) -> Who:
    """The browser, known again by a cookie of its own that is given with the first search."""
    token = _token(request)
    if token is None:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        if new and not _wants_to_be_unknown(request):
            cookies.later(
                request,
                cookies.private(request, cookies.SEARCHER, token, days=cookies.SEARCHER_DAYS),
            )
    signed_in = request.cookies.get(cookies.name(request, cookies.SESSION))
    known = signed_in if signed_in and len(signed_in) <= cookies.TOKEN_MAX else None
    return Who(search.device_key(token), None if _wants_to_be_unknown(request) else known)


def _token(request: Asked) -> str | None:
    if _wants_to_be_unknown(request):
        return None
    kept = request.cookies.get(cookies.name(request, cookies.SEARCHER))
    return kept if kept and len(kept) <= cookies.TOKEN_MAX else None


def _wants_to_be_unknown(request: Asked) -> bool:
    return "1" in (request.headers.get("sec-gpc"), request.headers.get("dnt"))


def _journal(request: Asked) -> Journal:
    journal: Journal = request.app.state.journal
    return journal
