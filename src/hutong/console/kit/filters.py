"""What a list can be narrowed by. Filters live in the address, which can be sent to a colleague.

A filter reads its value from the address; what it cannot read counts as not asked.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit.labels import Labels
from hutong.kernel import clock
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import CNY, MINOR_PER_MAJOR
from hutong.views.lists import Period, Range

Asked = Mapping[str, str]
WORDS_MAX = 80
MINOR_MAX = 10**13
YEARS = range(1990, 2200)


@dataclass(frozen=True, slots=True)
class Option:
    """The title is what is shown, in the reader's language already."""

    value: str
    title: str
    depth: int = 0


Options = Callable[[AsyncSession], Awaitable[Sequence[Option]]]


@dataclass(frozen=True, kw_only=True)
class Search:
    """Free words; "/" puts the cursor here. The placeholder says what is searched."""

    kind: ClassVar[str] = "search"
    name: str = "q"
    title: str
    placeholder: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def read(self, asked: Asked) -> str | None:
        return asked.get(self.name, "").replace("\0", "").strip()[:WORDS_MAX] or None

    def told(self, asked: Asked, _options: Sequence[Option]) -> str:
        return self.read(asked) or ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of a few values: known beforehand as labels, or asked of the database."""

    kind: ClassVar[str] = "choice"
    name: str
    title: str
    labels: Labels | None = None
    options: Options | None = None
    unset: str = N_("All")
    """What is shown where none of them is chosen."""
    in_tabs: bool = False
    """It is chosen by the tabs of the list, and not shown a second time."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    async def choices(self, session: AsyncSession) -> Sequence[Option]:
        if self.labels is not None:
            return [Option(value, gettext(label.title)) for value, label in self.labels.items()]
        return await self.options(session) if self.options else ()

    def read(self, asked: Asked) -> str | None:
        value = asked.get(self.name, "").replace("\0", "")
        if self.labels is not None and value not in self.labels:
            return None
        return value[:WORDS_MAX] or None

    def told(self, asked: Asked, options: Sequence[Option]) -> str:
        value = self.read(asked)
        return next((option.title for option in options if option.value == value), value or "")


@dataclass(frozen=True, kw_only=True)
class Days:
    """From one day to another of the shop's calendar, both included."""

    kind: ClassVar[str] = "days"
    name: str
    title: str

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, asked: Asked) -> Period | None:
        first, last = (_day(asked.get(name, "")) for name in self.names)
        start = clock.day_start(first) if first else None
        end = clock.day_start(last + timedelta(days=1)) if last else None
        return Period(start, end) if start or end else None

    def told(self, asked: Asked, _options: Sequence[Option]) -> str:
        first, last = (_day(asked.get(name, "")) for name in self.names)
        return f"{first or '…'} ~ {last or '…'}" if first or last else ""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """Between two sums of money, in yuan with two decimals."""

    kind: ClassVar[str] = "amount"
    name: str
    title: str

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_min", f"{self.name}_max")

    def read(self, asked: Asked) -> Range | None:
        least, most = (_minor(asked.get(name, "")) for name in self.names)
        return Range(least, most) if least is not None or most is not None else None

    def told(self, asked: Asked, _options: Sequence[Option]) -> str:
        least, most = (asked.get(name, "").strip() for name in self.names)
        return f"¥{least or '…'} ~ {most or '…'}" if self.read(asked) else ""


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Only those of which something is true."""

    kind: ClassVar[str] = "flag"
    name: str
    title: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def read(self, asked: Asked) -> bool | None:
        return True if asked.get(self.name) == "1" else None

    def told(self, asked: Asked, _options: Sequence[Option]) -> str:
        return gettext(self.title) if self.read(asked) else ""


Filter = Search | Choice | Days | Amount | Flag


def _day(value: str) -> date | None:
    try:
        day = datetime.strptime(value.strip(), "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _minor(value: str) -> int | None:
    try:
        minor = Decimal(value.strip()) * MINOR_PER_MAJOR[CNY]
    except InvalidOperation:
        return None
    return int(minor) if minor.is_finite() and 0 <= minor <= MINOR_MAX else None
