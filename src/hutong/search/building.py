"""A whole index from the database, in a folder of its own, on all the processors but one."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from hutong.kernel.db import Database
from hutong.search import entry, folder, queries
from hutong.search.documents import Document
from hutong.search.folder import State
from hutong.search.shelf import Shelf
from hutong.search.vocabulary import Vocabulary

BATCH = 2000
WRITERS = 2
FIRST = UUID(int=0)
SMALL = 2 * BATCH
"""So many are sooner done here than other processes are started."""


async def build(db: Database, path: Path) -> Path:
    """Whatever changes meanwhile is for the follow-up."""
    async with db.reading() as session:
        origin = await queries.origin(session)
    shelf = Shelf(path)
    shelf.write(WRITERS)
    vocabulary = Vocabulary()
    after = FIRST
    while True:
        async with db.reading() as session:
            found = await queries.batch(session, after, BATCH)
        if not found:
            break
        after = found[-1][0]
        shown = [document for _, document in found if document]
        await asyncio.to_thread(_add, shelf, vocabulary, shown, origin.newest)
    await asyncio.to_thread(_finish, shelf)
    folder.write_state(path, State(origin.name, origin.until, origin.newest))
    return path


def _add(shelf: Shelf, vocabulary: Vocabulary, documents: Sequence[Document], newest: int) -> None:
    for document in documents:
        shelf.add(entry.entry(document, vocabulary.words(document), newest=newest))


def _finish(shelf: Shelf) -> None:
    shelf.publish()
    shelf.close()
