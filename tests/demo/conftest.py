import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from hutong.demo import command
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from tests.postgres import fresh_database


@pytest.fixture(scope="session")
async def filled(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Settings]:
    """Of a shop that began with an empty database and `hutong demo --small`."""
    with fresh_database() as url:
        home: Path = tmp_path_factory.mktemp("demo")
        there = settings.model_copy(update={"home": home, "database_url": SecretStr(url)})
        assert await asyncio.to_thread(command.run, there, small=True, if_empty=False) == 0
        yield there


@pytest.fixture(scope="session")
async def demo_shop(filled: Settings) -> AsyncIterator[Database]:
    """The small demo, loaded once for all tests that only look at it."""
    db = Database(filled.database_url.get_secret_value())
    yield db
    await db.close()
