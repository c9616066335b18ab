"""Everything under /console: the way in, the screens, the live feed."""

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from hutong.console import refusals
from hutong.console.approvals.asked import asked_routes
from hutong.console.dashboard.feed import orders_feed
from hutong.console.decoration.designing import designing
from hutong.console.decoration.identity import HANDLERS as IDENTITY
from hutong.console.door import pages as door
from hutong.console.door.own import own_routes
from hutong.console.door.staff import provide_entering, provide_staff
from hutong.console.finder.routes import finder_routes
from hutong.console.goods.imports import import_template
from hutong.console.goods.parameters import parameters_asked
from hutong.console.goods.versions import comparison
from hutong.console.kit import routes
from hutong.console.kit.site import Site
from hutong.console.media.picking import PICKING
from hutong.console.regions.tree import below
from hutong.console.registry import AREAS, TELLING
from hutong.console.searching.trying import trying

CONSOLE: list[ControllerRouterHandler] = [
    Router(
        "/",
        route_handlers=[
            *door.HANDLERS,
            *own_routes(Site(AREAS)),
            orders_feed,
            parameters_asked,
            comparison,
            below,
            *finder_routes(AREAS),
            *asked_routes(Site(AREAS)),
            *designing(Site(AREAS)),
            *IDENTITY,
            *PICKING,
            *trying(AREAS),
            *routes(AREAS, TELLING),
            import_template,
            refusals.nowhere,
        ],
        dependencies={"entering": Provide(provide_entering), "staff": Provide(provide_staff)},
        exception_handlers=refusals.HANDLERS,
        include_in_schema=False,
    )
]
