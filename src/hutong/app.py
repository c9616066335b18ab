"""The web's composition root: the only module that knows every surface."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.plugins.htmx import HTMXPlugin, HTMXRequest
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from litestar.types import ASGIApp, ControllerRouterHandler

from hutong import payments, search
from hutong.analytics import Views
from hutong.api import placing
from hutong.api.desk import Desk
from hutong.api.routes import ROUTES as API
from hutong.console.routes import CONSOLE
from hutong.kernel import i18n, settings
from hutong.kernel.db import Database
from hutong.kernel.sealing import Box
from hutong.kernel.settings import Settings
from hutong.orders import Batcher
from hutong.payments import Captures
from hutong.recommendation import Diary
from hutong.sandbox import api, carrier, cashier
from hutong.search import Guidance, Index, Journal, Turns
from hutong.storefront.product.memory import Memory
from hutong.storefront.robots.sitemaps import Sitemaps
from hutong.storefront.routes import ROUTES as STOREFRONT
from hutong.web import errors, health, media, notify, skins, wearing
from hutong.web.assets import Assets, static_files
from hutong.web.guard import guarded
from hutong.web.head import answering_head
from hutong.web.kept import Shelf, keeping
from hutong.web.navigation import Navigation
from hutong.web.picture import Focus
from hutong.web.presence import Presence
from hutong.web.session import provide_batcher, provide_db, provide_session
from hutong.web.templating import templates, warm
from hutong.web.visitor import (
    provide_maybe_member_id,
    provide_member_id,
    provide_signed_in,
    provide_visitor,
)

BODY_MAX = 20 * 1024 * 1024  # a product picture
FORM_MAX = 256 * 1024  # what shoppers send is short

COMPRESSION = CompressionConfig(
    backend="brotli",
    brotli_quality=5,  # more costs a page more time than it saves
    minimum_size=1000,
    exclude=[
        "^/static/",
        "^/media/",
        "^/metrics",
        "/live",
        "^/sitemap",
    ],  # compressed before, or a stream
)

DEPENDENCIES = {
    "session": Provide(provide_session),
    "db": Provide(provide_db, sync_to_thread=False),
    "batcher": Provide(provide_batcher, sync_to_thread=False),
    "visitor": Provide(provide_visitor, sync_to_thread=False),
    "signed_in": Provide(provide_signed_in),
    "member_id": Provide(provide_member_id, sync_to_thread=False),
    "maybe_member_id": Provide(provide_maybe_member_id),
}

SURFACES: list[ControllerRouterHandler] = [
    Router("/", route_handlers=STOREFRONT, request_max_body_size=FORM_MAX),
    *CONSOLE,
    *API,
]
FILES: list[ControllerRouterHandler] = [media.show, media.play, skins.styles, wearing.icon]
SANDBOX: list[ControllerRouterHandler] = [api.router, carrier.router, cashier.router]


def create() -> Litestar:
    """For the web server's processes: everything from the environment."""
    chosen = settings.load()
    db = Database(chosen.database_url.get_secret_value())
    return create_app(db, chosen, Index(chosen.search_dir))


def create_app(db: Database, chosen: Settings, index: Index) -> Litestar:
    assets = Assets.load(cdn=chosen.cdn_url)
    focus = Focus()
    pages = templates(assets, focus=focus, reload=not chosen.production, cdn=chosen.cdn_url)
    warm(pages)
    app = Litestar(
        route_handlers=[
            health.alive,
            health.ready,
            health.metrics,
            *FILES,
            static_files(assets),
            wearing.manifest(assets),
            *SURFACES,
            notify.router,
            *(SANDBOX if chosen.sandbox else ()),
        ],
        dependencies=DEPENDENCIES,
        exception_handlers=errors.HANDLERS,
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(pages)),
        compression_config=COMPRESSION,
        plugins=[HTMXPlugin()],
        request_class=HTMXRequest,
        request_max_body_size=BODY_MAX,
        lifespan=[_running],
        state=_state(db, chosen, index, focus),
        openapi_config=None,
        logging_config=None,  # kernel/logs.py has the say
    )
    app.asgi_handler = _surrounded(app.asgi_handler)
    return app


def _state(db: Database, chosen: Settings, index: Index, focus: Focus) -> State:
    """What handlers share in this process."""
    navigation = Navigation(index, focus)
    batcher = Batcher.of(chosen.database_url.get_secret_value())
    return State(
        {
            "db": db,
            "captures": Captures.of(chosen.database_url.get_secret_value()),
            "batcher": batcher,
            "desk": Desk(db, batcher, pay_minutes=chosen.order_pay_minutes),
            "settings": chosen,
            "index": index,
            "navigation": navigation,
            "sitemaps": Sitemaps(index, navigation, chosen.public_url),
            "memory": Memory(index),
            "gateways": payments.connect(chosen),
            "guidance": Guidance(index),
            "journal": Journal(),
            "views": Views(),
            "diary": Diary(),
            "speech": search.connect_speech(chosen),
            "turns": Turns(),
            "presence": Presence(),
            "shelf": Shelf(),
            "box": Box(chosen.secret.get_secret_value()),
            "cdn": chosen.cdn_url,
            "secure": chosen.public_url.startswith("https://"),
        }
    )


def _surrounded(app: ASGIApp) -> ASGIApp:
    """Around the router too: an address that leads nowhere gets the same headers and language."""
    return health.measured(answering_head(guarded(keeping(placing.before(app)))))


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    """What every page needs is in memory before the first one is asked for."""
    i18n.warm()
    db: Database = app.state.db
    stop = asyncio.Event()
    await db.ready()
    await app.state.index.refresh(db)
    await app.state.guidance.refresh(db)
    await app.state.navigation.refresh(db)
    async with asyncio.TaskGroup() as group:
        group.create_task(db.pulse.follow(stop))
        group.create_task(app.state.index.follow(db, stop))
        group.create_task(app.state.navigation.follow(db, stop))
        group.create_task(app.state.guidance.follow(db, stop))
        group.create_task(app.state.journal.follow(db, stop))
        group.create_task(app.state.views.follow(db, stop))
        group.create_task(app.state.diary.follow(db, stop))
        group.create_task(app.state.presence.follow(db, stop))
        yield
        stop.set()
        await app.state.batcher.close()
        await app.state.captures.close()
    await db.close()
