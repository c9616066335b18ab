"""What stands around every page of the member's own: its name, where it lies, the other pages."""

from dataclasses import dataclass

from hutong.kernel.i18n import gettext as _
from hutong.web.frame import Link


@dataclass(frozen=True, slots=True)
class Around:
    heading: str
    crumbs: tuple[Link, ...]
    rail: tuple[Link, ...]


def around(heading: str, *above: Link) -> Around:
    mine = Link(_("My account"), "/account")
    crumbs = () if heading == mine.title else (mine, *above)
    return Around(heading, crumbs, _rail(mine))


def _rail(mine: Link) -> tuple[Link, ...]:
    return (
        mine,
        Link(_("My orders"), "/orders"),
        Link(_("Favourites"), "/favourites"),
        Link(_("Addresses"), "/account/addresses"),
        Link(_("Messages"), "/account/messages"),
        Link(_("Profile"), "/account/profile"),
        Link(_("Devices and security"), "/account/devices"),
        Link(_("Preferences"), "/account/preferences"),
    )
