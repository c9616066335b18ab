"""Links of a draft under which shoppers would find no page. They are no hindrance to publishing:
a venue may be linked before it opens."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from litestar import Litestar
from litestar.exceptions import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content
from hutong.decoration import KINDS, Field, Items
from hutong.kernel.i18n import gettext as _
from hutong.search import Guidance, Index, Query
from hutong.web.navigation import Navigation

SEARCH, WORDS = "/search", "q"
NOT_THE_SHOP = ("/console", "/api")


@dataclass(frozen=True, slots=True)
class Standing:
    """What shoppers find at that moment."""

    app: Litestar
    at: datetime

    @property
    def index(self) -> Index:
        index: Index = self.app.state.index
        return index

    @property
    def guidance(self) -> Guidance:
        guidance: Guidance = self.app.state.guidance
        return guidance

    @property
    def navigation(self) -> Navigation:
        navigation: Navigation = self.app.state.navigation
        return navigation


async def astray(
    session: AsyncSession, standing: Standing, draft: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """As the editor tells it: the field, and what is to be said beneath it."""
    words = _("Shoppers find nothing there now: no such page, or goods off the shelf.")
    return [
        {"field": field, "message": words, "mild": True}
        for field, link in _links(draft)
        if not await _leads(session, standing, link)
    ]


def _links(draft: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for place, block in enumerate(draft.get("blocks", ())):
        kind = KINDS.get(block.get("kind"))
        if kind is not None:
            yield from _of(kind.fields, block.get("values") or {}, f"blocks.{place}")


def _of(fields: Sequence[Field], values: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        value, here = values.get(field.name), f"{at}.{field.name}"
        if isinstance(field, Items):
            for place, each in enumerate(value or ()):
                yield from _of(field.fields, each, f"{here}.{place}")
        elif field.control == "link" and value:
            yield here, str(value)


async def _leads(session: AsyncSession, standing: Standing, link: str) -> bool:
    """Whether shoppers find something there: what an address names, or a page of the shop."""
    there = urlsplit(link)
    path = there.path.rstrip("/") or "/"
    if path == SEARCH:
        return await _finds(standing, there.query)
    root, _slash, slug = path[1:].partition("/")
    if slug and root in NAMED:
        return await NAMED[root](session, standing, slug)
    return _is_address(standing.app, path)


async def _is_category(session: AsyncSession, standing: Standing, slug: str) -> bool:
    return bool(standing.index.category_path(slug) or await catalog.moved_category(session, slug))


async def _is_on_sale(session: AsyncSession, _standing: Standing, slug: str) -> bool:
    try:
        return (await catalog.find_product(session, slug)).listed
    except catalog.ProductNotFound:
        return False


async def _is_brand(session: AsyncSession, _standing: Standing, slug: str) -> bool:
    try:
        return bool(await catalog.brand_at(session, slug))
    except catalog.BrandNotFound:
        return False


async def _is_article(session: AsyncSession, standing: Standing, slug: str) -> bool:
    return bool(standing.navigation.help_page(slug) or await content.moved_article(session, slug))


async def _is_page(_session: AsyncSession, standing: Standing, slug: str) -> bool:
    return standing.navigation.board.page(f"/pages/{slug}", standing.at) is not None


Look = Callable[[AsyncSession, Standing, str], Awaitable[bool]]
NAMED: Mapping[str, Look] = {
    "c": _is_category,
    "p": _is_on_sale,
    "b": _is_brand,
    "help": _is_article,
    "pages": _is_page,
}
"""The first part of an address, and whether the rest names something that shoppers find."""


async def _finds(standing: Standing, asked: str) -> bool:
    """Words that lead elsewhere, or to goods; without words the page of the search itself."""
    words = " ".join(parse_qs(asked).get(WORDS, ())).strip()
    if not words or standing.guidance.redirect(words):
        return True
    return (await standing.index.find(Query(text=words, size=1, counting=False))).total > 0


def _is_address(app: Litestar, path: str) -> bool:
    """A page that the shop has under this address itself, such as /c or /cart."""
    try:
        app.asgi_router.handle_routing(path=path, method="GET")
    except HTTPException:
        return False
    return not path.startswith(NOT_THE_SHOP)
