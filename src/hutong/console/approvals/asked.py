"""What whoever looks has asked colleagues for, and where it stands: a part of their home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Template

from hutong import access
from hutong.access import Approval
from hutong.console.approvals.screens import KINDS, STATES, about, leads_to
from hutong.console.kit import Label
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.screens import ROOT
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff
from hutong.kernel import clock
from hutong.views.approvals import decision
from hutong.web.session import Session

SHOWN_MAX = 8
TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class AskedShown:
    approval: Approval

    @property
    def what(self) -> str:
        return about(self.approval)

    @property
    def kind(self) -> Label:
        return KINDS[self.approval.kind]

    @property
    def state(self) -> Label:
        return STATES[decision(self.approval)]

    @property
    def url(self) -> str:
        return leads_to(self.approval)


@dataclass(frozen=True, slots=True)
class AskedPage:
    asked: Sequence[AskedShown]
    back: str = ROOT


def asked_routes(site: Site) -> Sequence[HTTPRouteHandler]:
    @get(f"{ROOT}/asked")
    async def show(request: Asked, session: Session, staff: Staff) -> Template:
        since = clock.now() - TOLD_FOR
        found = await access.asked_by(session, staff.id, since=since, most=SHOWN_MAX)
        page = AskedPage([AskedShown(each) for each in found])
        visit = Visit(request, session, staff, site)
        name = "_asked" if visit.swaps("asked") else "asked"
        return visit.page(f"console/approvals/{name}.html", page)

    return [show]
