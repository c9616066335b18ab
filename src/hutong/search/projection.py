"""An index as it is written: it follows the documents of the database."""

from collections.abc import Iterable
from uuid import UUID

from hutong.kernel.db import Database
from hutong.search import entry, queries
from hutong.search.documents import Document
from hutong.search.shelf import Shelf
from hutong.search.vocabulary import Vocabulary


class Projection:
    """`since`: the transaction up to which all is taken in. `newest`: of the goods, in days."""

    def __init__(
        self, shelf: Shelf, vocabulary: Vocabulary, *, since: int = 0, newest: int = 0
    ) -> None:
        self.since, self.newest = since, newest
        self._shelf = shelf
        self._vocabulary = vocabulary
        self._seen: dict[UUID, tuple[int, Document | None]] = {}

    async def follow(self, db: Database) -> int:
        """Take over what changed since the last time. How many documents that were."""
        async with db.reading() as session:
            changes = await queries.changes(session, self.since)
        fresh = [each for each in changes.documents if self._seen.get(each[0], ()) != each[1:]]
        self.take_in((product_id, document) for product_id, _, document in fresh)
        self._seen = {each[0]: each[1:] for each in changes.documents}
        self.since = changes.until
        return len(fresh)

    def take_in(self, changed: Iterable[tuple[UUID, Document | None]]) -> None:
        changed = list(changed)
        if not changed:
            return
        days = (entry.days(document) for _, document in changed if document)
        self.newest = max(self.newest, *days, 0)
        for product_id, document in changed:
            if document is None:
                self._shelf.drop(product_id)
            else:
                words = self._vocabulary.put(document)
                self._shelf.put(document, words, newest=self.newest)
        self._shelf.publish()
