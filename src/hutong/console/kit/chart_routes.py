"""Numbers and charts on one page."""

from collections.abc import Sequence

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Template

from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.pages import ChartPage, CounterView
from hutong.console.kit.screens import ChartScreen
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff
from hutong.web.session import Session


def chart_routes(screen: ChartScreen, site: Site) -> Sequence[HTTPRouteHandler]:
    @get(screen.url, name=f"console:{screen.slug or 'dashboard'}")
    async def show(request: Asked, session: Session, staff: Staff) -> Template:
        staff.require(screen.permission)
        found = await screen.load(session)
        counters = [
            CounterView(counter=each, count=each.count(found))
            for each in screen.counters
            if staff.may(each.permission)
        ]
        parts = [each for each in screen.parts if staff.may(each.permission)]
        shown = ChartPage(screen=screen, shown=found, counters=counters, parts=parts)
        visit = Visit(request, session, staff, site)
        return visit.page("console/kit/charts.html", shown)

    return [show]
