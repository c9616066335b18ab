"""Links of a draft under which shoppers would find no page. They are no hindrance to publishing:
a venue may be linked before it opens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.decoration import KINDS, Board, Field, Items
from hutong.kernel.i18n import gettext as _
from hutong.search import Index

CATEGORY, PRODUCT, PAGE = "/c/", "/p/", "/pages/"


@dataclass(frozen=True, slots=True)
class Standing:
    """What shoppers find at that moment."""

    index: Index
    board: Board
    at: datetime


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
            yield here, str(value).partition("#")[0].partition("?")[0]


async def _leads(session: AsyncSession, standing: Standing, path: str) -> bool:
    """Other addresses than those of categories, goods and built pages are taken on trust."""
    if path.startswith(CATEGORY):
        slug = path.removeprefix(CATEGORY)
        known = standing.index.category_path(slug) or await catalog.moved_category(session, slug)
        return bool(known)
    if path.startswith(PRODUCT):
        return await _on_sale(session, path.removeprefix(PRODUCT))
    return not path.startswith(PAGE) or standing.board.page(path, standing.at) is not None


async def _on_sale(session: AsyncSession, slug: str) -> bool:
    try:
        return (await catalog.find_product(session, slug)).listed
    except catalog.ProductNotFound:
        return False
