"""What the home page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hutong.kernel.texts import Texts
from hutong.web.goods import Card, Promise


@dataclass(frozen=True, slots=True)
class Slide:
    title: Texts
    line: Texts
    picture: str
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A shelf of the shop, with its picture."""

    title: Texts
    url: str
    picture: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HomePage:
    slides: tuple[Slide, ...]
    kinds: tuple[Kind, ...]
    picks: tuple[Card, ...]
    newest: tuple[Card, ...]
    hits: tuple[Card, ...]
    story: tuple[Texts, ...]
    story_pictures: tuple[str, ...]
    promises: tuple[Promise, ...]
    linked_data: Mapping[str, Any]
