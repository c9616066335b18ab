"""One durable PostgreSQL for the faults of a test worker, and a fresh shop in it for each test."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from uuid import uuid4

import pytest

from hutong import migrate
from hutong.embedded import Postgres, discard
from tests.faults.shop import Shop, open_shop

Opened = Callable[..., AbstractAsyncContextManager[Shop]]
TEMPLATE = "furnished"
SEED = int(os.environ.get("HUTONG_TEST_SEED", "20261122"))


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    home = Path(tempfile.mkdtemp(prefix="hutong-faults-"))
    home.chmod(0o711)
    server = Postgres(home)
    server.start()
    try:
        migrate.upgrade(server.create_database(TEMPLATE))
        yield server
    finally:
        server.stop()
        discard(home)


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hutong-fault-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(server: Postgres) -> str:
    return server.create_database(f"fault_{uuid4().hex[:12]}", template=TEMPLATE)


@pytest.fixture
async def shop(home: Path, database_url: str) -> AsyncIterator[Shop]:
    async with open_shop(home, database_url) as opened:
        yield opened
