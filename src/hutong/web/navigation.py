"""What every page shows of the shop without asking the database: its name, its shelves, its help.

Each web process keeps one and takes over what staff changed within a second.
"""

import asyncio
import itertools
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DBAPIError

from hutong import content, decoration, pricing
from hutong.content import Article, Shopfront
from hutong.decoration import PLAIN, Board
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.texts import Texts, pick
from hutong.pricing import Rules
from hutong.search import Index
from hutong.web.frame import Link, Signboard

REFRESH_SECONDS = 1
NAMELESS = Shopfront(name={"zh": "商店", "en": "Shop"}, slogan={}, description={})

log = structlog.get_logger()
editions = itertools.count()


@dataclass(frozen=True, slots=True)
class HelpPage:
    slug: str
    title: Texts
    body: Texts


class Navigation:
    def __init__(self, index: Index) -> None:
        self._index = index
        self.shopfront = NAMELESS
        self.rules = Rules()
        self.edition = next(editions)
        self._help: dict[str, HelpPage] = {}
        self.board = Board()
        self.look = PLAIN
        self._stamp: content.Stamp | None = None
        self._built: decoration.Stamp | None = None

    async def refresh(self, db: Database) -> None:
        async with db.reading() as session:
            stamp = await content.stamp(session)
            rules = await pricing.rules(session)
            built = await decoration.stamp(session)
            if stamp != self._stamp:
                self.shopfront = await content.shopfront(session)
                self._help = {each.slug: _page(each) for each in await content.articles(session)}
            if built != self._built:
                self.board = await decoration.board(session, clock.now())
        look = self.board.look(clock.now())
        if (stamp, rules, built, look) != (self._stamp, self.rules, self._built, self.look):
            self.edition = next(editions)
        self._stamp, self.rules, self._built, self.look = stamp, rules, built, look

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
