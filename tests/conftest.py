from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

import pytest
from argon2 import PasswordHasher
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from xdist.scheduler import LoadScopeScheduling

from hutong import payments
from hutong.api.desk import Desk
from hutong.app import create_app
from hutong.console import errands
from hutong.identity import secrecy
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.settings import LogLevel, Settings
from hutong.kernel.within import Within
from hutong.orders import Batcher
from hutong.payments import Captures
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.search import Index
from hutong.wiring import WIRING, Strangers, tasks
from tests import placing
from tests.books import books_agree, written_books_agree
from tests.browsing import Browser
from tests.placing import OneTransaction, inside
from tests.postgres import fresh_database, start, start_worker, stop
from tests.working import work

FOLDERS_IN_TURN = {"tests/demo", "tests/e2e", "tests/faults"}
FILES_IN_TURN = {"tests/e2e/test_pages.py": 2, "tests/infra/test_up.py": 1}


class Turns(LoadScopeScheduling):
    """Journeys go through one shop, pages are looked at in two others (they are so many that
    everybody would wait for one), another is opened and killed, what looks at the demo has one
    loaded for all of them, and faults hurt one machine: each of them in one process, one after the
    other. All else goes wherever there is room."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        folder = path.rpartition("/")[0]
        if path in FILES_IN_TURN:
            return f"{path} {crc32(nodeid.encode()) % FILES_IN_TURN[path]}"
        if folder in FOLDERS_IN_TURN:
            return folder
        return nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Turns:
    return Turns(config, log)


pytest_configure = start
pytest_configure_node = start_worker
pytest_unconfigure = stop

ORIGIN = "http://shop.test"
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # a Monday, twelve o'clock in the shop


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hundreds of tests sign somebody in, and the shop's own hash is slow on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrecy, "ARGON2", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture(scope="session")
async def database() -> AsyncIterator[Database]:
    """This worker's database. Nothing is ever committed to it."""
    with fresh_database() as url:
        db = Database(url)
        yield db
        await db.close()


@pytest.fixture
async def session(
    database: Database, request: pytest.FixtureRequest
) -> AsyncIterator[AsyncSession]:
    """One transaction that is rolled back after the test; what must always hold, holds in it."""
    async with database.engine.connect() as connection, connection.begin() as outer:
        async with inside(connection) as session:
            yield session
            if not request.node.get_closest_marker("breaks_books"):
                await written_books_agree(session)
        await outer.rollback()


@pytest.fixture
def db(session: AsyncSession) -> Database:
    """A database for code that opens its own transactions; they are part of `session`."""
    return OneTransaction(session)


@pytest.fixture
def batcher(session: AsyncSession) -> Batcher:
    """Places orders; they are part of `session`."""
    return placing.batcher(session)


@pytest.fixture
async def committed() -> AsyncIterator[Database]:
    """A database of its own that really commits, for tests about several connections."""
    with fresh_database() as url:
        db = Database(url)
        yield db
        async with db.transaction() as session:
            await books_agree(session)
        await db.close()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        home=tmp_path_factory.mktemp("home"),
        secret=SecretStr("a secret of the tests that nobody else should use"),
        log_level=LogLevel.WARNING,
        public_url=ORIGIN,
    )


@pytest.fixture(scope="session")
def running(database: Database, settings: Settings) -> Litestar:
    """The web application, made once; each test lends it its own database."""
    return create_app(database, settings, Index())


@pytest.fixture
def app(running: Litestar, db: Database, batcher: Batcher, settings: Settings) -> Litestar:
    running.state.db = db
    running.state.batcher = batcher
    running.state.desk = Desk(db, batcher, pay_minutes=settings.order_pay_minutes)
    running.state.captures = Captures(Within(db))
    return running


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[AsyncClient]:
    """A browser without cookies that reads English."""
    async with Browser(
        transport=ASGITransport(app, raise_app_exceptions=False),  # type: ignore[arg-type]
        base_url=ORIGIN,
        headers={"accept-language": "en"},
    ) as client:
        yield client


@pytest.fixture
def transport(app: Litestar) -> ASGITransport:
    """HTTP to the shop and to the sandbox, without a socket in between."""
    return ASGITransport(app)  # type: ignore[arg-type]


@pytest.fixture
def gateway(
    app: Litestar, settings: Settings, transport: ASGITransport
) -> Iterator[SandboxGateway]:
    """The shop's account with the provider of the sandbox; the notify address uses it too."""
    (known,) = payments.connect(settings).values()
    assert isinstance(known, SandboxGateway)
    known.line.transport = transport
    before, app.state.gateways = app.state.gateways, {known.name: known}
    yield known
    app.state.gateways = before


Worker = Callable[[], Awaitable[None]]


@pytest.fixture
def outside() -> Strangers:
    """Nobody to speak to; a test that needs a stranger brings its own."""
    return Strangers(gateways={}, tracker=None)


@pytest.fixture
def worker(db: Database, settings: Settings, outside: Strangers) -> Worker:
    """Do all the work that is due, as the worker process would."""

    async def run() -> None:
        await work(db, WIRING, {**tasks(settings, outside), **errands.tasks(settings)})

    return run


@pytest.fixture
def time() -> Iterator[Simulated]:
    """The shop's clock stands at noon and moves when the test moves it."""
    with clock.simulated(NOON) as simulated:
        yield simulated
