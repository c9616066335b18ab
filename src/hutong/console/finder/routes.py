"""The answers to what is typed: a part of the page for the script, a page of its own otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.finder.places import Place, matching, places
from hutong.console.kit import Area, Label, Staff, Viewer
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.screens import ROOT
from hutong.console.kit.site import Site
from hutong.kernel import texts
from hutong.kernel.i18n import N_
from hutong.search import UNSTEERED, Index, Query
from hutong.views.finder import Hit, find_everywhere
from hutong.web.session import Session

WORDS_MAX = 60
LEAST = 2
PLACES_MAX = 6
GROUPS: Mapping[str, Label] = {
    "place": Label(N_("Go to")),
    "order": Label(N_("Orders")),
    "product": Label(N_("Products")),
    "sku": Label(N_("SKUs")),
    "member": Label(N_("Members")),
}
PAGES = {"order": "orders", "product": "products", "sku": "stock", "member": "members"}


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    note: str
    url: str
    written: bool = False
    """Words that somebody typed, in whatever language."""


@dataclass(frozen=True, slots=True)
class EntryGroup:
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class FoundPage:
    words: str
    groups: Sequence[EntryGroup]

    @property
    def silent(self) -> bool:
        return not self.groups


@dataclass(frozen=True)
class Guide:
    """The places are spelled out once, when somebody first asks."""

    areas: Sequence[Area]

    @cached_property
    def places(self) -> Sequence[Place]:
        return places(self.areas)


def finder_routes(areas: Sequence[Area]) -> Sequence[HTTPRouteHandler]:
    guide, site = Guide(areas), Site(areas)

    @get(f"{ROOT}/find", name="console:find")
    async def find(request: Asked, session: Session, staff: Staff) -> Template:
        staff.require("")
        words = request.query_params.get("find", "").replace("\0", "").strip()[:WORDS_MAX]
        index: Index = request.app.state.index
        page = FoundPage(words, await _groups(session, guide, staff, words, index=index))
        visit = Visit(request, session, staff, site)
        template = "_found" if visit.swaps("found") else "find"
        return visit.page(f"console/finder/{template}.html", page)

    return [find]


async def _groups(
    session: AsyncSession, guide: Guide, staff: Viewer, words: str, *, index: Index
) -> Sequence[EntryGroup]:
    allowed = [place for place in guide.places if staff.may(place.permission)]
    there = [
        Entry(place.title, place.area, place.url) for place in matching(allowed, words, PLACES_MAX)
    ]
    known = len(words) >= LEAST or not words.isascii()
    hits: Sequence[Hit] = ()
    if words and known:
        shelf = index.tried(Query(text=words), UNSTEERED)
        on_shelf = [each.product_id for each in shelf.items] if shelf else []
        hits = await find_everywhere(session, words, staff.permissions, on_shelf=on_shelf)
    kinds = dict.fromkeys(hit.kind for hit in hits)
    found = {"place": there} | {kind: list(_of(kind, hits)) for kind in kinds}
    return [EntryGroup(GROUPS[kind].title, entries) for kind, entries in found.items() if entries]


def _of(kind: str, hits: Sequence[Hit]) -> Iterator[Entry]:
    for hit in hits:
        if hit.kind == kind:
            url = f"{ROOT}/{PAGES[kind]}/{hit.key}"
            yield Entry(texts.pick(hit.title), hit.note, url, written=True)
