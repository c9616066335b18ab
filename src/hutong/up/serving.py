"""The web server: one main process that listens, workers that answer, and beside them the keeper of
the index that they search. Where several share a folder, one of their keepers writes it."""

import asyncio
import signal
from collections.abc import Iterable, Sequence
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from hutong import app  # once here instead of once in every worker: they fork
from hutong.kernel import logs, memory
from hutong.kernel.settings import Settings, load
from hutong.up import lifeline
from hutong.up.companion import beside
from hutong.up.streams import LIFESPAN, EndingStreams

STOP_SECONDS = 10
BACKLOG = 2048
NEXT_TURN_SECONDS = 0.1  # the loop stands still from the end of its start until it serves
NO_LOGGING_OF_ITS_OWN: dict[str, Any] = {"loggers": {"_granian": {}, "granian.access": {}}}
FORWARDED = b"x-forwarded-for"
ENDS = (signal.SIGINT, signal.SIGTERM)


def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT; answers in hand are finished first."""
    lifeline.lead()
    memory.settle()  # before it forks: pages that the collector marks are no longer shared
    server = Server(
        "hutong.up.serving:create",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=NO_LOGGING_OF_ITS_OWN,
        log_access=False,
    )
    with beside(["search", "keep"]):
        server.serve()


def create() -> ASGIApp:
    """In each worker. The main process may be killed: its workers then end too."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the main process's own came along with the fork
    lifeline.follow()
    settings = load()
    logs.configure(settings)
    ending = EndingStreams(_hearing_when_it_serves(app.create()))
    return believing(ending, settings.trusted_proxies)


def believing(app: ASGIApp, proxies: Sequence[str]) -> ASGIApp:
    """Whom a trusted proxy says it asks for. Granian's own reads every caller's address for it."""
    told: ASGIApp = wrap_asgi_with_proxy_headers(app, list(proxies))

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        headers: Iterable[tuple[bytes, bytes]] = scope.get("headers", ())
        sent_on = any(name == FORWARDED for name, _ in headers)
        await (told if sent_on else app)(scope, receive, send)

    return either


def _hearing_when_it_serves(app: ASGIApp) -> ASGIApp:
    """A signal between a worker's start and its first turn locks Granian up for good (2.8.7)."""

    async def hearing(scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            await send(message)
            if str(message["type"]) == "lifespan.startup.complete":
                memory.settle()
                asyncio.get_running_loop().call_later(NEXT_TURN_SECONDS, _hear)

        await app(scope, receive, told if str(scope["type"]) == LIFESPAN else send)

    return hearing


def _hear() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
