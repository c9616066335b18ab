from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from hutong.kernel.db import Database
from hutong.web import cookies


async def test_a_stale_cookie_does_not_keep_a_connection(
    running: Litestar, committed: Database
) -> None:
    running.state.db = committed
    transport = ASGITransport(running, raise_app_exceptions=False)  # type: ignore[arg-type]

    async with AsyncClient(transport=transport, base_url="http://shop.test") as client:
        client.cookies.set(cookies.SESSION, "nobody-has-this-token-any-more")
        answer = await client.get("/account")

        assert answer.status_code == 303
        assert committed.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
