from httpx import AsyncClient
from litestar import Litestar

from hutong.kernel.db import Database


async def test_the_shop_is_ready_when_its_database_answers(client: AsyncClient) -> None:
    assert (await client.get("/readyz")).status_code == 200


async def test_it_is_alive_but_not_ready_when_the_database_is_away(
    client: AsyncClient, app: Litestar
) -> None:
    app.state.db = Database("postgresql://nobody@127.0.0.1:1/nothing")

    assert (await client.get("/healthz")).status_code == 200
    assert (await client.get("/readyz")).status_code == 503


async def test_requests_are_counted_by_route(client: AsyncClient) -> None:
    await client.get("/readyz")

    page = await client.get("/metrics")

    assert 'hutong_requests_total{method="GET",route="/readyz",status="200"}' in page.text
