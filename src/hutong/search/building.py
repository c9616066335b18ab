"""A whole index from the database, in a folder of its own. Reading, cutting words and sorting them
is all work for a processor: of a large shop as many processes as there are do it, part by part,
and the parts are put together and made one."""

import asyncio
import gc
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from pathlib import Path
from uuid import UUID

from hutong.kernel.db import Database
from hutong.search import entry, folder, parts, queries
from hutong.search.folder import State
from hutong.search.queries import Origin
from hutong.search.shelf import Shelf
from hutong.search.vocabulary import Vocabulary

BATCH = 2000
SMALL = 3
"""So few batches are done sooner than other processes are started."""

WRITER_BYTES = 100_000_000
PROCESSES = os.cpu_count() or 1
PARTS = max(8, PROCESSES)
"""The engine makes one segment of eight that are alike: whatever is asked is then asked once, and
not of each of them."""

Slice = tuple[UUID, UUID]


async def build(db: Database, path: Path) -> Path:
    """Whatever changes meanwhile is for the follow-up."""
    async with db.reading() as session:
        origin = await queries.origin(session)
        edges = await queries.edges(session, BATCH)
    slices = list(pairwise(edges))
    if len(slices) <= SMALL:
        await _write(db, path, origin, slices)
    else:
        await _write_together(db, path, origin, slices)
    folder.write_state(path, State(origin.name, origin.until, origin.newest))
    return path


async def _write(db: Database, path: Path, origin: Origin, slices: Sequence[Slice]) -> None:
    shelf, vocabulary = Shelf(path), Vocabulary()
    shelf.write(WRITER_BYTES)
    for each in slices:
        if _told_to_stop():
            break
        async with db.reading() as session:
            found = await queries.between(session, *each)
        for document in found:
            words = vocabulary.words(document)
            shelf.add(entry.entry(document, words, newest=origin.newest))
    await asyncio.to_thread(_finish, shelf)


def _finish(shelf: Shelf) -> None:
    shelf.publish()
    shelf.close()


async def _write_together(
    db: Database, path: Path, origin: Origin, slices: Sequence[Slice]
) -> None:
    loop = asyncio.get_running_loop()
    url = db.engine.url.render_as_string(hide_password=False)
    shares = [share for at in range(PARTS) if (share := slices[at::PARTS])]
    places = [path / f"part-{at}" for at in range(len(shares))]
    with _helpers() as helpers:
        await asyncio.gather(
            *(
                loop.run_in_executor(helpers, _write_part, url, place, origin, share)
                for place, share in zip(places, shares, strict=True)
            )
        )
    await asyncio.to_thread(_made_one, path, places)


def _made_one(path: Path, places: Sequence[Path]) -> None:
    parts.join(path, places)
    shelf = Shelf(path)
    shelf.write(WRITER_BYTES)
    _finish(shelf)


@contextmanager
def _helpers() -> Iterator[ProcessPoolExecutor]:
    context = get_context("spawn")
    stop = context.Event()
    helpers = ProcessPoolExecutor(
        PROCESSES, mp_context=context, initializer=_begin, initargs=(stop,)
    )
    try:
        yield helpers
    finally:
        stop.set()
        helpers.shutdown(cancel_futures=True)


_stops: list[Event] = []
"""Of a helper: what tells it that nobody waits for its part any more."""


def _told_to_stop() -> bool:
    return any(each.is_set() for each in _stops)


def _begin(stop: Event) -> None:
    gc.disable()  # it reads, writes and ends: what it makes has no circles
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _stops.append(stop)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _write_part(url: str, place: Path, origin: Origin, share: Sequence[Slice]) -> None:
    place.mkdir()
    asyncio.run(_written_part(url, place, origin, share))


async def _written_part(url: str, place: Path, origin: Origin, share: Sequence[Slice]) -> None:
    db = Database(url, pool_size=1)
    try:
        await _write(db, place, origin, share)
    finally:
        await db.close()
