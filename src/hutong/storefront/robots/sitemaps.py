"""Every address that is worth finding, in parts that search engines take.

Made from the index, in a thread, and kept compressed: asking again costs
nothing, however many robots come.
"""

import asyncio
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hutong.kernel import clock
from hutong.search import Address, Index
from hutong.web.frame import Site
from hutong.web.navigation import Navigation

BUILT = "/pages/"
PART_MAX = 25_000  # places; in two languages they are as many as one sitemap may hold
FRESH = timedelta(minutes=1)
GZIP = 16 + zlib.MAX_WBITS
OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LINKS = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    changed: datetime | None = None


class Sitemaps:
    """One in each web process."""

    def __init__(self, index: Index, navigation: Navigation, origin: str) -> None:
        self._index = index
        self._navigation = navigation
        self._origin = origin
        self._made: list[bytes] = []
        self._made_of: tuple[object, ...] = ()
        self._made_at: datetime | None = None
        self._making = asyncio.Lock()

    async def sitemap(self, part: int = 0) -> bytes | None:
        """Gzipped XML: the list of parts, or one of the parts from 1 on; None beyond the last.

        What changed in the shop is in it a minute later.
        """
        async with self._making:
            if self._is_stale():
                edition, front = self._index.edition, tuple(self._front())
                goods = await self._index.addresses()
                self._made = await asyncio.to_thread(_made, self._origin, front, goods)
                self._made_of, self._made_at = (edition, front), clock.now()
        return self._made[part] if 0 <= part < len(self._made) else None

    def _is_stale(self) -> bool:
        if self._made_at is None:
            return True
        if clock.now() - self._made_at < FRESH:
            return False
        edition, front = self._made_of
        return edition != self._index.edition or front != tuple(self._front())

    def _front(self) -> Iterator[Place]:
        """The pages that lead to the goods."""
        yield Place("/")
        yield Place("/c")
        for top in self._index.tree:
            for node in (top, *top.children):
                yield Place(f"/c/{node.slug}")
        for link in self._navigation.help_links():
            yield Place(link.url)
        for path in sorted(self._navigation.board.paths(clock.now())):
            if path.startswith(BUILT):
                yield Place(path)


def _made(origin: str, front: Sequence[Place], goods: Sequence[Address]) -> list[bytes]:
    """The list of parts first. In order of age, so that a new product moves no other one."""
    places = [*front, *(Place(f"/p/{each.slug}", each.edited_at) for each in goods)]
    parts = [places[at : at + PART_MAX] for at in range(0, len(places), PART_MAX)]
    contents = [Place(f"/sitemap.xml?part={n}", _latest(part)) for n, part in enumerate(parts, 1)]
    return [
        _gzipped("sitemapindex", (_part(origin, each) for each in contents)),
        *(_gzipped("urlset", (_page(origin, place) for place in part)) for part in parts),
    ]


def _latest(part: Iterable[Place]) -> datetime | None:
    return max((place.changed for place in part if place.changed), default=None)


def _gzipped(whole: str, lines: Iterable[str]) -> bytes:
    """Line by line: the text of fifty thousand addresses is never there as a whole."""
    press = zlib.compressobj(wbits=GZIP)
    opening = f'{OPENING}<{whole} xmlns="{NAMESPACE}" xmlns:xhtml="{LINKS}">\n'
    pressed = [press.compress(opening.encode())]
    pressed += [press.compress(line.encode()) for line in lines]
    pressed += [press.compress(f"</{whole}>\n".encode()), press.flush()]
    return b"".join(pressed)


def _part(origin: str, part: Place) -> str:
    return f"<sitemap><loc>{origin}{part.path}</loc>{_changed(part)}</sitemap>\n"


def _page(origin: str, place: Place) -> str:
    """In every language, each with the others beside it. Paths are made of slugs and digits:
    nothing in them needs to be escaped."""
    ways = Site(origin).everywhere(place.path)
    beside = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in ways
    )
    return "".join(
        f"<url><loc>{address}</loc>{_changed(place)}{beside}</url>\n"
        for address in dict.fromkeys(address for _code, address in ways)
    )


def _changed(place: Place) -> str:
    changed = place.changed.isoformat(timespec="seconds") if place.changed else ""
    return f"<lastmod>{changed}</lastmod>" if changed else ""
