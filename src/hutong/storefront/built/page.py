"""A page that staff have built, and what stands around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hutong.catalog import CategoryNode
from hutong.decoration import Content, Reader
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts, pick
from hutong.recommendation import NOTHING_KNOWN, Interests
from hutong.search import Index
from hutong.storefront.blocks import Drawn, draw
from hutong.web.frame import shortened
from hutong.web.region import There

KINDS_PER_ROOM = 2
LARGE = {"carousel", "story", "hotspots"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A shelf of the shop, with its picture."""

    title: Texts
    url: str
    picture: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltPage:
    title: str
    line: str
    blocks: Sequence[Drawn]
    kinds: Sequence[Kind]
    is_home: bool = False
    preview: str = ""
    linked_data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        return shortened(self.line or self.title)

    @property
    def is_bare(self) -> bool:
        """Nothing of it can be seen yet: ways and rows of goods may stand there empty."""
        return not self.kinds and not any(map(_is_seen, self.blocks))

    @property
    def opens_large(self) -> bool:
        """Begins with a picture that has its own words."""
        return self.is_home or bool(self.blocks and self.blocks[0].kind in LARGE)

    @property
    def picture(self) -> str | None:
        """For links that are shared: the first large one."""
        for block in self.blocks:
            if block.kind == "carousel":
                return str(block.values["slides"][0]["picture"])
            if block.kind == "hotspots":
                return str(block.values["picture"])
        return None


@dataclass(frozen=True, slots=True)
class Sight:
    """When, where and by whom a page is seen."""

    there: There
    reader: Reader
    interests: Interests = NOTHING_KNOWN

    @property
    def at(self) -> datetime:
        return self.there.at


def _is_seen(block: Drawn) -> bool:
    match block.kind:
        case "goods" | "for_you":
            return bool(block.values["goods"])
        case "navigation":
            return bool(block.values["by"] != "categories")
        case _:
            return True


def built(content: Content, index: Index, sight: Sight) -> BuiltPage:
    return BuiltPage(
        title=pick(content.title),
        line=pick(content.line),
        blocks=draw(
            content.blocks,
            index,
            reader=sight.reader,
            there=sight.there,
            interests=sight.interests,
        ),
        kinds=kinds(index.tree),
    )


def told(at: str) -> str:
    """Said above what is not shown yet."""
    return _("Preview as of {time}. Shoppers see what is published.").format(time=at)


def kinds(tree: Sequence[CategoryNode]) -> tuple[Kind, ...]:
    """The first shelves of every room, so that none is forgotten on the first page."""
    return tuple(
        Kind(shelf.name, f"/c/{shelf.slug}", shelf.picture)
        for room in tree
        for shelf in room.children[:KINDS_PER_ROOM]
    )
