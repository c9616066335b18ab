from collections.abc import Awaitable, Callable, Iterator

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, members
from hutong.identity import Device, Subject, SubjectKind
from hutong.kernel.db import Database
from hutong.members import Member
from hutong.search import Index
from hutong.storefront.product.memory import Memory
from hutong.storefront.robots.sitemaps import Sitemaps
from hutong.web import cookies
from hutong.web.navigation import Navigation
from tests.conftest import Worker

Doors = Callable[[], Awaitable[None]]


@pytest.fixture
def open_doors(app: Litestar, db: Database, worker: Worker) -> Iterator[Doors]:
    """Bring the shop's memory up to date with what a test has put on the shelves."""
    names = ("index", "navigation", "memory", "sitemaps")
    before = {name: app.state[name] for name in names}
    index = Index()
    app.state.index = index
    app.state.navigation = Navigation(index)
    app.state.memory = Memory(index)
    app.state.sitemaps = Sitemaps(index, app.state.navigation, app.state.settings.public_url)

    async def open_now() -> None:
        await worker()
        await index.refresh(db)
        await app.state.navigation.refresh(db)

    yield open_now
    app.state.update(before)


@pytest.fixture
async def member(session: AsyncSession) -> Member:
    return await members.join(session, "13800138000", nickname="小满")


@pytest.fixture
async def shopper(client: AsyncClient, session: AsyncSession, member: Member) -> AsyncClient:
    """The browser of somebody who is signed in."""
    subject = Subject(SubjectKind.MEMBER, member.id)
    token = await identity.start_session(session, subject, device=Device())
    client.cookies.set(cookies.SESSION, token)
    return client
