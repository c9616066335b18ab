"""What a product page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hutong.catalog import Parameter, SkuSheet, SuggestedSheet
from hutong.content import Block
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts
from hutong.storefront.product.choice import Question
from hutong.web.frame import Link
from hutong.web.goods import Card, Mark, Promise
from hutong.web.region import Region


@dataclass(frozen=True, slots=True)
class Shot:
    key: str
    alt: Texts


@dataclass(frozen=True, slots=True)
class FilmShown:
    """Fetched when it is played; until then the poster stands for it."""

    url: str
    media_type: str
    poster: str
    width: int
    height: int
    words: Texts


@dataclass(frozen=True, slots=True)
class Moving:
    """What is seen of it beside its pictures; `turn` shows it from all sides."""

    film: FilmShown | None
    turn: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductPage:
    """`left` is the number to warn with, None while there is plenty; `most` can be bought."""

    slug: str
    title: Texts
    subtitle: Texts
    crumbs: tuple[Link, ...]
    pictures: tuple[Shot, ...]
    moving: Moving
    questions: tuple[Question, ...]
    moved: tuple[Question, ...]
    sku: SkuSheet | None
    price: Money | None
    struck: Money | None
    """The price before, as long as it may stand beside this one."""
    suggested: SuggestedSheet | None
    """What its maker suggests as the retail price: told as that, and never struck through."""
    sales: int
    marks: tuple[Mark, ...]
    brand: Link | None
    listed: bool
    buyable: bool
    quantity: int
    most: int
    left: int | None
    limit: str
    region: Region | None
    barred: str
    favourite: bool
    freight: str
    valid_days: int | None
    """Of a service: it is not sent, and can be had for so long."""
    promises: tuple[Promise, ...]
    parameters: tuple[Parameter, ...]
    description: tuple[Block, ...]
    related: tuple[Card, ...]
    meta_title: str
    summary: str
    linked_data: Mapping[str, Any]

    @property
    def url(self) -> str:
        return f"/p/{self.slug}"

    @property
    def changes_at(self) -> datetime | None:
        """When a price that it shows has had its time."""
        ends = [
            *([self.sku.original_until] if self.sku and self.struck else []),
            *([self.suggested.ends] if self.suggested else []),
        ]
        return min((end for end in ends if end), default=None)
