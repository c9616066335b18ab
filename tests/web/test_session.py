import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import RequestFactory

from hutong.kernel.db import Database
from hutong.web import cookies
from hutong.web.session import end, provide_session

TOKEN = "nobody-has-this-token-any-more"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/account", 303),
        ("POST", "/account/phone", 303),
        ("GET", "/console", 303),
        ("POST", "/console/products/parameters", 303),
        ("GET", "/api/v1/me", 401),
        ("DELETE", "/api/v1/me/addresses/01a2011d-bee0-70b4-bfd6-a1711fcf395e", 401),
    ],
)
async def test_whoever_is_not_signed_in_keeps_no_connection(
    running: Litestar, committed: Database, method: str, path: str, status: int
) -> None:
    running.state.db = committed
    transport = ASGITransport(running, raise_app_exceptions=False)  # type: ignore[arg-type]

    async with AsyncClient(transport=transport, base_url="http://shop.test") as client:
        client.cookies.set(cookies.SESSION, TOKEN)
        client.cookies.set(cookies.STAFF, TOKEN)
        answer = await client.request(method, path, headers={"authorization": f"Bearer {TOKEN}"})

        assert answer.status_code == status
        assert committed.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


class Silent:
    """A database that is away: rolling back waits until somebody gives the line up."""

    def __init__(self) -> None:
        self.given_up = asyncio.Event()
        self.rolled_back = 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[str]:
        try:
            yield "session"
        finally:
            await self.given_up.wait()
            self.rolled_back += 1


@pytest.mark.parametrize("answered_first", [True, False])
async def test_a_forgotten_request_is_rolled_back_once_while_the_database_is_away(
    answered_first: bool,  # noqa: FBT001 - which of the two comes first
) -> None:
    request = RequestFactory().get("/console/orders")
    database = Silent()
    forgotten = provide_session(request, State({"db": database}))
    await anext(forgotten)

    ways = [end(request.scope), forgotten.aclose()]
    leaving = [asyncio.ensure_future(way) for way in (ways if answered_first else reversed(ways))]
    await asyncio.sleep(0)
    database.given_up.set()
    await asyncio.gather(*leaving)

    assert database.rolled_back == 1
