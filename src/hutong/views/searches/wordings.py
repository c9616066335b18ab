"""What staff said about words: what holds, and what was taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Text, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.search import Wording
from hutong.views.lists import Found, Paging, containing, found


@dataclass(frozen=True, kw_only=True)
class WordingFilters:
    q: str | None = None
    kind: str | None = None
    gone: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingRow:
    id: UUID
    kind: str
    word: str
    words: list[str]
    target: str
    place: int | None
    seeded: bool
    made_at: datetime
    made_by: str
    removed_at: datetime | None

    @property
    def holds(self) -> bool:
        return self.removed_at is None

    @property
    def gone(self) -> bool:
        return not self.holds


async def wording_list(
    session: AsyncSession, filters: WordingFilters, paging: Paging
) -> Found[WordingRow]:
    there = Wording.removed_at.is_not(None) if filters.gone else Wording.removed_at.is_(None)
    wanted: list[ColumnElement[bool]] = [there]
    if filters.kind:
        wanted.append(Wording.kind == filters.kind)
    if filters.q:
        wanted.append(
            or_(
                containing(Wording.word, filters.q),
                containing(cast(Wording.words, Text), filters.q),
                containing(Wording.target, filters.q),
            )
        )
    return await found(
        session,
        select(*_COLUMNS).where(*wanted),
        paging,
        sorts={"made_at": Wording.made_at, "word": Wording.word},
        tie=Wording.id,
        row=_row,
    )


_COLUMNS = (
    Wording.id,
    Wording.kind,
    Wording.word,
    Wording.words,
    Wording.target,
    Wording.place,
    Wording.seeded,
    Wording.made_at,
    Wording.made_by,
    Wording.removed_at,
)


def _row(row: Row[Any]) -> WordingRow:
    return WordingRow(**row._asdict())
