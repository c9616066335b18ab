"""When sessions were last used: kept in memory and written down together, once a minute."""

import asyncio
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from hutong import identity
from hutong.kernel import clock
from hutong.kernel.db import Database

PAUSE_SECONDS = 60
SESSIONS_MAX = 50_000

log = structlog.get_logger()


class Presence:
    def __init__(self) -> None:
        self._seen: dict[UUID, datetime] = {}

    def saw(self, session_id: UUID) -> None:
        if len(self._seen) < SESSIONS_MAX:
            self._seen[session_id] = clock.now()

    async def write_down(self, db: Database) -> None:
        seen, self._seen = self._seen, {}
        if seen:
            async with db.transaction() as session:
                await identity.touch_sessions(session, seen)

    async def follow(self, db: Database, stop: asyncio.Event) -> None:
        """Until told to stop, and once more then. A minute that cannot be written is lost."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(PAUSE_SECONDS):
                    await stop.wait()
            except TimeoutError:
                pass
            try:
                await self.write_down(db)
            except (DBAPIError, OSError) as trouble:
                log.warning("presence.trouble", error=type(trouble).__name__)
