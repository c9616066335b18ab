from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from itertools import count
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.plugins.htmx import HTMXRequest
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity
from hutong.access import PERMISSIONS, Staff
from hutong.console.kit import Viewer, routes
from hutong.identity import Device
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.search import Index
from hutong.web import cookies, errors
from hutong.web.assets import Assets, static_files
from hutong.web.guard import guarded
from hutong.web.navigation import Navigation
from hutong.web.session import provide_session
from hutong.web.templating import templates
from tests.browsing import Browser
from tests.console.pottery import Pottery, areas
from tests.console.stage import Stage
from tests.console.trading import Trading

EVERYTHING = frozenset({"mugs.view", "mugs.edit", "mugs.smash", "mugs.numbers"})
POTTER = Viewer(id=uuid4(), name="王清", session_id=uuid4(), permissions=EVERYTHING, ip="127.0.0.1")
PASSWORD = "a-long-and-quiet-lane"
_numbers = count(1)
Desk = Callable[..., AbstractAsyncContextManager[AsyncClient]]


@cache
def _drawing() -> JinjaTemplateEngine:
    """Kept for all of them: compiling the kit's templates takes longer than most of its tests."""
    return JinjaTemplateEngine.from_environment(templates(Assets()))


@cache
def _navigation() -> Navigation:
    return Navigation(Index())


def pottery_app(db: Database, pottery: Pottery, viewer: Viewer) -> Litestar:
    """The kit with nothing around it but what the web gives every page."""
    app = Litestar(
        [*routes(areas(pottery)), static_files(Assets())],
        dependencies={
            "session": Provide(provide_session),
            "staff": Provide(lambda: viewer, sync_to_thread=False),
        },
        template_config=TemplateConfig(instance=_drawing()),
        exception_handlers=errors.HANDLERS,
        request_class=HTMXRequest,
        state=State(
            {
                "db": db,
                "secure": False,
                "settings": Settings(),
                "navigation": _navigation(),
                "speech": None,
            }
        ),
        openapi_config=None,
    )
    app.asgi_handler = guarded(app.asgi_handler)
    return app


@pytest.fixture(scope="module")
async def stage(database: Database, settings: Settings) -> AsyncIterator[Stage]:
    stage = Stage(database, settings)
    yield stage
    await stage.close()


@pytest.fixture
async def session(
    request: pytest.FixtureRequest, session: AsyncSession, stage: Stage
) -> AsyncIterator[AsyncSession]:
    """Of a new shop, or on the stage for a test that asks for its trade."""
    if "trading" not in request.fixturenames:
        await stage.close()
        yield session
        return
    async with stage.session() as on_stage:
        yield on_stage


@pytest.fixture
async def trading(stage: Stage, session: AsyncSession) -> Trading:
    return await stage.trading(session)


@pytest.fixture
def pottery() -> Pottery:
    return Pottery()


@pytest.fixture
def desk(db: Database, pottery: Pottery) -> Desk:
    """A browser at the pottery's console, with all permissions or only those given."""

    @asynccontextmanager
    async def opened(*permissions: str) -> AsyncIterator[AsyncClient]:
        allowed = frozenset(permissions) or EVERYTHING
        viewer = Viewer(
            id=POTTER.id, name="王清", session_id=uuid4(), permissions=allowed, ip="127.0.0.1"
        )
        app = pottery_app(db, pottery, viewer)
        headers = {"accept-language": "en"}
        transport = ASGITransport(app)
        async with Browser(
            transport=transport, base_url="http://shop.test", headers=headers
        ) as client:
            yield client

    return opened


Staffed = Callable[..., Awaitable[AsyncClient]]


async def hire(session: AsyncSession, permissions: Collection[str], *, name: str = "王清") -> Staff:
    """A colleague with a role of exactly these permissions."""
    number = next(_numbers)
    role = f"role_{number}"
    await access.save_role(
        session, role, title={"zh": "岗位", "en": "Post"}, permissions=permissions, by=SYSTEM
    )
    await session.flush()
    return await access.create_staff(
        session,
        email=f"staff{number}@hutong.example",
        name=name,
        password=PASSWORD,
        roles=[role],
        by=SYSTEM,
    )


@pytest.fixture
def staffed(client: AsyncClient, session: AsyncSession) -> Staffed:
    """The browser of somebody of the staff who gave both factors; all permissions or only these."""

    async def signed_in(*permissions: str) -> AsyncClient:
        allowed = set(permissions) if permissions else set(PERMISSIONS)
        staff = await hire(session, allowed & set(PERMISSIONS))
        token = await identity.start_session(session, staff.subject, device=Device())
        found = await identity.find_session(session, token)
        assert found is not None
        passed = await identity.pass_second_factor(session, found.session_id)
        client.cookies.set(cookies.STAFF, passed)
        await session.flush()
        return client

    return signed_in
