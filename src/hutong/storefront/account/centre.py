"""The member's centre: who they are, their orders by stage, and the way to everything else."""

from dataclasses import dataclass

from litestar import Request, get
from litestar.datastructures import State
from litestar.response import Template

from hutong import members, messaging, orders
from hutong.kernel.i18n import gettext as _
from hutong.members import Member
from hutong.orders import TAB_LABELS, Tab
from hutong.storefront.account.around import Around, around
from hutong.storefront.orders.page import COUNTED
from hutong.web import pages
from hutong.web.session import Session
from hutong.web.visitor import MemberId

STAGES = {
    Tab.UNPAID: "wallet",
    Tab.TO_SHIP: "box",
    Tab.TO_RECEIVE: "truck",
    Tab.COMPLETED: "check-circle",
    Tab.REFUNDS: "return",
}


@dataclass(frozen=True, slots=True)
class Stage:
    title: str
    icon: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Door:
    title: str
    words: str
    icon: str
    url: str
    count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class CentrePage:
    around: Around
    member: Member
    stages: tuple[Stage, ...]
    doors: tuple[Door, ...]

    @property
    def initial(self) -> str:
        return self.member.nickname[:1].upper()


@get("/account")
async def show(
    request: Request[object, object, State], session: Session, member_id: MemberId
) -> Template:
    member = await members.find(session, member_id)
    counts = await orders.counts(session, member_id)
    unread = await messaging.unread(session, member_id)
    page = CentrePage(
        around=around(_("My account")),
        member=member,
        stages=tuple(_stage(tab, icon, counts[tab]) for tab, icon in STAGES.items()),
        doors=_doors(unread),
    )
    return pages.show(request, "storefront/account/centre.html", page)


def _stage(tab: Tab, icon: str, count: int) -> Stage:
    """A figure stands only where somebody has something to do or to wait for."""
    waiting = count if tab in COUNTED else 0
    return Stage(_(TAB_LABELS[tab]), icon, f"/orders?tab={tab.value}", waiting)


def _doors(unread: int) -> tuple[Door, ...]:
    return (
        Door(_("Addresses"), _("Where your parcels go"), "pin", "/account/addresses"),
        Door(_("Favourites"), _("What you want to find again"), "heart", "/favourites"),
        Door(_("Messages"), _("What we have to tell you"), "message", "/account/messages", unread),
        Door(_("Profile"), _("Name, birthday, phone"), "user", "/account/profile"),
        Door(
            _("Devices and security"),
            _("Password and signed-in devices"),
            "shield",
            "/account/devices",
        ),
        Door(
            _("Preferences"),
            _("Language, contrast, size of text"),
            "settings",
            "/account/preferences",
        ),
    )
