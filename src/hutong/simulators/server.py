"""`hutong simulate`: the three providers and the recogniser of speech, in one small process."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import structlog
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.static_files import create_static_files_router
from sqlalchemy.exc import DBAPIError

from hutong.kernel import i18n
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError, NotFound
from hutong.kernel.operator import OperatorError
from hutong.kernel.settings import Settings
from hutong.simulators import alipay, cashier, speech, unionpay, wechat
from hutong.simulators.delivery import deliver_due
from hutong.simulators.desk import Desk
from hutong.simulators.keys import Keys
from hutong.simulators.models import Provider

ROUTERS = {
    Provider.WECHAT: wechat.ROUTER,
    Provider.ALIPAY: alipay.ROUTER,
    Provider.UNIONPAY: unionpay.ROUTER,
}
BODY_MAX = 256 * 1024
ROUND_SECONDS = 2
POOL_SIZE = 3
FRAMES = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action *; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


log = structlog.get_logger()


class NotHere(OperatorError): ...


def check(settings: Settings) -> None:
    """Raises NotHere where real money moves."""
    if settings.production:
        raise NotHere(
            "HUTONG_ENVIRONMENT: the simulated providers do not run in production; name the "
            "accounts of the real ones instead (docs/guide/operating.md)."
        )


def named(word: str) -> list[Provider]:
    """Raises NotHere for a provider that nobody plays."""
    if word == "all":
        return list(Provider)
    try:
        return [Provider(word)]
    except ValueError:
        raise NotHere(f"{word}: say one of {', '.join(Provider)}, or all.") from None


def base_url(settings: Settings) -> str:
    """Where browsers and the shop reach the simulators: the shop's own host, another port."""
    host = urlsplit(settings.public_url).hostname or "localhost"
    return f"http://{host}:{settings.simulator_port}"


def create_app(desk: Desk, providers: list[Provider]) -> Litestar:
    @asynccontextmanager
    async def delivering(_app: Litestar) -> AsyncIterator[None]:
        task = asyncio.create_task(_deliver(desk))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return Litestar(
        route_handlers=[
            alive,
            cashier.ROUTER,
            speech.ROUTER,
            *(ROUTERS[each] for each in providers),
            create_static_files_router("/style", directories=[cashier.HERE / "style"]),
        ],
        state=State({"desk": desk, "ear": speech.Ear()}),
        lifespan=[delivering],
        request_max_body_size=BODY_MAX,
        exception_handlers={DomainError: _refused},
        response_headers=FRAMES,
        openapi_config=None,
    )


def run(settings: Settings, providers: list[Provider]) -> None:
    """Until SIGTERM or SIGINT."""
    check(settings)
    keys = Keys(settings.home)
    keys.ensure()
    keys.tell(base_url(settings))
    i18n.warm()
    db = Database(settings.database_url.get_secret_value(), pool_size=POOL_SIZE)
    desk = Desk(db=db, keys=keys, base_url=base_url(settings))
    server = Server(
        create_app(desk, providers),
        address=settings.host,
        port=settings.simulator_port,
        interface=Interfaces.ASGI,
        log_level=LogLevels.error,  # it calls itself experimental at each start
    )
    asyncio.run(_serve(server))


async def _serve(server: Server) -> None:
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, server.stop)
    await server.serve()


async def _deliver(desk: Desk) -> None:
    """Messages that are due, at once when something happened here, else every two seconds."""
    while True:
        try:
            sent = await deliver_due(desk)
        except (OSError, DBAPIError):  # the database restarts: what is due stays due
            log.debug("simulators.database_away")
            sent = 0
        if sent == 0:
            desk.news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(desk.news.wait(), ROUND_SECONDS)


@get("/healthz", sync_to_thread=False)
def alive() -> dict[str, str]:
    return {"status": "ok"}


def _refused(_request: Request[object, object, State], error: DomainError) -> Response[str]:
    status = 404 if isinstance(error, NotFound) else 409
    return Response(str(error), status_code=status, media_type="text/plain; charset=utf-8")
