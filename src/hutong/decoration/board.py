"""What of all this is shown now: kept in the memory of every web process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.decoration import blocks, queries
from hutong.decoration.blocks import Content
from hutong.decoration.brand import UNSTYLED, Brand, read_brand
from hutong.decoration.states import PageKind
from hutong.decoration.themes import Look, read_look


@dataclass(frozen=True, slots=True)
class Span:
    from_at: datetime
    until_at: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)

    @property
    def edges(self) -> tuple[datetime, ...]:
        return (self.from_at, *((self.until_at,) if self.until_at else ()))

    @property
    def rank(self) -> tuple[bool, datetime]:
        """One with an end goes before one without; of two, the one that began later."""
        return self.until_at is not None, self.from_at


@dataclass(frozen=True, kw_only=True)
class Board:
    pages: Mapping[str, Sequence[tuple[Span, Content]]] = field(default_factory=dict)
    themes: Sequence[tuple[Span, Look]] = ()
    brand: Brand = UNSTYLED
    scenes: frozenset[str] = frozenset()
    """The paths of those that are scenes."""

    def page(self, path: str, at: datetime) -> Content | None:
        holding = [each for each in self.pages.get(path, ()) if each[0].holds(at)]
        best = max(holding, key=lambda each: each[0].rank, default=None)
        return best[1] if best else None

    def until(self, path: str, at: datetime) -> datetime | None:
        """Until when that page is what it is now."""
        shown = self.page(path, at)
        edges = [edge for span, _ in self.pages.get(path, ()) for edge in span.edges if edge > at]
        inside = blocks.next_edge(shown.blocks, at) if shown else None
        return min([*edges, *([inside] if inside else [])], default=None)

    def look(self, at: datetime) -> Look:
        holding = [each for each in self.themes if each[0].holds(at)]
        best = max(holding, key=lambda each: each[0].rank, default=None)
        return best[1].over(self.brand.look) if best else self.brand.look

    def paths(self, at: datetime) -> Sequence[str]:
        return [path for path in self.pages if self.page(path, at) is not None]


async def board(session: AsyncSession, at: datetime) -> Board:
    pages: dict[str, list[tuple[Span, Content]]] = {}
    shown = await queries.live(session, at)
    for live in shown:
        content, _problems = blocks.read(live.content)
        pages.setdefault(live.path, []).append((Span(live.from_at, live.until_at), content))
    themes = [
        (Span(each.from_at, each.until_at), read_look(each.settings))
        for each in await queries.themes(session)
        if each.from_at is not None
    ]
    scenes = frozenset(live.path for live in shown if live.kind is PageKind.SCENE)
    last = await queries.last_brand(session)
    worn = read_brand(last.settings) if last else UNSTYLED
    return Board(pages=pages, themes=themes, brand=worn, scenes=scenes)
