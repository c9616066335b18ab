"""What a search says back when it did not take the words as they were typed."""

from urllib.parse import urlencode

from hutong.catalog import CategoryNode
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.search import Found
from hutong.storefront.listing.wish import Wish
from hutong.web.frame import Link


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
