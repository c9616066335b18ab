"""The audit trail as a list that can be searched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Entry
from hutong.kernel.errors import NotFound
from hutong.kernel.ids import as_id
from hutong.views.lists import Found, Paging, Period, containing, found, within


@dataclass(eq=False)
class NoSuchEntry(NotFound):
    message = "There is no such line in the trail."
    key: str


@dataclass(frozen=True, kw_only=True)
class TrailFilters:
    q: str | None = None
    object_type: str | None = None
    actor: str | None = None
    at: Period | None = None


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class TrailRow:
    id: UUID
    at: datetime
    actor_name: str
    action: str
    object_type: str
    object_id: str
    label: str
    ip: str
    changes: tuple[Change, ...]


_ROWS: Select[*tuple[Any, ...]] = select(
    Entry.id,
    Entry.at,
    Entry.actor_name,
    Entry.action,
    Entry.object_type,
    Entry.object_id,
    Entry.label,
    Entry.ip,
    Entry.changes,
)


async def trail_list(
    session: AsyncSession, filters: TrailFilters, paging: Paging
) -> Found[TrailRow]:
    statement = _ROWS.where(*_wanted(filters))
    return await found(session, statement, paging, sorts={"at": Entry.at}, tie=Entry.id, row=_row)


async def trail_entry(session: AsyncSession, key: str) -> TrailRow:
    row = (await session.execute(_ROWS.where(Entry.id == as_id(key)))).one_or_none()
    if row is None:
        raise NoSuchEntry(key)
    return _row(row)


def _wanted(filters: TrailFilters) -> list[ColumnElement[bool]]:
    wanted = within(Entry.at, filters.at)
    if filters.object_type:
        wanted.append(Entry.object_type == filters.object_type)
    if filters.actor:
        wanted.append(Entry.actor_name == filters.actor)
    if filters.q:
        words = filters.q
        wanted.append(
            or_(
                containing(Entry.label, words),
                containing(Entry.action, words),
                containing(Entry.actor_name, words),
                Entry.object_id == words,
            )
        )
    return wanted


def _row(row: Row[Any]) -> TrailRow:
    return TrailRow(
        id=row.id,
        at=row.at,
        actor_name=row.actor_name,
        action=row.action,
        object_type=row.object_type,
        object_id=row.object_id,
        label=row.label,
        ip=row.ip or "",
        changes=tuple(
            Change(field, before, after) for field, (before, after) in sorted(row.changes.items())
        ),
    )
