"""The whole demo is one transaction: a load that is interrupted leaves an empty database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.db import Database
from hutong.kernel.wire import Run
from hutong.kernel.within import Within


class Whole(Database):
    """A database for use cases that open transactions of their own: all are part of one."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        yield self._session
        await self._session.flush()

    reading = transaction

    @property
    def glance(self) -> Run:
        return Within(self)

    write = glance
