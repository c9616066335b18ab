"""The copy of every document that each web process keeps, so that listings ask no database."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from hutong import catalog
from hutong.catalog import Badge, CategoryNode, CategoryStamp
from hutong.kernel.db import Database
from hutong.search import finding, libraries, queries, ranking
from hutong.search.documents import Document
from hutong.search.finding import Found, Query
from hutong.search.ranking import Explanation, Reading
from hutong.search.vocabulary import Vocabulary

POLL_SECONDS = 1
TROUBLE_SECONDS = 3
RELATED = 8
ANSWERS_MAX = 2000
READINGS_MAX = 500

log = structlog.get_logger()
editions = itertools.count()


class Index:
    def __init__(self) -> None:
        self._documents: dict[UUID, Document] = {}
        self._seen: dict[UUID, tuple[int, Document | None]] = {}
        self._positions: Counter[UUID] = Counter()
        self._by_slug: dict[str, Document] = {}
        self._shown: Sequence[Document] = ()
        self._answers: dict[Hashable, Found] = {}
        self._vocabulary = Vocabulary()
        self._readings: dict[str, Reading] = {}
        self._since = 0
        self._tree: tuple[CategoryNode, ...] = ()
        self._stamp: CategoryStamp | None = None
        self._edition = next(editions)

    @property
    def tree(self) -> tuple[CategoryNode, ...]:
        """The two levels of categories that shoppers walk."""
        return self._tree

    @property
    def edition(self) -> int:
        """Another one whenever anything that a page may show of the goods has changed."""
        return self._edition

    @property
    def shown(self) -> Sequence[Document]:
        """Everything on the shelves; the same object until something of it changes."""
        return self._shown

    async def refresh(self, db: Database) -> int:
        """Take over what changed since the last time. How many documents that were."""
        async with db.reading() as session:
            changes = await queries.changes(session, self._since)
            stamp = await catalog.category_stamp(session)
            tree = self._tree
            if stamp != self._stamp:
                tree = await catalog.category_tree(session)
        fresh = [each for each in changes.documents if self._seen.get(each[0]) != each[1:]]
        for product_id, written, document in fresh:
            self._seen[product_id] = (written, document)
            self._positions[product_id] += 1
            self._take_over(product_id, document)
        if fresh:
            self._show()
        if tree is not self._tree:
            self._edition = next(editions)
        self._since, self._stamp, self._tree = changes.until, stamp, tree
        return len(fresh)

    def put(self, documents: Iterable[Document]) -> None:
        """Show these documents without asking a database for them."""
        for document in documents:
            self._take_over(document.product_id, document)
        self._show()

    def _show(self) -> None:
        self._edition = next(editions)
        self._shown = tuple(self._documents.values())
        self._answers.clear()
        self._readings.clear()
        self._by_slug = {document.slug: document for document in self._shown}

    def _take_over(self, product_id: UUID, document: Document | None) -> None:
        """One after another, between two questions: there is no moment without an index."""
        before = self._documents.get(product_id)
        if document is None:
            self._documents.pop(product_id, None)
            self._vocabulary.drop(product_id)
            return
        self._documents[product_id] = document
        if before is None or before.words != document.words:
            self._vocabulary.put(document)

    async def follow(self, db: Database, stop: asyncio.Event) -> None:
        """Refresh every second until told to stop. A database that is away is waited for."""
        while not stop.is_set():
            pause = POLL_SECONDS
            try:
                await self.refresh(db)
            except (DBAPIError, OSError):
                log.warning("search.trouble", exc_info=True)
                pause = TROUBLE_SECONDS
            try:
                async with asyncio.timeout(pause):
                    await stop.wait()
            except TimeoutError:
                continue

    def find(self, query: Query) -> Found:
        """The same question between two changes is answered from memory."""
        return self._asked_before(query.asked, self._shown, query)

    @property
    def understands(self) -> bool:
        """Whether words are understood; else they are matched as they are typed."""
        return libraries.COMPLETE

    def explain(self, text: str, product_id: UUID) -> Explanation | None:
        """Why a product stands where it does for these words; None when they do not find it."""
        document = self._documents.get(product_id)
        reading = self._read(text)
        if document is None or reading is None:
            return None
        found = any(each.product_id == product_id for _, each in reading.scored)
        return (
            ranking.explain(self._documents, self._vocabulary, reading, document) if found else None
        )

    def _read(self, text: str) -> Reading | None:
        """Every page and filter of one question reads its words once."""
        if not self.understands or not text.strip():
            return None
        reading = self._readings.get(text)
        if reading is None:
            if len(self._readings) >= READINGS_MAX:
                self._readings.clear()
            reading = ranking.read(self._documents, self._vocabulary, text)
            self._readings[text] = reading
        return reading

    def related(self, product_id: UUID, limit: int = RELATED) -> tuple[Document, ...]:
        """Neighbours of a product; of one that is not on the shelf, nothing."""
        document = self._documents.get(product_id)
        return finding.related(self._shown, document, limit) if document else ()

    def badged(self, badge: Badge, limit: int, among: Query | None = None) -> tuple[Document, ...]:
        """What staff marked so, the best first; of what the query would find, when there is one."""
        marked = [document for document in self._shown if badge in document.badges]
        query = among or Query(size=limit)
        return self._asked_before((badge, query.asked), marked, query).items

    def _asked_before(self, asked: Hashable, shown: Sequence[Document], query: Query) -> Found:
        found = self._answers.get(asked)
        if found is None:
            if len(self._answers) >= ANSWERS_MAX:
                self._answers.clear()
            found = self._answers[asked] = finding.find(shown, query, self._read(query.text))
        return found

    def get(self, product_id: UUID) -> Document | None:
        return self._documents.get(product_id)

    def by_slug(self, slug: str) -> Document | None:
        return self._by_slug.get(slug)

    def position(self, product_id: UUID) -> int:
        """Grows whenever the product, its price or its stock hint changes: what was cached of it
        under another position is stale."""
        return self._positions[product_id]

    def category_path(self, slug: str) -> tuple[CategoryNode, ...]:
        """From the top to that category; empty when shoppers cannot go there."""
        for top in self._tree:
            if top.slug == slug:
                return (top,)
            for below in top.children:
                if below.slug == slug:
                    return (top, below)
        return ()
