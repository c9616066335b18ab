"""What a product looks like from outside: the facts that a card shows."""

from dataclasses import dataclass

from hutong.kernel.money import Money
from hutong.kernel.texts import Texts


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on the picture, already in the reader's language. tone: solid | hot | brand | calm"""

    text: str
    tone: str = "solid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    url: str
    title: str
    subtitle: str
    picture: str | None
    price_from: Money
    price_to: Money
    sales: int
    in_stock: bool
    not_there: bool = False
    """It cannot be sent to the visitor's region."""
    marks: tuple[Mark, ...] = ()

    @property
    def has_one_price(self) -> bool:
        return self.price_from == self.price_to


PROMISE_ICONS = {"returns": "return", "dispatch": "clock", "freight": "truck", "breakage": "shield"}


@dataclass(frozen=True, slots=True)
class Promise:
    """What a shopper can rely on. The words are the shop's own."""

    slug: str
    title: Texts
    line: Texts

    @property
    def icon(self) -> str:
        return PROMISE_ICONS.get(self.slug, "check-circle")
