from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from hutong.kernel.db import Database
from hutong.kernel.settings import Environment, Settings
from hutong.search import Index


async def test_the_shop_is_ready_when_its_database_answers(client: AsyncClient) -> None:
    assert (await client.get("/readyz")).status_code == 200


async def test_health_says_when_the_database_searches_for_want_of_an_index(
    client: AsyncClient, app: Litestar, tmp_path: Path
) -> None:
    assert (await client.get("/readyz")).json()["search"] == "full"

    before, app.state.index = app.state.index, Index(tmp_path)
    without = await client.get("/readyz")
    app.state.index = before

    assert without.status_code == 200
    assert without.json()["search"] == "database"


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


@pytest.mark.parametrize(
    ("caller", "status"), [("127.0.0.1", 200), ("10.1.2.3", 200), ("203.0.113.9", 404)]
)
async def test_in_production_the_world_does_not_see_the_figures(
    app: Litestar,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caller: str,
    status: int,
) -> None:
    production = {"environment": Environment.PRODUCTION, "trusted_proxies": ("10.0.0.0/8",)}
    monkeypatch.setattr(app.state, "settings", settings.model_copy(update=production))
    transport = ASGITransport(app, client=(caller, 1))

    async with AsyncClient(transport=transport, base_url=settings.public_url) as collector:
        page = await collector.get("/metrics")

    assert page.status_code == status
