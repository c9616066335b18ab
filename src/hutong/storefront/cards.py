"""From what the index knows of a product to the card that shoppers see."""

from collections.abc import Iterable

from hutong.catalog import Badge
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.search import Document
from hutong.web.goods import Card, Mark


def card(document: Document) -> Card:
    return Card(
        url=f"/p/{document.slug}",
        title=pick(document.title),
        subtitle=pick(document.subtitle),
        picture=document.picture,
        price_from=document.price_from,
        price_to=document.price_to,
        sales=document.sales,
        in_stock=document.in_stock,
        marks=marks(document.badges),
    )


def cards(documents: Iterable[Document]) -> tuple[Card, ...]:
    return tuple(card(document) for document in documents)


def marks(badges: Iterable[Badge]) -> tuple[Mark, ...]:
    """A daily pick is shown by where it stands, so it carries no word."""
    words = {Badge.HIT: Mark(_("Hit"), "hot"), Badge.NEW: Mark(_("New arrival"), "solid")}
    return tuple(words[badge] for badge in badges if badge in words)
