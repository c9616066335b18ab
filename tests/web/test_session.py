import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from hutong.kernel.db import Database
from hutong.web import cookies

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
