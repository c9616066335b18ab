"""The one process that writes the index of a folder: it follows the database, and builds the index
anew beside the one that is read whenever there is none, it is of another version, or one asks."""

import asyncio
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError

from hutong.kernel.db import Database
from hutong.search import folder, queries
from hutong.search.building import build
from hutong.search.folder import Folder, State
from hutong.search.projection import Projection
from hutong.search.shelf import Shelf
from hutong.search.vocabulary import Vocabulary

TURN_SECONDS = 0.25
TROUBLE_SECONDS = 3
STANDBY_SECONDS = 2
OUTGROWN_DAYS = 30
"""When the newest goods are so much newer than those of the build, freshness is reckoned anew."""

log = structlog.get_logger()


class Kept:
    """A build that is followed up."""

    def __init__(self, path: Path, state: State) -> None:
        """ValueError or OSError when it cannot be used."""
        self.path, self.born = path, state
        self.shelf, vocabulary = Shelf(path), Vocabulary()
        self.shelf.write()
        vocabulary.learn(self.shelf.names())
        self._projection = Projection(
            self.shelf, vocabulary, since=state.since, newest=state.newest
        )
        self._said = state

    async def follow(self, db: Database) -> int:
        count = await self._projection.follow(db)
        state = State(self.born.database, self._projection.since, self._projection.newest)
        if state != self._said:
            folder.write_state(self.path, state)
            self._said = state
        return count

    @property
    def outgrown(self) -> bool:
        return self._projection.newest > self.born.newest + OUTGROWN_DAYS

    def close(self) -> None:
        self.shelf.close()


class Keeper:
    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._folder = Folder(path)
        self._kept: Kept | None = None
        self._building: asyncio.Task[Path] | None = None

    async def keep(self, stop: asyncio.Event) -> None:
        """Until told to stop. A second one on the same folder waits for the first to end."""
        while not stop.is_set():
            with self._folder.claim() as mine:
                while mine and self._folder.is_claimed and not stop.is_set():
                    await _pause(stop, await self._turned())
                await self.end()
            await _pause(stop, STANDBY_SECONDS)

    async def once(self) -> int | None:
        """Build anew; how many documents there are. None when another process keeps this folder:
        it was asked to."""
        with self._folder.claim() as mine:
            if not mine:
                self._folder.wish_rebuild()
                return None
            path = await build(self._db, self._folder.new())
            self._folder.point(path)
        return Shelf(path).size

    @property
    def settled(self) -> bool:
        """There is an index, and none is being built."""
        return self._kept is not None and self._building is None

    async def turn(self) -> None:
        """Take in what is new; open, begin or finish a build where that is due."""
        if self._kept is not None and not self._folder.reads(self._kept.path):
            self._kept = None  # somebody deleted it; what is left of it is of no use
        if self._kept is None and self._building is None:
            self._kept = await self._opened()
        if self._kept is not None:
            await self._kept.follow(self._db)
        if self._building is not None:
            if self._building.done():
                await self._switch()
        elif self._kept is None or self._kept.outgrown or self._folder.rebuild_is_wished:
            self._folder.forget_wish()
            self._building = asyncio.create_task(build(self._db, self._folder.new()))

    async def _turned(self) -> float:
        """How long to rest afterwards."""
        try:
            await self.turn()
        except (DBAPIError, OSError, ValueError):
            log.warning("search.keeper_trouble", exc_info=True)
            return TROUBLE_SECONDS
        return TURN_SECONDS

    async def _opened(self) -> Kept | None:
        """The build that is there, when it is one of this database and lacks nothing."""
        stamp = self._folder.stamp()
        state = folder.read_state(stamp.path) if stamp else None
        async with self._db.reading() as session:
            origin = await queries.origin(session)
        if not stamp or not state or state.database != origin.name or state.since > origin.until:
            return None
        try:
            kept = Kept(stamp.path, state)
        except (ValueError, OSError):
            log.warning("search.index_broken", path=str(stamp.path), exc_info=True)
            return None
        await kept.follow(self._db)
        async with self._db.reading() as session:
            complete = kept.shelf.size == await queries.count(session)
        if not complete:
            kept.close()
            return None
        return kept

    async def _switch(self) -> None:
        """The new build has caught up before it is read."""
        building, self._building = self._building, None
        path = await building if building else None
        state = folder.read_state(path) if path else None
        if path is None or state is None:
            return
        fresh = Kept(path, state)
        await fresh.follow(self._db)
        self._folder.point(path)
        before, self._kept = self._kept, fresh
        if before is not None:
            before.close()
        log.info("search.built", documents=fresh.shelf.size)

    async def end(self) -> None:
        """Whatever is open is closed; another turn opens it again."""
        if self._building is not None:
            self._building.cancel()
            await asyncio.wait([self._building])
        if self._kept is not None:
            self._kept.close()
        self._building = self._kept = None


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
