"""From screens to routes. Nothing of the console is reachable that is not listed in an area."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from hutong.console.kit.action_routes import action_routes, bulk_routes, document_routes
from hutong.console.kit.arranging_routes import arranging_routes
from hutong.console.kit.chart_routes import chart_routes
from hutong.console.kit.detail_routes import detail_routes
from hutong.console.kit.errand_routes import errand_routes
from hutong.console.kit.form_routes import form_routes
from hutong.console.kit.history_routes import activity_routes, history_routes
from hutong.console.kit.home_routes import home_routes
from hutong.console.kit.list_routes import list_routes
from hutong.console.kit.run_routes import run_routes
from hutong.console.kit.screens import (
    Area,
    ChartScreen,
    DetailScreen,
    FormScreen,
    HomeScreen,
    ListScreen,
    Screen,
)
from hutong.console.kit.site import Site
from hutong.console.kit.telling import PLAINLY, Telling


def routes(areas: Sequence[Area], telling: Telling = PLAINLY) -> list[HTTPRouteHandler]:
    site = Site(areas)
    found = [route for screen in site.screens for route in _screen(screen, site)]
    for screen in site.screens:
        if isinstance(screen, DetailScreen) and screen.trail_kinds:
            found += history_routes(screen, site, telling)
    found += errand_routes(site)
    for slug in site.slugs():
        for action in site.actions_of(slug):
            found += action_routes(slug, action, site)
        for action in site.bulk_of(slug):
            found += bulk_routes(slug, action, site)
        for document in site.documents_of(slug):
            found += document_routes(slug, document, site)
    return [
        *found,
        *arranging_routes(site),
        *run_routes(site, telling),
        *activity_routes(site, telling),
    ]


def _screen(screen: Screen, site: Site) -> Sequence[HTTPRouteHandler]:
    match screen:
        case ListScreen():
            return list_routes(screen, site)
        case DetailScreen():
            return detail_routes(screen, site)
        case FormScreen():
            return form_routes(screen, site)
        case ChartScreen():
            return chart_routes(screen, site)
        case HomeScreen():
            return home_routes(screen, site)
