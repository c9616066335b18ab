"""Imports as staff see them: the history, one of them with what it does, and its products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong.exchange import Import, ImportLine, ImportState, Kind, LineState, NoSuchImport
from hutong.kernel.errands import Errand
from hutong.views.lists import Found, Paging, containing, found

LINES_SHOWN = 40
WRONG_FIRST = case((ImportLine.kind == Kind.WRONG, 0), else_=1)


@dataclass(frozen=True, kw_only=True)
class ImportFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True)
class LineFilters:
    of: str | None = None
    kind: str | None = None
    state: str | None = None
    q: str | None = None


@dataclass(frozen=True, kw_only=True)
class ImportSeen:
    """`before`: when and by whom the same file was imported already."""

    of: Import
    errand: Errand | None
    before_at: datetime | None
    before_by: str | None
    kinds: dict[Kind, int]
    states: dict[LineState, int]
    lines: Sequence[ImportLine]


async def import_list(
    session: AsyncSession, filters: ImportFilters, paging: Paging
) -> Found[Import]:
    wanted: list[ColumnElement[bool]] = []
    if filters.q:
        wanted.append(
            or_(containing(Import.file_name, filters.q), containing(Import.by_name, filters.q))
        )
    if filters.state:
        wanted.append(Import.state == ImportState(filters.state))
    return await found(
        session,
        select(Import).where(*wanted),
        paging,
        sorts={"received_at": Import.received_at},
        tie=Import.id,
        row=lambda record: record[0],
    )


async def recent_imports(session: AsyncSession, *, most: int = 50) -> Sequence[Import]:
    rows = await session.scalars(select(Import).order_by(Import.id.desc()).limit(most))
    return rows.all()


async def import_seen(session: AsyncSession, import_id: UUID) -> ImportSeen:
    """Three statements. Raises NoSuchImport."""
    earlier = aliased(Import)
    the_same = (
        (earlier.digest == Import.digest)
        & (earlier.id != Import.id)
        & (earlier.state == ImportState.DONE)
    )
    rows = await session.execute(
        select(Import, Errand, earlier.done_at, earlier.by_name)
        .outerjoin(Errand, Errand.id == Import.errand_id)
        .outerjoin(earlier, the_same)
        .where(Import.id == import_id)
        .order_by(earlier.done_at.desc().nulls_last())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    record = rows.first()
    if record is None:
        raise NoSuchImport
    kinds, states = await _counted(session, import_id)
    return ImportSeen(
        of=record[0],
        errand=record[1],
        before_at=record[2],
        before_by=record[3],
        kinds=kinds,
        states=states,
        lines=await _first_lines(session, import_id),
    )


async def line_list(
    session: AsyncSession, filters: LineFilters, paging: Paging
) -> Found[ImportLine]:
    wanted: list[ColumnElement[bool]] = []
    if filters.of:
        wanted.append(ImportLine.import_id == _as_id(filters.of))
    if filters.kind:
        wanted.append(ImportLine.kind == Kind(filters.kind))
    if filters.state:
        wanted.append(ImportLine.state == LineState(filters.state))
    if filters.q:
        wanted.append(
            or_(containing(ImportLine.title, filters.q), containing(ImportLine.slug, filters.q))
        )
    return await found(
        session,
        select(ImportLine).where(*wanted),
        paging,
        sorts={"place": ImportLine.place},
        tie=ImportLine.place,
        row=lambda record: record[0],
    )


async def line_seen(session: AsyncSession, import_id: UUID, place: int) -> ImportLine:
    line = await session.get(ImportLine, (import_id, place), populate_existing=True)
    if line is None:
        raise NoSuchImport
    return line


async def _counted(
    session: AsyncSession, import_id: UUID
) -> tuple[dict[Kind, int], dict[LineState, int]]:
    kinds: dict[Kind, int] = {}
    states: dict[LineState, int] = {}
    for row in await session.execute(
        select(ImportLine.kind, ImportLine.state, func.count().label("lines"))
        .where(ImportLine.import_id == import_id)
        .group_by(ImportLine.kind, ImportLine.state)
    ):
        kinds[row.kind] = kinds.get(row.kind, 0) + row.lines
        states[row.state] = states.get(row.state, 0) + row.lines
    return kinds, states


async def _first_lines(session: AsyncSession, import_id: UUID) -> Sequence[ImportLine]:
    """What is wrong comes first; what stays as it is, not at all."""
    rows = await session.scalars(
        select(ImportLine)
        .where(ImportLine.import_id == import_id, ImportLine.kind != Kind.SAME)
        .order_by(WRONG_FIRST, ImportLine.place)
        .limit(LINES_SHOWN)
        .execution_options(populate_existing=True)
    )
    return rows.all()


def _as_id(text: str) -> UUID:
    """What is no id is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
