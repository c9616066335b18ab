"""The document is true: whatever it allows to be sent, and what it does not, is answered."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import schemathesis
from httpx import ASGITransport, AsyncClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from schemathesis import Case, GenerationMode

from hutong import identity
from hutong.api import document
from hutong.api.routes import described
from hutong.app import create_app
from hutong.identity import Device
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.search import Index
from tests.conftest import ORIGIN
from tests.make import goods, people
from tests.postgres import fresh_database

DOCUMENT = document.described(described)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


async def test_the_document_is_served_and_is_openapi_3_1(client: AsyncClient) -> None:
    answer = await client.get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.json()["paths"].keys() == DOCUMENT["paths"].keys()


async def test_the_document_is_a_page_that_loads_nothing_from_elsewhere(
    client: AsyncClient,
) -> None:
    page = await client.get("/api/v1/")

    assert page.status_code == 200
    for path, methods in DOCUMENT["paths"].items():
        assert path in page.text
        for operation in methods.values():
            assert operation["summary"].replace("'", "&#39;") in page.text
    assert 'src="http' not in page.text
    assert "<style" not in page.text


async def test_the_page_is_in_chinese_too(client: AsyncClient) -> None:
    page = await client.get("/api/v1/", headers={"accept-language": "zh-CN"})

    assert "提交订单" in page.text
    assert "Place an order" not in page.text


@dataclass
class Shop:
    """The whole application on a database of its own, with one member signed in."""

    app: Litestar
    loop: asyncio.AbstractEventLoop
    token: str

    def send(self, case: Case) -> httpx.Response:
        return self.loop.run_until_complete(self._send(case.as_transport_kwargs()))

    async def _send(self, said: dict[str, Any]) -> httpx.Response:
        told = {**said.pop("headers"), "authorization": f"Bearer {self.token}"}
        headers = {name: str(value).encode() for name, value in told.items()}  # beyond ASCII, too
        cookies = said.pop("cookies", None) or {}
        said.pop("auth", None)
        if isinstance(said.get("data"), bytes | str):
            said["content"] = said.pop("data")
        transport = ASGITransport(self.app, raise_app_exceptions=False)  # type: ignore[arg-type]
        async with AsyncClient(transport=transport, base_url=ORIGIN, cookies=cookies) as client:
            return await client.request(headers=headers, **said)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    loop = asyncio.new_event_loop()
    chosen = Settings(home=tmp_path_factory.mktemp("home"), public_url=ORIGIN)
    with fresh_database() as url:
        db = Database(url, pool_size=2)
        app = create_app(db, chosen, Index())
        loop.run_until_complete(db.ready())  # as when it is served
        token = loop.run_until_complete(_signed_in(db))
        yield Shop(app, loop, token)
        loop.run_until_complete(db.close())
        loop.close()


async def _signed_in(db: Database) -> str:
    async with db.transaction() as session:
        await goods.goods(session)
        member = await people.member(session)
        await people.address(session, member.id)
        return await identity.start_session(session, member.subject, device=Device())


@pytest.mark.parametrize(
    "operation",
    OPERATIONS,
    ids=[f"{each.method.upper()} {each.path}" for each in OPERATIONS],
)
def test_whatever_is_sent_nothing_breaks(shop: Shop, operation: Any) -> None:
    good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    bad = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @given(case=st.one_of(good, bad))
    @settings(
        max_examples=12,
        deadline=None,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def everything_is_answered(case: Case) -> None:
        answer = shop.send(case)

        assert answer.status_code < 500, (case.as_curl_command(), answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert answer.json()["detail"]

    everything_is_answered()
