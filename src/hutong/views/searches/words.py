"""The words that shoppers typed, with what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Row, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product
from hutong.kernel import clock
from hutong.kernel.errors import NotFound
from hutong.kernel.i18n import gettext
from hutong.kernel.texts import Texts
from hutong.search import Asked, Deed, DeedKind, Wording, WordsDay
from hutong.views.lists import Found, Paging, containing, found

WEEK, MONTH, QUARTER = 7, 30, 90
WINDOWS = {str(days): days for days in (WEEK, MONTH, QUARTER)}
PRODUCTS_MAX = 20
WORDINGS_MAX = 50
RISING_LEAST = 3
IGNORED_LEAST = 5
HUNDRED = Decimal(100)


class View(StrEnum):
    """RISING: at least three searches, and half as many again as before. EMPTY: most of them
    found nothing. IGNORED: five or more with results, and fewer than one in ten was clicked."""

    RISING = "rising"
    EMPTY = "empty"
    IGNORED = "ignored"


@dataclass(frozen=True, kw_only=True)
class WordsFilters:
    q: str | None = None
    need: str | None = None
    days: str | None = None


@dataclass(eq=False)
class NobodyAsked(NotFound):
    message = "Nobody has searched for this yet."
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsRow:
    """`before`: searches in as many days before. The rates are in a hundred searches."""

    words: str
    searches: int
    before: int
    empty: int
    clicked: int
    added: int
    bought: int
    said: int

    @property
    def key(self) -> str:
        return words_key(self.words)

    @property
    def change(self) -> int:
        return self.searches - self.before

    @property
    def empty_rate(self) -> int:
        return _rate(self.empty, self.searches)

    @property
    def click_rate(self) -> int:
        return _rate(self.clicked, self.searches)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A product of the results: by how many searches it was opened, added, bought, and where it
    stood on average."""

    product_id: UUID
    title: Texts
    clicked: int
    added: int
    bought: int
    position: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsShown:
    row: WordsRow
    opened: Sequence[Opened]
    wordings: Sequence[Wording]

    @property
    def words(self) -> str:
        return self.row.words

    @property
    def searches(self) -> int:
        return self.row.searches

    @property
    def empty_rate(self) -> int:
        return self.row.empty_rate

    @property
    def click_rate(self) -> int:
        return self.row.click_rate

    @property
    def bought(self) -> int:
        return self.row.bought

    @property
    def ranked(self) -> str:
        return gettext("The results, and why they stand there")

    @property
    def arranged(self) -> str:
        return gettext("Merchandising rules")

    @property
    def can_undo(self) -> bool:
        return any(not each.seeded for each in self.wordings)


def words_key(words: str) -> str:
    """For an address: words may hold anything."""
    return words.encode().hex()


def words_of(key: str) -> str:
    """Raises NobodyAsked for what is no key."""
    try:
        words = bytes.fromhex(key).decode()
    except ValueError:
        raise NobodyAsked(key) from None
    if "\0" in words:
        raise NobodyAsked(key)
    return words


async def words_list(
    session: AsyncSession, filters: WordsFilters, paging: Paging
) -> Found[WordsRow]:
    asked = _asked(WINDOWS.get(filters.days or "", WEEK))
    statement = select(asked).where(asked.c.searches > 0, *_conditions(asked, filters))
    return await found(
        session,
        statement,
        paging,
        sorts={
            "searches": asked.c.searches,
            "change": asked.c.searches - asked.c.before,
            "empty_rate": cast(asked.c.empty, Integer) * 100 / asked.c.searches,
            "click_rate": asked.c.clicked * 100 / asked.c.searches,
            "bought": asked.c.bought,
        },
        tie=asked.c.words,
        row=_row,
    )


async def words_page(session: AsyncSession, key: str) -> WordsShown:
    """The last ninety days of these words. Raises NobodyAsked."""
    words = words_of(key)
    asked = _asked(QUARTER)
    record = (await session.execute(select(asked).where(asked.c.words == words))).one_or_none()
    if record is None:
        raise NobodyAsked(words)
    wordings = await session.scalars(_about(words).order_by(Wording.id.desc()).limit(WORDINGS_MAX))
    return WordsShown(
        row=_row(record), opened=await _opened(session, words), wordings=wordings.all()
    )


def _asked(days: int) -> Any:
    today = clock.local_day(clock.now())
    first = today - timedelta(days=days - 1)
    within = WordsDay.day >= first
    said = (
        select(func.count())
        .where(
            Wording.removed_at.is_(None),
            Wording.seeded.is_(False),
            (Wording.word == WordsDay.words) | Wording.words.has_key(WordsDay.words),
        )
        .correlate(WordsDay)
        .scalar_subquery()
    )
    return (
        select(
            WordsDay.words,
            _sum(WordsDay.searches, within).label("searches"),
            _sum(WordsDay.searches, WordsDay.day < first).label("before"),
            _sum(WordsDay.empty, within).label("empty"),
            _sum(WordsDay.clicked, within).label("clicked"),
            _sum(WordsDay.added, within).label("added"),
            _sum(WordsDay.bought, within).label("bought"),
            said.label("said"),
        )
        .where(WordsDay.day >= first - timedelta(days=days), WordsDay.words != "")
        .group_by(WordsDay.words)
        .subquery("asked")
    )


def _sum(column: Any, where: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((where, column), else_=0)), 0), Integer)


def _conditions(asked: Any, filters: WordsFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.q:
        conditions.append(containing(asked.c.words, filters.q))
    match filters.need:
        case View.RISING:
            conditions += [
                asked.c.searches >= RISING_LEAST,
                asked.c.searches * 2 >= asked.c.before * 3,
            ]
        case View.EMPTY:
            conditions.append(asked.c.empty * 2 > asked.c.searches)
        case View.IGNORED:
            with_results = asked.c.searches - asked.c.empty
            conditions += [with_results >= IGNORED_LEAST, asked.c.clicked * 10 < with_results]
        case _:
            pass
    return conditions


async def _opened(session: AsyncSession, words: str) -> list[Opened]:
    counted = func.count().filter
    rows = await session.execute(
        select(
            Deed.product_id,
            Product.title,
            counted(Deed.kind == DeedKind.CLICKED),
            counted(Deed.kind == DeedKind.ADDED),
            counted(Deed.kind == DeedKind.BOUGHT),
            func.round(func.avg(Deed.position), 1),
        )
        .join(Asked, Asked.id == Deed.asked_id)
        .join(Product, Product.id == Deed.product_id)
        .where(Asked.words == words)
        .group_by(Deed.product_id, Product.title)
        .order_by(func.count().desc(), Deed.product_id)
        .limit(PRODUCTS_MAX)
    )
    return [
        Opened(
            product_id=product_id,
            title=title,
            clicked=clicked,
            added=added,
            bought=bought,
            position=position,
        )
        for product_id, title, clicked, added, bought, position in rows
    ]


def _about(words: str) -> Any:
    """What staff said about these words themselves, and holds."""
    return select(Wording).where(
        Wording.removed_at.is_(None), (Wording.word == words) | Wording.words.has_key(words)
    )


def _row(record: Row[Any]) -> WordsRow:
    return WordsRow(**record._asdict())


def _rate(part: int, whole: int) -> int:
    return round(HUNDRED * part / whole) if whole else 0
