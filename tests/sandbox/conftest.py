import pytest
from httpx import ASGITransport

from hutong import fulfilment
from hutong.fulfilment.gateways.sandbox import SandboxTracker
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.sandbox import delivery
from hutong.wiring import WIRING, Strangers, tasks
from tests.conftest import Worker
from tests.working import work


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
