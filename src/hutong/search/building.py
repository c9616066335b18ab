"""A whole index from the database, in a folder of its own. Reading and cutting words is most of the
work: of a large shop, as many processes do it as there are processors, and this one writes."""

import asyncio
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice, pairwise
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any
from uuid import UUID

from hutong.kernel.db import Database
from hutong.search import entry, folder, queries
from hutong.search.folder import State
from hutong.search.queries import Origin
from hutong.search.shelf import Shelf
from hutong.search.vocabulary import Vocabulary

BATCH = 2000
WRITERS = 2
SMALL = 3
"""So few batches are done sooner than other processes are started."""

Slice = tuple[UUID, UUID]


async def build(db: Database, path: Path) -> Path:
    """Whatever changes meanwhile is for the follow-up."""
    async with db.reading() as session:
        origin = await queries.origin(session)
        edges = await queries.edges(session, BATCH)
    shelf = Shelf(path)
    shelf.write(WRITERS)
    slices = list(pairwise(edges))
    if len(slices) <= SMALL:
        vocabulary = Vocabulary()
        for each in slices:
            await asyncio.to_thread(_add, shelf, await _entries(db, vocabulary, origin, each))
    else:
        await _build_together(db, shelf, origin, slices)
    await asyncio.to_thread(_finish, shelf)
    folder.write_state(path, State(origin.name, origin.until, origin.newest))
    return path


async def _build_together(
    db: Database, shelf: Shelf, origin: Origin, slices: Sequence[Slice]
) -> None:
    loop = asyncio.get_running_loop()
    url = db.engine.url.render_as_string(hide_password=False)
    with _helpers(url, origin) as helpers:
        waiting = iter(slices)
        begun = [loop.run_in_executor(helpers, _prepare, each) for each in islice(waiting, AHEAD)]
        while begun:
            entries = await begun.pop(0)
            begun += [loop.run_in_executor(helpers, _prepare, each) for each in islice(waiting, 1)]
            await asyncio.to_thread(_add, shelf, entries)


PROCESSES = max(1, (os.cpu_count() or 1) - 1)
AHEAD = 2 * PROCESSES


@contextmanager
def _helpers(url: str, origin: Origin) -> Iterator[ProcessPoolExecutor]:
    helpers = ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("spawn"), initializer=_begin, initargs=(url, origin)
    )
    try:
        yield helpers
    finally:
        helpers.shutdown(cancel_futures=True)


class _Helper:
    """What a process of its own needs."""

    def __init__(self, url: str, origin: Origin) -> None:
        self.url, self.origin, self.vocabulary = url, origin, Vocabulary()


_helper: list[_Helper] = []


def _begin(url: str, origin: Origin) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _helper.append(_Helper(url, origin))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepare(wanted: Slice) -> list[Any]:
    return asyncio.run(_prepared(_helper[0], wanted))


async def _prepared(helper: _Helper, wanted: Slice) -> list[Any]:
    db = Database(helper.url, pool_size=1)
    try:
        return await _entries(db, helper.vocabulary, helper.origin, wanted)
    finally:
        await db.close()


async def _entries(
    db: Database, vocabulary: Vocabulary, origin: Origin, wanted: Slice
) -> list[Any]:
    async with db.reading() as session:
        found = await queries.between(session, *wanted)
    return [
        entry.entry(document, vocabulary.words(document), newest=origin.newest)
        for document in found
    ]


def _add(shelf: Shelf, entries: Sequence[Any]) -> None:
    for each in entries:
        shelf.add(each)


def _finish(shelf: Shelf) -> None:
    shelf.publish()
    shelf.close()
