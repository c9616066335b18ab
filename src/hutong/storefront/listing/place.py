"""Where a listing stands: a category of the shop, or a search."""

from dataclasses import dataclass

from hutong.catalog import Brand, CategoryNode
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.search import Found, Sort
from hutong.storefront.listing.wish import Wish
from hutong.web.frame import Link


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Its address and words, the way to it, and the shelves beside it."""

    path: str
    name: str
    title: str
    words: str = ""
    meta_title: str = ""
    meta_description: str = ""
    crumbs: tuple[Link, ...] = ()
    shelves: tuple[Link, ...] = ()
    here: str = ""
    empty_title: str
    picture: str | None = None
    logo: str | None = None


def category_place(way: tuple[CategoryNode, ...]) -> Place:
    """`way` leads from the room down to the category."""
    room, node = way[0], way[-1]
    shelves = (
        Link(_("All"), f"/c/{room.slug}"),
        *(Link(pick(shelf.name), f"/c/{shelf.slug}") for shelf in room.children),
    )
    return Place(
        path=f"/c/{node.slug}",
        name=pick(node.name),
        title=pick(node.name),
        words=pick(node.blurb),
        meta_title=pick(node.meta_title),
        meta_description=pick(node.meta_description),
        crumbs=tuple(Link(pick(above.name), f"/c/{above.slug}") for above in way[:-1]),
        shelves=shelves if room.children else (),
        here=f"/c/{node.slug}",
        empty_title=_("Nothing here fits the filters"),
        picture=node.picture,
    )


def brand_place(brand: Brand) -> Place:
    return Place(
        path=f"/b/{brand.slug}",
        name=pick(brand.name),
        title=pick(brand.name),
        words=pick(brand.story),
        empty_title=_("Nothing here fits the filters"),
        logo=brand.logo,
    )


def search_place(rooms: tuple[CategoryNode, ...], found: Found, wish: Wish) -> Place:
    """Its shelves are the rooms in which something was found."""
    inside = [
        Link(pick(room.name), wish.within(room.slug).at("/search"))
        for room in rooms
        if found.facets.categories.get(room.slug)
    ]
    everywhere = Link(_("All"), wish.within("").at("/search"))
    title = _search_title(wish)
    return Place(
        path="/search",
        name=_("Search"),
        title=title,
        shelves=(everywhere, *inside) if len(inside) > 1 or wish.category else (),
        here=wish.within(wish.category).at("/search"),
        empty_title=_("Nothing found for “{words}”").format(words=wish.words)
        if wish.words
        else _("Nothing here fits the filters"),
    )


def _search_title(wish: Wish) -> str:
    if wish.words:
        return _("Results for “{words}”").format(words=wish.words)
    return {
        Sort.NEW: _("New goods"),
        Sort.SALES: _("What sells best"),
    }.get(wish.sort, _("All goods"))
