"""Products that this process has read lately, until the index hears that one changed."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content, inventory
from hutong.catalog import CategoryNode, ProductSheet
from hutong.content import Film
from hutong.inventory import Level
from hutong.search import Document, Index

KEPT_MAX = 5000


@dataclass(frozen=True, slots=True)
class Known:
    """`document` is None for what is not on the shelf, `film` for what has none."""

    sheet: ProductSheet
    stock: Mapping[UUID, Level]
    document: Document | None
    film: Film | None = None
    way: tuple[CategoryNode, ...] = ()
    """From the top to where it stands, or stood; only places where shoppers can go."""


class Memory:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._kept: OrderedDict[str, Known] = OrderedDict()

    async def product(self, session: AsyncSession, slug: str) -> Known:
        """At most two statements, a third for one with a film, none when nothing changed since.

        What is read may be newer than the index knows; then it is read once more, never less.
        Raises ProductNotFound.
        """
        document = await self._index.by_slug(slug)
        if document is None:
            return await self._gone(session, slug)
        kept = self._kept.get(slug)
        if kept is not None and kept.document == document:
            return kept
        known = await _read(session, slug, document)
        self._keep(slug, known)
        return known

    async def _gone(self, session: AsyncSession, slug: str) -> Known:
        """Not on the shelf: the index does not know any more where it stood."""
        known = await _read(session, slug, None)
        above = (await catalog.ancestry(session)).get(known.sheet.category_id, ())
        ways = (self._index.category_path(category.slug) for category in above)
        return replace(known, way=max(ways, key=len, default=()))

    def _keep(self, slug: str, known: Known) -> None:
        self._kept[slug] = known
        self._kept.move_to_end(slug)
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)


async def _read(session: AsyncSession, slug: str, document: Document | None) -> Known:
    sheet = await catalog.find_product(session, slug)
    stock = await inventory.levels(session, [sku.id for sku in sheet.active_skus])
    films = await content.films(session, [sheet.film] if sheet.film else [])
    return Known(sheet, stock, document, films.get(sheet.film or ""))
