from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.catalog import ProductSheet
from hutong.identity import Device
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.members import Member
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.sandbox import delivery
from hutong.wiring import WIRING, Strangers, tasks
from tests.conftest import ORIGIN, Worker
from tests.make import goods, people
from tests.payments.provider import Provider
from tests.working import work

API = f"{ORIGIN}/api/v1"


@pytest.fixture
async def member(session: AsyncSession) -> Member:
    """Somebody with an address."""
    joined = await people.member(session)
    await people.address(session, joined.id)
    return joined


@pytest.fixture
async def mug(session: AsyncSession) -> ProductSheet:
    return await goods.goods(session, "mug-blue", price="59", in_stock=5)


@asynccontextmanager
async def calling(app: Litestar, token: str | None = None) -> AsyncIterator[AsyncClient]:
    headers = {"accept-language": "en"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    transport = ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url=API, headers=headers) as client:
        yield client


async def token_of(session: AsyncSession, member: Member) -> str:
    token = await identity.start_session(session, member.subject, device=Device())
    await session.flush()
    return token


@pytest.fixture
async def guest(app: Litestar) -> AsyncIterator[AsyncClient]:
    async with calling(app) as client:
        yield client


@pytest.fixture
async def shopper(
    app: Litestar, session: AsyncSession, member: Member
) -> AsyncIterator[AsyncClient]:
    async with calling(app, await token_of(session, member)) as client:
        yield client


@pytest.fixture
async def stranger(app: Litestar, session: AsyncSession) -> AsyncIterator[AsyncClient]:
    """Another member."""
    other = await people.member(session)
    async with calling(app, await token_of(session, other)) as client:
        yield client


@pytest.fixture
def provider(running: Litestar) -> Iterator[Provider]:
    """A provider of payments that does what the test says."""
    before, told = running.state.gateways, Provider()
    running.state.gateways = {"fake": told}
    yield told
    running.state.gateways = before


@pytest.fixture
def outside(gateway: SandboxGateway) -> Strangers:
    return Strangers(gateways={gateway.name: gateway}, tracker=None)


@pytest.fixture
def worker(
    db: Database, settings: Settings, outside: Strangers, transport: ASGITransport
) -> Worker:
    every = {**tasks(settings, outside), **delivery.tasks(settings, transport)}

    async def run() -> None:
        await work(db, WIRING, every)

    return run
