"""What a list shows of each row: the attribute that a column is named after, or `value` of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hutong.console.kit.labels import Labels


class Show(StrEnum):
    """How a value becomes something to read. Each has a macro in cell.html and a way to export."""

    TEXT = "text"
    WRITTEN = "written"
    """As somebody wrote it, in whatever language."""
    WHO = "who"
    """Somebody's name, or that the house did it by itself."""
    CODE = "code"
    TEXTS = "texts"
    THING = "thing"
    NUMBER = "number"
    CHANGE = "change"
    PERCENT = "percent"
    MONEY = "money"
    TIME = "time"
    DAY = "day"
    LABEL = "label"
    YES = "yes"


class Phone(StrEnum):
    """Its part in the card that a row becomes on a narrow screen."""

    TITLE = "title"
    BADGE = "badge"
    FACT = "fact"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a picture: a product, the first line of an order. Shown by Show.THING."""

    title: str
    subtitle: str = ""
    picture: str | None = None

    def __str__(self) -> str:
        return f"{self.title} {self.subtitle}".strip()


@dataclass(frozen=True, kw_only=True)
class Column:
    name: str
    title: str
    show: Show = Show.TEXT
    sort: bool = False
    labels: Labels | None = None
    link: Callable[[Any], str | None] | None = None
    phone: Phone = Phone.FACT
    wide: bool = False
    value: Callable[[Any], Any] | None = None
    right: bool = False
    extra: bool = False
    """Shown where somebody chose it."""

    @property
    def to_the_right(self) -> bool:
        return self.right or self.show in {
            Show.MONEY,
            Show.NUMBER,
            Show.CHANGE,
            Show.PERCENT,
        }

    def of(self, row: object) -> Any:
        return self.value(row) if self.value else getattr(row, self.name)
