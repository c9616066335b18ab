"""The front door of finding: what every web process asks, whatever stands behind it."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import CategoryNode, CategoryStamp
from hutong.kernel.db import Database
from hutong.kernel.texts import Texts
from hutong.search import entry, finding, folder, libraries, plain, queries, ranking
from hutong.search.documents import BRAND, Address, Document
from hutong.search.folder import Folder, Stamp
from hutong.search.matching import Matcher
from hutong.search.naming import Names
from hutong.search.orders import Orders
from hutong.search.projection import Projection
from hutong.search.query import Facets, Found, Query
from hutong.search.ranking import Explanation, Reading
from hutong.search.shelf import Shelf
from hutong.search.steering import Steering, Steerings
from hutong.search.thesaurus import thesaurus
from hutong.search.vocabulary import Vocabulary

POLL_SECONDS = 0.25
TREE_TURNS = 4  # looks between two at the categories
TROUBLE_SECONDS = 3
RELATED = 8
ORDERS = "orders"
ANSWERS_MAX = 2000
READINGS_MAX = 500
NEWS_MAX = 1000
BRANDS_MAX = 5000

log = structlog.get_logger()
editions = itertools.count()
Answer = TypeVar("Answer")
Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Index:
    """With a folder it reads what the keeper writes there, and asks the database while there is
    nothing. Without one it is an index of its own, in memory, that `refresh` and `put` fill."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = None if folder is None else Folder(folder)
        self._db: Database | None = None
        self._stamp: Stamp | None = None
        self._matcher: Matcher | None = None
        self._vocabulary = Vocabulary()
        self._projection: Projection | None = None
        self._newest = 0
        self._best: Sequence[Document] = ()
        self._heard = 0
        self._answers: dict[Hashable, Found] = {}
        self._counted: dict[Hashable, Facets] = {}
        self._orders = Orders(None if folder is None else folder / ORDERS)
        self._lists: dict[Hashable, Sequence[Document]] = {}
        self._readings: dict[Hashable, Reading] = {}
        self._names: Names | None = None
        self._steerings = Steerings()
        self._edition = next(editions)
        self._tree: tuple[CategoryNode, ...] = ()
        self._tree_stamp: CategoryStamp | None = None
        if folder is None and libraries.COMPLETE:
            shelf = Shelf()
            shelf.write()
            self._matcher = Matcher(shelf)
            self._projection = Projection(shelf, self._vocabulary)

    @property
    def tree(self) -> tuple[CategoryNode, ...]:
        """The two levels of categories that shoppers walk."""
        return self._tree

    @property
    def edition(self) -> int:
        """Another one whenever anything that a page may show of the goods has changed."""
        return self._edition

    @property
    def understands(self) -> bool:
        """Whether words are understood; else the database matches them as they are typed."""
        return self._matcher is not None

    async def refresh(self, db: Database) -> int:
        """Take over what changed since the last time. How many documents that were."""
        self._db = db
        await self._refresh_tree(db)
        if self._projection is None:
            seen = await self._look()
            self._best = () if self._matcher else await self._some(Query())
            return seen
        count = await self._projection.follow(db)
        if count:
            self._renew(self._projection.newest)
        return count

    def put(self, documents: Iterable[Document], rooms: Sequence[CategoryNode] = ()) -> None:
        """Show these documents, and these rooms, without asking a database for them."""
        if self._projection is None:
            raise TypeError("The keeper writes this index.")
        self._tree = tuple(rooms) or self._tree
        self._projection.take_in((each.product_id, each) for each in documents)
        self._renew(self._projection.newest)

    def learn_words(self) -> None:
        """Staff changed what words mean: nothing that was understood before holds."""
        self._vocabulary.hear_of(thesaurus().words)
        self._forget()
        self._edition = next(editions)

    def steer(self, steerings: Steerings) -> None:
        """Staff arranged results anew."""
        self._steerings = steerings
        self._answers.clear()
        self._counted.clear()
        self._edition = next(editions)

    def tried(self, query: Query, steering: Steering) -> Found | None:
        """As it would be if these were the rules; None while there is no index."""
        if self._matcher is None:
            return None
        return finding.find(self._matcher.shelf, query, self._read(query), steering)

    async def follow(self, db: Database, stop: asyncio.Event) -> None:
        """Look for news until told to stop. A database that is away is waited for."""
        for turn in itertools.count():
            pause = POLL_SECONDS
            try:
                await (self._look() if turn % TREE_TURNS else self.refresh(db))
            except (DBAPIError, OSError):
                log.warning("search.trouble", exc_info=True)
                pause = TROUBLE_SECONDS
            try:
                async with asyncio.timeout(pause):
                    await stop.wait()
            except TimeoutError:
                continue
            return

    async def find(self, query: Query) -> Found:
        """The same question between two changes is answered from memory."""
        if self._matcher is None:
            return plain.find(await self._some(query), query)
        return self.glance(query)

    def glance(self, query: Query) -> Found:
        """The same without waiting: where there is no index, among the best sellers only."""
        if self._matcher is None:
            return plain.find(self._best, query)
        found = self._answers.get(query.asked)
        if found is None:
            counted = self._counted.get(query.unsorted)
            telling = query.counting and counted is None and not query.is_filtered
            reading = self._read(query, telling=telling)
            steering = self._steerings.of(query, reading.corrected)
            found = finding.find(
                self._matcher.shelf,
                query,
                reading,
                steering,
                orders=self._orders,
                counted=counted,
            )
            _keep(self._answers, query.asked, found, most=ANSWERS_MAX)
            if query.counting:
                _keep(self._counted, query.unsorted, found.facets, most=ANSWERS_MAX)
        return found

    async def related(self, product_id: UUID, limit: int = RELATED) -> Sequence[Document]:
        """Neighbours of a product; of one that is not on the shelf, nothing."""
        document = await self.get(product_id)
        if document is None:
            return ()
        if self._matcher is None:
            narrowest = Query(category_slug=document.path[-1].slug if document.path else None)
            return plain.related(await self._some(narrowest), document, limit)
        found = self._lists.get((product_id, limit))
        if found is None:
            found = finding.related(self._matcher.shelf, document, limit)
            _keep(self._lists, (product_id, limit), found, most=ANSWERS_MAX)
        return found

    async def tagged(self, tag: str, limit: int) -> Sequence[Document]:
        """What is marked so, the best first."""
        return (await self.find(Query(tag=tag, size=limit, counting=False))).items

    async def get(self, product_id: UUID) -> Document | None:
        if self._matcher is not None:
            return self.glance_at(product_id)
        return await self._from_database(lambda session: queries.shown(session, product_id))

    def glance_at(self, product_id: UUID) -> Document | None:
        """The same without waiting: where there is no index, of the best sellers only."""
        if self._matcher is not None:
            return self._matcher.shelf.one("id", str(product_id))
        return next((each for each in self._best if each.product_id == product_id), None)

    async def by_slug(self, slug: str) -> Document | None:
        if self._matcher is not None:
            return self._matcher.shelf.one("slug", slug)
        return await self._from_database(lambda session: queries.at(session, slug))

    async def addresses(self) -> Sequence[Address]:
        """Everything on the shelves, the oldest first."""
        if self._matcher is not None:
            return await asyncio.to_thread(self._matcher.shelf.addresses)
        return await self._from_database(queries.addresses) or ()

    async def explain(
        self, text: str, product_id: UUID, tried: Steering | None = None
    ) -> Explanation | None:
        """Why a product stands where it does for these words, or would with what is `tried`; None
        when they do not find it."""
        document = await self.get(product_id)
        if self._matcher is None or document is None or not text.strip():
            return None
        reading = self._read(Query(text=text))
        steering = tried or self._steerings.of(Query(text=text), reading.corrected)
        told = ranking.explain(
            self._matcher, reading, document, newest=self._newest, steering=steering
        )
        return told if told.place or self._matcher.has(reading.fitting, product_id) else None

    def category_path(self, slug: str) -> tuple[CategoryNode, ...]:
        """From the top to that category; empty when shoppers cannot go there."""
        for top in self._tree:
            if top.slug == slug:
                return (top,)
            for below in top.children:
                if below.slug == slug:
                    return (top, below)
        return ()

    def _read(self, query: Query, *, telling: bool = False) -> Reading:
        """Every page and filter of one question reads its words once."""
        key = query.text, query.as_words
        reading = self._readings.get(key)
        if reading is None:
            if self._names is None:
                self._names = Names(_brands(self._known.shelf), self._tree)
            reading = ranking.read(
                self._known,
                self._vocabulary,
                query.text,
                self._names,
                as_words=query.as_words,
                telling=telling,
            )
            _keep(self._readings, key, reading, most=READINGS_MAX)
        return reading

    @property
    def _known(self) -> Matcher:
        if self._matcher is None:
            raise LookupError("There is no index.")
        return self._matcher

    async def _some(self, query: Query) -> Sequence[Document]:
        """Candidates for plain words, the best sellers first."""
        return await self._from_database(lambda session: queries.candidates(session, query)) or ()

    async def _from_database(
        self, ask: Callable[[AsyncSession], Awaitable[Answer]]
    ) -> Answer | None:
        if self._db is None:
            return None
        async with self._db.reading() as session:
            return await ask(session)

    async def _refresh_tree(self, db: Database) -> None:
        async with db.reading() as session:
            stamp = await catalog.category_stamp(session)
            if stamp != self._tree_stamp:
                self._tree = await catalog.category_tree(session)
                self._tree_stamp = stamp
                self._forget()
                self._edition = next(editions)

    async def _look(self) -> int:
        """Open the build that is current, or see what its keeper committed."""
        stamp = self._folder.stamp() if self._folder and libraries.COMPLETE else None
        if stamp is None:
            self._edition = next(editions)  # the database does not say when something changes
        if stamp == self._stamp:
            return 0
        if stamp is None:
            self._matcher = None
        elif self._stamp is None or stamp.path != self._stamp.path:
            shelf, self._vocabulary = await asyncio.to_thread(_open, stamp.path)
            self._matcher = Matcher(shelf)
            self._heard = shelf.last_round
        else:
            self._known.shelf.reload()
        self._stamp = stamp
        state = folder.read_state(stamp.path) if stamp else None
        self._renew(state.newest if state else 0)
        return await self._hear_news()

    async def _hear_news(self) -> int:
        """The words of documents that came since the last time; of very many that came at once,
        those of the whole index, while what was known before still answers."""
        if self._matcher is None:
            return 0
        shelf, until = self._matcher.shelf, self._matcher.shelf.last_round
        news = shelf.come_after(self._heard, NEWS_MAX + 1)
        if len(news) > NEWS_MAX:
            self._vocabulary = await asyncio.to_thread(_learned, shelf)
            self._forget()
            self._edition = next(editions)
        else:
            words = chain.from_iterable(map(self._vocabulary.words, news))
            self._vocabulary.meet(shelf.frequencies(words))
        self._heard = until
        return len(news)

    def _renew(self, newest: int) -> None:
        """What was answered before is forgotten."""
        self._newest = newest
        if self._matcher is not None:
            self._matcher = Matcher(self._matcher.shelf)
        self._lists.clear()
        self._forget()
        self._edition = next(editions)

    def _forget(self) -> None:
        """How words were read, and what was answered."""
        self._answers.clear()
        self._counted.clear()
        self._readings.clear()
        self._names = None


def _open(path: Path) -> tuple[Shelf, Vocabulary]:
    shelf = Shelf(path)
    return shelf, _learned(shelf)


def _learned(shelf: Shelf) -> Vocabulary:
    """All that the index has to teach."""
    vocabulary = Vocabulary()
    vocabulary.learn(shelf.names())
    vocabulary.meet(shelf.words())
    return vocabulary


def _brands(shelf: Shelf) -> list[Texts]:
    """The names of those that goods are of."""
    found = shelf.beginning("label", entry.label_of(BRAND), BRANDS_MAX)
    return [json.loads(each)[1] for each in found]


def _keep(kept: dict[Key, Kept], key: Key, value: Kept, *, most: int) -> None:
    if len(kept) >= most:
        kept.clear()
    kept[key] = value
