"""The day that the tests of a module play in: opened once, and as it was before each of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, fields, replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from hutong import access
from hutong.console import errands
from hutong.kernel.db import Base, Database
from hutong.kernel.settings import Settings
from hutong.wiring import WIRING, Strangers, tasks
from tests.books import written_books_agree
from tests.console.trading import Trading, open_trade
from tests.placing import OneTransaction, inside
from tests.working import work


@dataclass
class Stage:
    """Opens with the first test that asks for it: to open a day takes longer than most tests."""

    database: Database
    settings: Settings
    _kept: AsyncExitStack = field(default_factory=AsyncExitStack)
    _day: tuple[AsyncConnection, Trading] | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """None of what is done in it stays; what must always hold, holds in it."""
        connection, _trading = await self._opened()
        async with connection.begin_nested() as unkept:
            async with inside(connection) as session:
                yield session
                await written_books_agree(session)
            await unkept.rollback()

    async def trading(self, session: AsyncSession) -> Trading:
        """With rows that follow what is done in this session."""
        _connection, opened = await self._opened()
        named = {each.name: getattr(opened, each.name) for each in fields(opened)}
        rows = {
            name: await session.merge(row, load=False)
            for name, row in named.items()
            if isinstance(row, Base)
        }
        return replace(opened, **rows)

    async def close(self) -> None:
        """Nothing of it stays, and nobody has to wait for what it locked."""
        self._day = None
        await self._kept.aclose()

    async def _opened(self) -> tuple[AsyncConnection, Trading]:
        if not self._day:
            connection = await self._kept.enter_async_context(self.database.engine.connect())
            self._day = connection, await self._open(connection)
        return self._day

    async def _open(self, connection: AsyncConnection) -> Trading:
        doing = {
            **tasks(self.settings, Strangers(gateways={}, tracker=None)),
            **errands.tasks(self.settings),
        }
        await connection.begin()
        await connection.execute(text("set local idle_in_transaction_session_timeout = 0"))
        async with inside(connection) as session:
            db = OneTransaction(session)
            await access.ensure_roles(session)
            trading = await open_trade(session, db, lambda: work(db, WIRING, doing))
            await session.commit()
        return trading
