"""What is offered while somebody types, and before: words, categories and goods, and what this
browser or member looked for earlier. Only the last asks the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import search
from hutong.catalog import CategoryNode
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.search import WORDS_MAX, Guidance, Index, Query, asked_words
from hutong.storefront import noting
from hutong.storefront.cards import cards
from hutong.web import pages
from hutong.web.frame import Flash, Link
from hutong.web.goods import Card
from hutong.web.session import Session
from hutong.web.visitor import MaybeMemberId

GOODS = 4
CATEGORIES = 3
HISTORY = 8


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of suggestions under its heading; an empty heading for the words themselves."""

    title: str
    links: Sequence[Link] = ()
    goods: Sequence[Card] = ()


@dataclass(frozen=True, slots=True)
class SuggestionsPage:
    groups: Sequence[Group]
    can_clear: bool = False


@get("/search/suggestions", sync_to_thread=False)
def suggest(request: HTMXRequest, state: State) -> Template:
    """In memory only: it is asked with every letter."""
    index: Index = state.index
    guidance: Guidance = state.guidance
    typed = request.query_params.get("q", "").strip()[:WORDS_MAX]
    groups = tuple(_groups(typed, index, guidance)) if typed else ()
    return _answer(request, SuggestionsPage(groups))


@get("/search/beginnings")
async def begin(
    request: HTMXRequest, state: State, session: Session, maybe_member_id: MaybeMemberId
) -> Template:
    """Before anything is typed: what one looked for earlier, and what is looked for a lot."""
    guidance: Guidance = state.guidance
    device = noting.device(request)
    earlier = await _earlier(session, device, maybe_member_id)
    groups = (
        Group(_("Searched before"), [_search(words) for words in earlier]),
        Group(_("Popular searches"), [_search(words) for words in guidance.suggestions.hot]),
    )
    return _answer(
        request, SuggestionsPage([each for each in groups if each.links], can_clear=bool(earlier))
    )


@post("/search/history/removal", status_code=200)
async def clear(
    request: HTMXRequest, session: Session, maybe_member_id: MaybeMemberId
) -> Response[object]:
    device = noting.device(request)
    if device or maybe_member_id:
        await search.forget_history(session, device, maybe_member_id)
    return pages.back(request, "/search", Flash(_("Your searches are forgotten.")))


async def _earlier(session: Session, device: str, member_id: UUID | None) -> Sequence[str]:
    if not device and member_id is None:
        return ()
    return await search.history(session, device, member_id, HISTORY)


def _groups(typed: str, index: Index, guidance: Guidance) -> Iterator[Group]:
    words = guidance.suggestions.completions(typed)
    if words:
        yield Group("", [_search(each) for each in words])
    categories = _categories(typed, index.tree)
    if categories:
        yield Group(_("Categories"), categories)
    found = index.glance(Query(text=typed, size=GOODS, counting=False))
    if found.items:
        yield Group(_("Goods"), goods=cards(found.items, looks=found.looks))


def _categories(typed: str, tree: Sequence[CategoryNode]) -> list[Link]:
    wanted = asked_words(typed)
    nodes = (node for room in tree for node in (room, *room.children))
    named = (node for node in nodes if any(wanted in asked_words(n) for n in node.name.values()))
    return [Link(pick(node.name), f"/c/{node.slug}") for node in named if wanted][:CATEGORIES]


def _search(words: str) -> Link:
    return Link(words, f"/search?{urlencode({'q': words})}")


def _answer(request: HTMXRequest, page: SuggestionsPage) -> Template:
    return pages.show(request, "storefront/listing/_suggestions.html", page)
