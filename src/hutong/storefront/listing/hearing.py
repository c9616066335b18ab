"""What a search says back when it did not take the words as they were typed."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from hutong.catalog import CategoryNode
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.search import Found, NameKind, PriceNamed
from hutong.storefront.listing.wish import Wish
from hutong.web.frame import Link


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was heard, and an address where it is taken for mere words; `undo` says so."""

    title: str
    undo: str
    url: str


def heard(found: Found, wish: Wish) -> str:
    """Empty when the words were taken as they stand."""
    if not found.items:
        return ""
    if found.corrected:
        return _("Nothing found for “{words}”. These are the results for “{meant}”.").format(
            words=wish.words, meant=found.corrected
        )
    if found.left_out:
        return _("Nothing has all of these words. What is missing: {words}").format(
            words=_(", ").join(found.left_out)
        )
    return ""


def recognised(found: Found, wish: Wish, path: str) -> tuple[Recognised, ...]:
    """Brands, categories and prices that were heard among the words."""
    told = {
        NameKind.BRAND: (_("Brand: {name}"), _("Search everywhere, not only this brand")),
        NameKind.CATEGORY: (_("{name} first"), _("Do not put this category first")),
    }
    named = tuple(
        Recognised(
            told[name.kind][0].format(name=pick(name.texts)),
            told[name.kind][1],
            wish.without_name(name.kind).at(path),
        )
        for name in found.named
    )
    if found.priced is None:
        return named
    url = replace(wish.afresh, words=found.priced.rest).at(path)
    return (*named, Recognised(_price(found.priced), _("Search at any price"), url))


def _price(priced: PriceNamed) -> str:
    if priced.lowest is None:
        return _("Up to ¥{highest}").format(highest=priced.highest)
    if priced.highest is None:
        return _("From ¥{lowest}").format(lowest=priced.lowest)
    return _("¥{lowest} to ¥{highest}").format(lowest=priced.lowest, highest=priced.highest)


def ways(found: Found, wish: Wish, rooms: tuple[CategoryNode, ...]) -> tuple[Link, ...]:
    """Words of the question that find something; with nothing found, the rooms of the shop too."""
    near = tuple(
        Link(words, f"/search?{urlencode({'q': words})}")
        for words in found.near
        if words != wish.words
    )
    if found.items or not wish.words:
        return near
    return (*near, *(Link(pick(room.name), f"/c/{room.slug}") for room in rooms))
