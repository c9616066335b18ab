"""What staff decided about search, in the memory of every web process, a second old at most."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.search import queries, thesaurus
from hutong.search.index import Index
from hutong.search.models import MerchandisingRule, Wording, WordingKind
from hutong.search.notes import asked_words
from hutong.search.steering import Steerings, steering
from hutong.search.suggesting import Suggestions
from hutong.search.thesaurus import Wordbook

POLL_SECONDS = 1
POPULAR_TURNS = 60
TROUBLE_SECONDS = 3

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Guide:
    """`pinned`: hot words in their order. `blocked`: words that are never suggested."""

    redirects: Mapping[str, str] = field(default_factory=dict)
    pinned: Sequence[str] = ()
    blocked: frozenset[str] = frozenset()


class Guidance:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._stamp = ""
        self._rules_stamp = ""
        self._turn = 0
        self.guide = Guide()
        self.suggestions = Suggestions((), (), frozenset())

    async def refresh(self, db: Database) -> bool:
        """Take over what staff said since the last time; whether there was something. What is
        popular is looked up once a minute."""
        changed = await self._heed(db, clock.now())
        if changed or self._turn % POPULAR_TURNS == 0:
            await self._look_around(db)
        self._turn += 1
        return changed

    async def _look_around(self, db: Database) -> None:
        async with db.reading() as session:
            popular = await queries.popular(session, clock.local_day(clock.now()))
        self.suggestions = Suggestions(popular, self.guide.pinned, self.guide.blocked)

    async def _heed(self, db: Database, at: datetime) -> bool:
        async with db.reading() as session:
            stamp, rules_stamp = await queries.guidance_stamps(session, at)
            said = await queries.wordings(session) if stamp != self._stamp else None
            rules = (
                await queries.rules_at(session, at) if rules_stamp != self._rules_stamp else None
            )
        if said is not None:
            self._hear(said)
        if rules is not None:
            self._index.steer(_steerings(rules))
        self._stamp, self._rules_stamp = stamp, rules_stamp
        return said is not None or rules is not None

    def _hear(self, said: Sequence[Wording]) -> None:
        self.guide = _guide(said)
        thesaurus.take_over(_book(said))
        self._index.learn_words()

    async def follow(self, db: Database, stop: asyncio.Event) -> None:
        """Refresh every second until told to stop. A database that is away is waited for."""
        while not stop.is_set():
            pause = POLL_SECONDS
            try:
                await self.refresh(db)
            except (DBAPIError, OSError):
                log.warning("search.guidance_trouble", exc_info=True)
                pause = TROUBLE_SECONDS
            try:
                async with asyncio.timeout(pause):
                    await stop.wait()
            except TimeoutError:
                continue

    def redirect(self, typed: str) -> str | None:
        """Where these words lead instead of to a list of goods."""
        return self.guide.redirects.get(asked_words(typed))


def _steerings(rules: Sequence[tuple[MerchandisingRule, str | None]]) -> Steerings:
    words: defaultdict[str, list[MerchandisingRule]] = defaultdict(list)
    categories: defaultdict[str, list[MerchandisingRule]] = defaultdict(list)
    for rule, slug in rules:
        (words[rule.words] if slug is None else categories[slug]).append(rule)
    return Steerings(
        words={about: steering(each) for about, each in words.items()},
        categories={about: steering(each) for about, each in categories.items()},
    )


def _guide(said: Sequence[Wording]) -> Guide:
    hot = sorted(
        (each for each in said if each.kind is WordingKind.HOT),
        key=lambda each: (each.place or 0, each.id),
    )
    return Guide(
        redirects={each.word: each.target for each in said if each.kind is WordingKind.REDIRECT},
        pinned=tuple(each.word for each in hot),
        blocked=frozenset(each.word for each in said if each.kind is WordingKind.BLOCKED),
    )


def _book(said: Sequence[Wording]) -> Wordbook | None:
    """None while nobody has brought any words in: then words.toml speaks."""
    if not said:
        return None
    return Wordbook(
        same=[each.words for each in said if each.kind is WordingKind.SAME],
        wider=[(each.word, each.words) for each in said if each.kind is WordingKind.WIDER],
        silent=[each.word for each in said if each.kind is WordingKind.SILENT],
    )
