"""An index as it is written: it follows the documents of the database."""

from collections.abc import Iterable
from uuid import UUID

from hutong.kernel.db import Database
from hutong.search import entry, queries
from hutong.search.documents import Document
from hutong.search.shelf import Shelf
from hutong.search.vocabulary import Vocabulary

BATCH = 5000
Seen = tuple[int, int]
"""The transaction that wrote a document, and what it came to."""


class Projection:
    """`since`: the transaction up to which all is taken in. `newest`: of the goods, in days."""

    def __init__(
        self, shelf: Shelf, vocabulary: Vocabulary, *, since: int = 0, newest: int = 0
    ) -> None:
        self.since, self.newest = since, newest
        self._shelf = shelf
        self._vocabulary = vocabulary
        self._seen: dict[UUID, Seen] = {}
        self._round = shelf.last_round

    async def follow(self, db: Database) -> int:
        """Take over what changed since the last time. How many documents that were. A whole shop
        that changes at once is read part by part, in a short transaction each: what is written
        meanwhile comes with the next time."""
        seen: dict[UUID, Seen] = {}
        until, count, after = None, 0, queries.FIRST
        while True:
            async with db.reading() as session:
                part = await queries.changes(session, self.since, after=after, most=BATCH)
            until = part.until if until is None else until
            came = {each[0]: _seen(*each[1:]) for each in part.documents}
            fresh = [each for each in part.documents if self._seen.get(each[0]) != came[each[0]]]
            self.take_in((product_id, document) for product_id, _, document in fresh)
            seen |= came
            count += len(fresh)
            if len(part.documents) < BATCH:
                break
            after = part.documents[-1][0]
        self._seen, self.since = seen, until
        return count

    def take_in(self, changed: Iterable[tuple[UUID, Document | None]]) -> None:
        changed = list(changed)
        if not changed:
            return
        self._round += 1
        days = (entry.days(document) for _, document in changed if document)
        self.newest = max(self.newest, *days, 0)
        met: dict[str, None] = {}
        for product_id, document in changed:
            if document is None:
                self._shelf.drop(product_id)
            else:
                words = self._vocabulary.words(document)
                met |= dict.fromkeys(words)
                made = entry.entry(document, words, newest=self.newest, came=self._round)
                self._shelf.put(product_id, made)
        self._shelf.publish()
        self._vocabulary.meet(self._shelf.frequencies(met))


def _seen(written: int, document: Document | None) -> Seen:
    return written, hash(entry.packed(document)) if document else 0
