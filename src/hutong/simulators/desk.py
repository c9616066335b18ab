"""Where requests come in: each is served in one transaction, as the switches say."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from litestar import Response
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.db import Database
from hutong.simulators import queries
from hutong.simulators.books import NotAccepted
from hutong.simulators.keys import Keys
from hutong.simulators.models import Answering, Provider

HANG_SECONDS = 15

Told = TypeVar("Told")


@dataclass
class Desk:
    """`hang_seconds`: how long it keeps those waiting whom it keeps waiting."""

    db: Database
    keys: Keys
    base_url: str
    hang_seconds: int = HANG_SECONDS
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """There may be something to tell a merchant."""
        self.news.set()

    async def serve(
        self,
        provider: Provider,
        act: Callable[[AsyncSession], Awaitable[Told]],
        *,
        refuse: Callable[[str], Told],
        sign: Callable[[Told, bool], Response[bytes]],
    ) -> Response[bytes]:
        """`sign` puts it into the provider's form; told True, somebody else's hand signs it."""
        async with self.db.reading() as session:
            answering = (await queries.switch(session, provider)).answering
        if answering is Answering.BROKEN:
            return Response(b"<html>502</html>", status_code=502, media_type="text/html")
        if answering is Answering.SLOW:
            await asyncio.sleep(self.hang_seconds)
        try:
            async with self.db.transaction() as session:
                told = await act(session)
        except NotAccepted as refused:
            told = refuse(refused.reason)
        self.wake()
        if answering is Answering.SILENT:
            await asyncio.sleep(self.hang_seconds)
            return Response(b"", status_code=504, media_type="text/plain")
        return sign(told, answering is Answering.UNSIGNED)
