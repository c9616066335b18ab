"""What every page shows of the shop without asking the database: its name, its shelves, its help.

Each web process keeps one and takes over what staff changed within a second.
"""

import asyncio
import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, content, decoration, pricing
from hutong.assortment import Aim, Restriction
from hutong.content import Article, Shopfront
from hutong.decoration import PLAIN, Board, Content
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.texts import Texts, pick
from hutong.pricing import Rules
from hutong.search import Index
from hutong.web.frame import Link, Signboard
from hutong.web.picture import Focus

REFRESH_SECONDS = 1
RESOLVED = timedelta(seconds=30)
"""How long a list may take to hear that other goods came under a rule about regions."""
NAMELESS = Shopfront(name={"zh": "商店", "en": "Shop"}, slogan={}, description={})

log = structlog.get_logger()
editions = itertools.count()


@dataclass(frozen=True, slots=True)
class HelpPage:
    slug: str
    title: Texts
    body: Texts


class Navigation:
    def __init__(self, index: Index, focus: Focus | None = None) -> None:
        self._index = index
        self.focus = focus or Focus()
        self.shopfront = NAMELESS
        self.rules = Rules()
        self.edition = next(editions)
        self._help: dict[str, HelpPage] = {}
        self.board = Board()
        self.look = PLAIN
        self.atlas: tuple[tuple[Restriction, Aim], ...] = ()
        self._mapped: tuple[int, datetime] | None = None
        self._holding: frozenset[UUID] = frozenset()
        self._stamp: content.Stamp | None = None
        self._built: decoration.Stamp | None = None

    async def refresh(self, db: Database) -> None:
        async with db.reading() as session:
            stamp = await content.stamp(session)
            rules = await pricing.rules(session)
            built = await decoration.stamp(session)
            atlas = await self._atlas(session)
            moved = await self.focus.refresh(session)
            if stamp != self._stamp:
                self.shopfront = await content.shopfront(session)
                self._help = {each.slug: _page(each) for each in await content.articles(session)}
            if built != self._built:
                self.board = await decoration.board(session, clock.now())
        at = clock.now()
        look = self.board.look(at)
        holding = frozenset(rule.id for rule, _ in atlas if rule.holds(at))
        fresh = (stamp, rules, built, look, atlas, holding)
        known = (self._stamp, self.rules, self._built, self.look, self.atlas, self._holding)
        if moved or fresh != known:
            self.edition = next(editions)
        self.atlas, self._holding = atlas, holding
        self._stamp, self.rules, self._built, self.look = stamp, rules, built, look

    async def built_page(self, db: Database, path: str, at: datetime) -> Content | None:
        """What is shown at that address. One that is not known here may have been published since
        the last look: staff who publish a page and open it do not wait for the next."""
        content = self.board.page(path, at)
        if content is None and await self._behind(db):
            await self.refresh(db)
            content = self.board.page(path, at)
        return content

    async def _behind(self, db: Database) -> bool:
        async with db.reading() as session:
            return await decoration.stamp(session) != self._built

    async def _atlas(self, session: AsyncSession) -> tuple[tuple[Restriction, Aim], ...]:
        """Which goods a rule is about changes with the goods, too."""
        edition, at = await assortment.edition(session), clock.now()
        known, when = self._mapped or (-1, at)
        if known == edition and (not self.atlas or at - when < RESOLVED):
            return self.atlas
        self._mapped = edition, at
        return await assortment.atlas(session)

    async def follow(self, db: Database, stop: asyncio.Event) -> None:
        """Refresh until told to stop. While the database is away the last known words stay."""
        while not stop.is_set():
            try:
                await self.refresh(db)
            except (DBAPIError, OSError):
                log.warning("navigation.trouble", exc_info=True)
            try:
                async with asyncio.timeout(REFRESH_SECONDS):
                    await stop.wait()
            except TimeoutError:
                continue

    def help_page(self, slug: str) -> HelpPage | None:
        return self._help.get(slug)

    def categories(self) -> tuple[Link, ...]:
        """Two levels, as shoppers see them (STO-04)."""
        return tuple(
            Link(
                pick(top.name),
                f"/c/{top.slug}",
                tuple(Link(pick(below.name), f"/c/{below.slug}") for below in top.children),
            )
            for top in self._index.tree
        )

    def help_links(self) -> tuple[Link, ...]:
        return tuple(Link(pick(page.title), f"/help/{page.slug}") for page in self._help.values())

    def signboard(self) -> Signboard:
        front = self.shopfront
        return Signboard(
            name=pick(front.name),
            slogan=pick(front.slogan),
            description=pick(front.description),
            footer=tuple(pick(line) for line in front.footer),
        )


def _page(article: Article) -> HelpPage:
    return HelpPage(article.slug, article.title, article.body)
