"""What shoppers look for and what comes of it: noted in memory, written down together.

A page never waits for it. What a crash of the web process takes along is a second of figures.
"""

import asyncio
from collections import deque

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError

from hutong.kernel.db import Database
from hutong.search import recording
from hutong.search.notes import Note

PAUSE_SECONDS = 1
NOTES_MAX = 20_000
BATCH = 500
LOST = Counter("hutong_search_notes_lost", "Searches and clicks that were not written down")

log = structlog.get_logger()


class Journal:
    def __init__(self) -> None:
        self._notes: deque[Note] = deque()

    def note(self, note: Note) -> None:
        """Remember it for the next writing. Beyond what a bad minute may bring it is counted as
        lost, so that memory does not grow."""
        if len(self._notes) >= NOTES_MAX:
            LOST.inc()
            return
        self._notes.append(note)

    async def write_down(self, db: Database) -> None:
        """Everything that waits, a few statements for each five hundred."""
        while self._notes:
            batch = [self._notes.popleft() for _ in range(min(BATCH, len(self._notes)))]
            try:
                async with db.transaction() as session:
                    await recording.write(session, batch)
            except (DBAPIError, OSError):
                LOST.inc(len(batch))
                raise

    async def follow(self, db: Database, stop: asyncio.Event) -> None:
        """Until told to stop, and once more then."""
        while True:
            stopping = stop.is_set()
            try:
                await self.write_down(db)
            except (DBAPIError, OSError):
                log.warning("search.journal_trouble", exc_info=True)
            if stopping:
                return
            try:
                async with asyncio.timeout(PAUSE_SECONDS):
                    await stop.wait()
            except TimeoutError:
                continue
