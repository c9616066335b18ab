"""From what the index knows of a product to the card that shoppers see."""

from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from urllib.parse import quote
from uuid import UUID

from hutong.catalog import TagSheet
from hutong.kernel.texts import pick
from hutong.search import Document, Look, Marked
from hutong.web.goods import Card, Mark
from hutong.web.region import There

MARKS_MAX = 2
"""Badges of a card; the page of a product shows all."""

Looks = Mapping[UUID, Look]
USUAL: Looks = MappingProxyType({})


def card(document: Document, there: There | None = None, look: Look | None = None) -> Card:
    return Card(
        url=f"/p/{document.slug}" + (f"?sku={quote(look.sku)}" if look else ""),
        title=pick(document.title),
        subtitle=pick(document.subtitle),
        picture=look.picture if look else document.picture,
        price_from=document.price_from,
        price_to=document.price_to,
        sales=document.sales,
        in_stock=document.in_stock,
        not_there=there is not None and there.bars(document) is not None,
        marks=marks(document.tags),
    )


def cards(
    documents: Iterable[Document], there: There | None = None, looks: Looks = USUAL
) -> tuple[Card, ...]:
    """`there`: to say what cannot be sent to the visitor's region. `looks`: in which value they
    were asked for."""
    return tuple(card(each, there, looks.get(each.product_id)) for each in documents)


def marks(tags: Iterable[Marked | TagSheet], most: int = MARKS_MAX) -> tuple[Mark, ...]:
    """The most important badges, as many as a card has room for."""
    badges = (Mark(pick(tag.name), tag.tone) for tag in tags if tag.is_badge)
    return tuple(islice(badges, most))
