"""Every route of /api/v1, its document, and the page that shows it."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.datastructures import State
from litestar.di import Provide
from litestar.response import Template

from hutong.api import (
    addresses,
    basket,
    brand,
    checkouts,
    document,
    favourites,
    goods,
    messages,
    orders,
    parcels,
    paying,
    placing,
    profile,
    reference,
    sign_in,
)
from hutong.api.bearer import DEPENDENCIES
from hutong.api.desk import provide_desk
from hutong.api.repeats import provide_asked_before
from hutong.web import pages

BODY_MAX = 64 * 1024
PATH = "/api/v1"


@get("/openapi.json", include_in_schema=False, sync_to_thread=True)
def openapi() -> Response[bytes]:
    body = msgspec.json.encode(document.described(described))
    return Response(body, media_type="application/json", headers=pages.BROWSING)


@get("/", include_in_schema=False, sync_to_thread=True)
def show(request: Request[Any, Any, State]) -> Template:
    """The document for people."""
    page = reference.page_of(document.described(described))
    return pages.show(request, "api/reference.html", page, headers=pages.BROWSING)


described = Router(
    PATH,
    route_handlers=[
        sign_in.router,
        profile.router,
        addresses.router,
        goods.router,
        brand.router,
        favourites.router,
        basket.router,
        checkouts.router,
        placing.router,
        orders.router,
        paying.router,
        parcels.router,
        messages.router,
    ],
    dependencies={
        **DEPENDENCIES,
        "asked_before": Provide(provide_asked_before),
        "desk": Provide(provide_desk, sync_to_thread=False),
    },
    request_max_body_size=BODY_MAX,
)
around = Router(PATH, route_handlers=[openapi, show], opt={"anonymous": True})
ROUTES = [described, around]
