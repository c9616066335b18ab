from collections.abc import Awaitable, Callable

import pytest
from litestar import Litestar

from hutong.kernel.db import Database
from hutong.search import Index
from hutong.storefront.product.memory import Memory
from hutong.web.navigation import Navigation
from tests.conftest import Worker

Doors = Callable[[], Awaitable[None]]


@pytest.fixture
def open_doors(app: Litestar, db: Database, worker: Worker) -> Doors:
    """Bring the shop's memory up to date with what a test has put on the shelves."""
    index = Index()
    app.state.index = index
    app.state.navigation = Navigation(index)
    app.state.memory = Memory(index)

    async def open_now() -> None:
        await worker()
        await index.refresh(db)
        await app.state.navigation.refresh(db)

    return open_now
