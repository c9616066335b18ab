"""The audit trail as a list that can be searched."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Entry
from hutong.assortment import RegionRule
from hutong.catalog import Brand, Category, Sku, Tag
from hutong.content import Film, Picture
from hutong.inventory import Location
from hutong.kernel import texts
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import NotFound
from hutong.kernel.i18n import gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import FALLBACK
from hutong.views.lists import Found, Paging, Period, containing, found, within

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FILE = re.compile(r"[0-9a-f]{32}")
FILE_NAME = 8
TAGS = "tags"


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
    """`of`: the kind of thing whose field it is."""

    of: str
    field: str
    before: Any
    after: Any

    def by_name(self, names: Mapping[str, str]) -> "Change":
        def named(value: Any) -> Any:
            if isinstance(value, list):
                return [named(each) for each in value]
            if not isinstance(value, str):
                return value
            return names.get(f"{self.field}:{value}", names.get(value, value))

        return Change(self.of, named(self.field), named(self.before), named(self.after))


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

    @property
    def actor(self) -> str:
        return gettext("System") if self.actor_name == SYSTEM.name else self.actor_name


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
    page = await found(session, statement, paging, sorts={"at": Entry.at}, tie=Entry.id, row=_row)
    return replace(page, rows=await named(session, page.rows))


async def trail_entry(session: AsyncSession, key: str) -> TrailRow:
    return (await named(session, [await trail_changes(session, key)]))[0]


async def trail_changes(session: AsyncSession, key: str) -> TrailRow:
    """A line with its values as they were kept, ids and all. Raises NoSuchEntry."""
    row = (await session.execute(_ROWS.where(Entry.id == as_id(key)))).one_or_none()
    if row is None:
        raise NoSuchEntry(key)
    return _row(row)


async def history_of(
    session: AsyncSession, kinds: Collection[str], ids: Collection[str], *, most: int
) -> list[TrailRow]:
    """What was done to one thing, whatever it was called then; the newest first."""
    about = Entry.object_type.in_(kinds) & Entry.object_id.in_(ids)
    return await _newest(session, _ROWS.where(about), most)


async def latest(session: AsyncSession, *, most: int) -> list[TrailRow]:
    """What was done last, to whatever it was."""
    return await _newest(session, _ROWS, most)


async def _newest(
    session: AsyncSession, statement: Select[*tuple[Any, ...]], most: int
) -> list[TrailRow]:
    ordered = statement.order_by(Entry.at.desc(), Entry.id.desc()).limit(most)
    return await named(session, [_row(row) for row in await session.execute(ordered)])


async def named(session: AsyncSession, rows: Sequence[TrailRow]) -> list[TrailRow]:
    """What the trail keeps as an id is shown by the name that it has now."""
    changes = [change for row in rows for change in row.changes]
    names = await names_of(session, changes, labels=[row.label for row in rows])
    return [
        replace(
            row,
            label=names.get(row.label, row.label),
            changes=tuple(change.by_name(names) for change in row.changes),
        )
        for row in rows
    ]


async def names_of(
    session: AsyncSession, changes: Collection[Change], *, labels: Iterable[str] = ()
) -> Mapping[str, str]:
    """The names that things and files have now, by the ids and keys that stand there."""
    said = {*labels}
    for change in changes:
        said |= {
            each for value in (change.field, change.before, change.after) for each in _in(value)
        }
    ids = {UUID(each) for each in said if ID.fullmatch(each)}
    keys = {each for each in said if FILE.fullmatch(each)}
    named = await _names_of_things(session, ids) if ids else {}
    files = await _names_of_files(session, keys) if keys else {}
    tags = any(change.field == TAGS for change in changes)
    return named | files | (await _names_of_tags(session) if tags else {})


def _in(value: Any) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, str)]


async def _names_of_things(session: AsyncSession, ids: Collection[UUID]) -> dict[str, str]:
    known = await session.execute(
        union_all(
            select(Sku.id, func.jsonb_build_object(FALLBACK, Sku.code)).where(Sku.id.in_(ids)),
            *(
                select(kind.id, kind.name).where(kind.id.in_(ids))
                for kind in (Category, Brand, Location, RegionRule)
            ),
        )
    )
    return {str(id_): texts.pick(name) for id_, name in known}


async def _names_of_tags(session: AsyncSession) -> dict[str, str]:
    """They stand by their addresses, which may be words of other fields, too."""
    known = await session.execute(select(Tag.slug, Tag.name))
    return {f"{TAGS}:{slug}": texts.pick(name) for slug, name in known}


async def _names_of_files(session: AsyncSession, keys: Collection[str]) -> dict[str, str]:
    """Pictures and films; one without a name by the beginning of its key, as in the library."""
    known = await session.execute(
        union_all(
            *(select(kind.key, kind.name).where(kind.key.in_(keys)) for kind in (Picture, Film))
        )
    )
    return {key: name or key[:FILE_NAME] for key, name in known}


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
            Change(row.object_type, field, before, after)
            for field, (before, after) in sorted(row.changes.items())
        ),
    )
