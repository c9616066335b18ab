"""What happens too often to write it down one by one: noted in memory, written down together.

A page never waits for it. What a crash of the web process takes along is a second of figures.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.db import Database

PAUSE_SECONDS = 1
NOTES_MAX = 20_000
BATCH = 500

Note = TypeVar("Note")
Write = Callable[[AsyncSession, Sequence[Note]], Awaitable[None]]
log = structlog.get_logger()


class Journal(Generic[Note]):
    """`write` keeps a batch; what is not written down is counted in `lost`."""

    def __init__(self, write: Write[Note], lost: Counter) -> None:
        self._write = write
        self._lost = lost
        self._notes: deque[Note] = deque()

    def note(self, note: Note) -> None:
        """Remember it for the next writing. Beyond what a bad minute may bring it is counted as
        lost, so that memory does not grow."""
        if len(self._notes) >= NOTES_MAX:
            self._lost.inc()
            return
        self._notes.append(note)

    async def write_down(self, db: Database) -> None:
        """Everything that waits, a few statements for each five hundred."""
        while self._notes:
            batch = [self._notes.popleft() for _ in range(min(BATCH, len(self._notes)))]
            try:
                async with db.transaction() as session:
                    await self._write(session, batch)
            except (DBAPIError, OSError):
                self._lost.inc(len(batch))
                raise

    async def follow(self, db: Database, stop: asyncio.Event) -> None:
        """Until told to stop, and once more then."""
        while True:
            stopping = stop.is_set()
            try:
                await self.write_down(db)
            except (DBAPIError, OSError):
                log.warning("kernel.journal_trouble", exc_info=True)
            if stopping:
                return
            try:
                async with asyncio.timeout(PAUSE_SECONDS):
                    await stop.wait()
            except TimeoutError:
                continue
