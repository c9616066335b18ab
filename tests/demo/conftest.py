from collections.abc import AsyncIterator

import pytest

from hutong.demo import loading
from hutong.demo.telling import Silent
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from tests.postgres import fresh_database


@pytest.fixture(scope="session")
async def demo_shop(settings: Settings) -> AsyncIterator[Database]:
    """The small demo, loaded once for all tests that only look at it."""
    with fresh_database() as url:
        db = Database(url)
        await loading.load(db, settings, loading.SMALL, Silent())
        yield db
        await db.close()
