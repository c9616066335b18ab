from collections.abc import Iterator

import pytest
from httpx import ASGITransport
from litestar import Litestar

from hutong import fulfilment, payments
from hutong.fulfilment.gateways.sandbox import SandboxTracker
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.sandbox import delivery
from hutong.wiring import WIRING, Strangers, tasks
from tests.conftest import Worker
from tests.working import work


@pytest.fixture
def transport(app: Litestar) -> ASGITransport:
    """HTTP to the shop and to the sandbox, without a socket in between."""
    return ASGITransport(app)  # type: ignore[arg-type]


@pytest.fixture
def gateway(
    app: Litestar, settings: Settings, transport: ASGITransport
) -> Iterator[SandboxGateway]:
    """The shop's account with the provider; the notify address uses it too."""
    (known,) = payments.connect(settings).values()
    assert isinstance(known, SandboxGateway)
    known.line.transport = transport
    before, app.state.gateways = app.state.gateways, {known.name: known}
    yield known
    app.state.gateways = before


@pytest.fixture
def tracker(settings: Settings, transport: ASGITransport) -> SandboxTracker:
    known = fulfilment.connect(settings)
    assert isinstance(known, SandboxTracker)
    known.transport = transport
    return known


@pytest.fixture
def outside(gateway: SandboxGateway, tracker: SandboxTracker) -> Strangers:
    return Strangers(gateways={gateway.name: gateway}, tracker=tracker)


@pytest.fixture
def worker(
    db: Database, settings: Settings, outside: Strangers, transport: ASGITransport
) -> Worker:
    every = {**tasks(settings, outside), **delivery.tasks(settings, transport)}

    async def run() -> None:
        await work(db, WIRING, every)

    return run
