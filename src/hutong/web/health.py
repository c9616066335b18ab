"""For machines that watch the shop: alive, ready, and how it is doing."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from time import perf_counter

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    Counter,
    Histogram,
    generate_latest,
)
from sqlalchemy import text

from hutong.kernel import counts
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.search import Index
from hutong.web import figures

REQUESTS = Counter("hutong_requests_total", "Requests answered", ("method", "route", "status"))
SECONDS = Histogram(
    "hutong_request_seconds",
    "Time from the request to the first byte of its answer",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
)


@get("/healthz", include_in_schema=False, sync_to_thread=False)
def alive() -> dict[str, str]:
    """The process answers. Says nothing about the database, so that it is not restarted for it."""
    return {"status": "ok"}


@get("/readyz", include_in_schema=False)
async def ready(state: State) -> Response[dict[str, str]]:
    """Traffic may come: the database answers. Search by plain words is no reason to wait: it says
    `database` as long as there is no index that understands them."""
    db: Database = state.db
    try:
        async with db.reading() as session:
            await session.execute(text("select 1"))
    except Exception:  # noqa: BLE001 - whatever it is, we are not ready
        return Response({"status": "database away"}, status_code=503)
    index: Index = state.index
    return Response({"status": "ok", "search": "full" if index.understands else "database"})


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[object, object, State]) -> Response[bytes]:
    """Prometheus text. In production only for callers of this machine or a trusted network."""
    settings: Settings = request.app.state.settings
    if settings.production and not _is_near(request, settings.trusted_proxies):
        raise NotFoundException
    counted = generate_latest(counts.registry()) + await figures.told(request.app.state.db)
    return Response(counted, media_type=CONTENT_TYPE_LATEST)


def _is_near(request: Request[object, object, State], networks: Sequence[str]) -> bool:
    """A visitor who came through a trusted proxy carries an address of their own, far away."""
    try:
        caller = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    return caller.is_loopback or any(caller in ip_network(network) for network in networks)


def measured(app: ASGIApp) -> ASGIApp:
    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        begun = perf_counter()
        method = scope["method"]

        async def send_measured(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = scope.get("path_template") or "other"
                SECONDS.labels(route).observe(perf_counter() - begun)
                REQUESTS.labels(method, route, message["status"]).inc()
            await send(message)

        await app(scope, receive, send_measured)

    return middleware
