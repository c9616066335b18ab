"""Whether the database says anything at all.

A database that is gone refuses at once. One that is silent, because its machine stands still or the
line to it is dead, keeps everybody waiting for as long as they would wait for a long statement. A
web process therefore asks it again and again for nothing, on a line of its own: a busy database
answers that, however long its other statements take.
"""

import asyncio
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import asyncpg
import structlog

EVERY_SECONDS = 0.5
PATIENCE_SECONDS = 1.5
GRACE_SECONDS = 0.5

log = structlog.get_logger(__name__)


class Silent(ConnectionError):
    """Nothing was sent: nobody would have answered."""


class Pulse:
    """While it is silent no line is opened; those that wait for an answer are given up."""

    def __init__(self, url: str) -> None:
        self.silent = False
        self._url = url
        self._own: asyncpg.Connection | None = None
        self._lines: WeakSet[asyncpg.Connection] = WeakSet()
        self._opening: set[asyncio.Future[asyncpg.Connection]] = set()

    async def connect(self, *address: Any, **settings: Any) -> asyncpg.Connection:
        """A line for somebody else. Raises Silent, also when silence falls meanwhile."""
        if self.silent:
            raise Silent
        opening = asyncio.ensure_future(asyncpg.connect(*address, **settings))
        self._opening.add(opening)
        try:
            line = await opening
        except asyncio.CancelledError:
            here = asyncio.current_task()
            if here is None or here.cancelling():
                raise
            raise Silent from None
        finally:
            self._opening.discard(opening)
        self._lines.add(line)
        return line

    async def follow(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.feel()
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_SECONDS):
                    await stop.wait()

    async def feel(self) -> None:
        """One beat. A refusal is an answer."""
        asking = asyncio.ensure_future(self._ask())
        try:
            heard = await _heard(asking)
        finally:
            asking.cancel()
        if not heard or asking.exception() is not None:
            self.close()
        before, self.silent = self.silent, not heard
        if self.silent != before:
            log.warning("database.silent" if self.silent else "database.answers")
        if self.silent:
            self._give_up()

    async def _ask(self) -> None:
        if self._own is None or self._own.is_closed():
            own = {"application_name": "hutong pulse"}
            self._own = await asyncpg.connect(self._url, server_settings=own)
        await self._own.fetchval("select 1")

    def close(self) -> None:
        if self._own is not None:
            self._own.terminate()
            self._own = None

    def _give_up(self) -> None:
        for opening in self._opening:
            opening.cancel()
        for line in self._lines:
            if not line.is_closed():
                line.terminate()


async def _heard(asking: asyncio.Future[None]) -> bool:
    """The second wait is for an answer that has come while this process itself was busy."""
    for seconds in (PATIENCE_SECONDS, GRACE_SECONDS):
        done, _ = await asyncio.wait({asking}, timeout=seconds)
        if done:
            return True
    return False
