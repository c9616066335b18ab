"""Every page there is: of the storefront by its address, of the console from its registry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hutong.console.kit import (
    ChartScreen,
    DetailScreen,
    FormScreen,
    HomeScreen,
    ListScreen,
    Screen,
)
from hutong.console.kit.site import Site
from hutong.console.registry import AREAS

SITE = Site(AREAS)
KEY = "…"
"""Stands for the key of the first row of the list."""


class Who(StrEnum):
    GUEST = "guest"
    MEMBER = "member"
    """The demo shop's own shopper, who has bought and kept a lot."""
    BUYER = "buyer"
    """Somebody on the way from the goods to a paid order."""
    ENTERING = "entering"
    """Staff who gave the password and nothing more yet."""
    STAFF = "staff"


@dataclass(frozen=True)
class Place:
    """`path` is a name where only the way there tells the address (see test_pages)."""

    who: Who
    path: str

    def __str__(self) -> str:
        return f"{self.who}:{self.path}"

    @property
    def has_people(self) -> bool:
        """Does it show what people wrote, in their own language?"""
        return self.who is not Who.GUEST or "q=" in self.path


def _of(who: Who, *paths: str) -> list[Place]:
    return [Place(who, path) for path in paths]


GUESTS = _of(
    Who.GUEST,
    "/",
    "/c",
    "/c/kitchen",
    "/c/cups?sort=price_up",
    "/region",
    "/region?in=6501",
    "/b/luming",
    "/search?q=杯",
    "/search?q=不存在的东西",
    "/search?q=Supercalifragilisticexpialidocious",
    "/p/…",
    "/pages/tea-table",
    "/pages/winter",
    "/preview/…",
    "/cart",
    "/sign-in",
    "/sign-in?way=password",
    "/sign-in?way=new-password",
    "/help/shipping",
    "/help/privacy",
    "/nowhere",
    "/api/v1/",
    "/console/sign-in",
    "/sandbox/charges",
)
MEMBERS = _of(
    Who.MEMBER,
    "/cart",
    "/favourites",
    "/orders",
    "/orders?tab=refunds",
    "/orders/spending",
    "/orders/…",
    "/account",
    "/account/profile",
    "/account/password",
    "/account/phone",
    "/account/devices",
    "/account/messages",
    "/account/preferences",
    "/account/addresses",
    "/account/addresses/new",
    "/account/addresses/…",
)
BUYING = _of(
    Who.BUYER,
    "/cart",
    "/checkout/…",
    "/pay/…",
    "/sandbox/cashier/…",
    "/pay/…/result",
    "/favourites",
    "/orders",
    "/account/messages",
)
ENTERING = _of(Who.ENTERING, "/console/second-factor")


def _addresses(screen: Screen) -> Sequence[str]:
    match screen:
        case ListScreen() | ChartScreen() | HomeScreen():
            return [screen.url]
        case DetailScreen():
            return [screen.url(KEY)]
        case FormScreen():
            new = [screen.new_url] if screen.creates else []
            return [*new, *([screen.edit_url(KEY)] if screen.edits else [])]


SCREENS = [path for screen in SITE.screens for path in _addresses(screen)]
QUESTIONS = [
    f"/console/{slug}/{KEY}/{action.slug}"
    for slug in SITE.slugs()
    for action in SITE.actions_of(slug)
    if action.asks
]
ELSEWHERE = {
    "/console/price-history": ("/console/products", ""),
    "/console/product-versions": ("/console/products", ""),
    "/console/product-changes": ("/console/products", ".1"),
}
"""Pages of a thing that another list has, and what follows its key."""
WRITTEN_BY_HAND = [
    "/console/tasks",
    "/console/asked",
    "/console/search-explanation",
    f"/console/pages/{KEY}/design",
    f"/console/media/{KEY}/history",
    f"/console/orders/{KEY}/history",
    f"/console/products/{KEY}/history",
]
STAFF = _of(Who.STAFF, *SCREENS, *WRITTEN_BY_HAND, *QUESTIONS)
PLACES = [*GUESTS, *MEMBERS, *BUYING, *ENTERING, *STAFF]
