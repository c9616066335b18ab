"""Imports as staff see them: the history, one of them with what it does, and its products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, column, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong import exchange
from hutong.exchange import Fate, Import, ImportLine, ImportState, Kind, LineState, NoSuchImport
from hutong.kernel.errands import Errand
from hutong.views.lists import Found, Paging, containing, found

LINES_SHOWN, WRONG_SHOWN = 40, 10
MISTAKES_SHOWN = 30
DONE = (ImportState.DONE, ImportState.UNDONE)
WRONG_FIRST = case((ImportLine.kind == Kind.WRONG, 0), else_=1)
MISTAKES = text("""
    select one.mistake ->> 'column' as "column",
           coalesce(nullif(one.mistake ->> 'alike', ''), one.mistake ->> 'message') as message,
           count(*) as cells,
           count(distinct line.place) as products,
           (array_agg(one.mistake ->> 'cell' order by line.place, one.number))[1\\:3]
               as first_cells,
           (array_agg((one.mistake ->> 'row')::int order by line.place, one.number))[1\\:3]
               as first_rows
    from exchange_line line,
         jsonb_array_elements(line.wrong) with ordinality as one (mistake, number)
    where line.import_id = :import
    group by 1, 2 order by cells desc, 1, 2 limit :most
""")


@dataclass(frozen=True, kw_only=True)
class ImportFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True)
class LineFilters:
    of: str | None = None
    kind: str | None = None
    state: str | None = None
    column: str | None = None
    fate: str | None = None
    q: str | None = None


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is wrong in the same way with cells of one column, and where it begins. A cell that the
    file does not have is empty words."""

    column: str
    message: str
    cells: int
    products: int
    first_cells: Sequence[str]
    first_rows: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class ImportSeen:
    """`before`: when and by whom the same file was imported already. `fates`: what taking it back
    would do, or did."""

    of: Import
    errand: Errand | None
    before_at: datetime | None
    before_by: str | None
    kinds: dict[Kind, int]
    states: dict[LineState, int]
    fates: Mapping[Fate, int]
    mistakes: Sequence[Mistake]
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
    """At most five statements. Raises NoSuchImport."""
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
        fates=await exchange.fates(session, import_id) if record[0].state in DONE else {},
        mistakes=await _mistakes(session, import_id) if Kind.WRONG in kinds else (),
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
    if filters.fate:
        wanted.append(exchange.fate() == Fate(filters.fate))
    if filters.column:
        wanted.append(ImportLine.wrong.contains([{"column": filters.column}]))
    if filters.q:
        wanted.append(
            or_(
                containing(ImportLine.title, filters.q),
                containing(ImportLine.slug, filters.q),
                _has_mistake(filters.q),
            )
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


def _has_mistake(words: str) -> ColumnElement[bool]:
    """One of the things wrong with the line is told in these words."""
    each = func.jsonb_array_elements(ImportLine.wrong).table_valued(
        column("value", JSONB), name="mistake"
    )
    told = (each.c.value["message"].astext, each.c.value["alike"].astext)
    return exists(select(each.c.value).where(or_(*(containing(one, words) for one in told))))


async def _mistakes(session: AsyncSession, import_id: UUID) -> Sequence[Mistake]:
    """The most frequent first."""
    rows = await session.execute(MISTAKES, {"import": import_id, "most": MISTAKES_SHOWN})
    return [Mistake(**row._mapping) for row in rows]  # noqa: SLF001 - its public name begins so


async def _first_lines(session: AsyncSession, import_id: UUID) -> Sequence[ImportLine]:
    """What is wrong comes first, a few of them; what stays as it is, not at all."""
    few = (
        select(ImportLine.place)
        .where(ImportLine.import_id == import_id, ImportLine.kind == Kind.WRONG)
        .order_by(ImportLine.place)
        .limit(WRONG_SHOWN)
    )
    rows = await session.scalars(
        select(ImportLine)
        .where(
            ImportLine.import_id == import_id,
            ImportLine.kind != Kind.SAME,
            or_(ImportLine.kind != Kind.WRONG, ImportLine.place.in_(few)),
        )
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
