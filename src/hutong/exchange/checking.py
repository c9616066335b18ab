"""The dry run: the file is read, and every product of it compared with the shop. Only the import's
own lines are written."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, catalog, content, inventory
from hutong.catalog import ProductSheet
from hutong.exchange import problems, queries, reading, suggestions
from hutong.exchange.bringing import MEGABYTE
from hutong.exchange.cells import Limit
from hutong.exchange.merging import Group, Known, code_of, plain, plan
from hutong.exchange.models import ImportLine
from hutong.exchange.planned import Kind, Planned, Wrong
from hutong.exchange.queries import Shelves
from hutong.exchange.reading import Brought, Limits, Row
from hutong.exchange.refusals import Empty
from hutong.exchange.states import ImportState, LineState
from hutong.inventory import MAIN
from hutong.kernel import files
from hutong.kernel.db import Database
from hutong.kernel.errands import Errand, Progress, Result
from hutong.kernel.errors import DomainError, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.settings import Settings
from hutong.kernel.texts import pick

PRODUCTS_AT_ONCE = 200
UNPACKED_TIMES = 5
TITLE_MAX = 120


class Pictures:
    """The pictures of the zip, looked at when a cell first names them."""

    def __init__(self, packed: bytes, names: Mapping[str, str]) -> None:
        self._packed, self._names = packed, names
        self._found: dict[str, str | DomainError] = {}
        self.used: dict[str, str] = {}

    def key(self, name: str) -> str | None:
        wanted = name.replace("\\", "/").rpartition("/")[2].lower()
        if wanted not in self._names:
            return None
        if wanted not in self._found:
            self._found[wanted] = self._look(self._names[wanted])
        found = self._found[wanted]
        if isinstance(found, DomainError):
            raise found
        return found

    def _look(self, entry: str) -> str | DomainError:
        try:
            key = content.check_picture(reading.picture(self._packed, entry))
        except DomainError as refusal:
            return refusal
        self.used[key] = entry
        return key


async def check(db: Database, settings: Settings, errand: Errand, progress: Progress) -> Result:
    """Look at the whole file. What is wrong with the file itself ends it here."""
    import_id = UUID(errand.asked["import"])
    async with db.reading() as session:
        brought = await queries.find_import(session, import_id)
        packed = await files.content(session, brought.file_id) if brought.file_id else b""
    if brought.state not in {ImportState.RECEIVED, ImportState.CHECKED}:
        return Result(go_to=_page(import_id))
    limits = Limits(settings.import_rows, UNPACKED_TIMES * settings.import_megabytes * MEGABYTE)
    try:
        table = await asyncio.to_thread(reading.read, packed, brought.file_name, limits)
        if not table.rows:
            raise Empty
    except Refused as refusal:
        await _unreadable(db, import_id, str(refusal))
        raise
    pictures = Pictures(packed, table.pictures)
    await _plan_all(db, import_id, table, pictures=pictures, progress=progress)
    return Result(told=await _end(db, import_id, table, pictures), go_to=_page(import_id))


async def _unreadable(db: Database, import_id: UUID, words: str) -> None:
    async with db.transaction() as session:
        brought = await queries.locked(session, import_id)
        if brought.state is ImportState.RECEIVED:
            brought.go_to(ImportState.UNREADABLE)
        brought.refusal = words


async def _plan_all(
    db: Database, import_id: UUID, table: Brought, *, pictures: Pictures, progress: Progress
) -> None:
    async with db.transaction() as session:
        await session.execute(delete(ImportLine).where(ImportLine.import_id == import_id))
        codes = sorted({code for row in table.rows if (code := code_of(row))})
        groups = _groups(table.rows, await queries.homes(session, codes))
        shelves = await queries.shelves(session)
    twice = _twice(table.rows)
    for begin in range(0, len(groups), PRODUCTS_AT_ONCE):
        some = groups[begin : begin + PRODUCTS_AT_ONCE]
        async with db.transaction() as session:
            planned = await _plan(session, some, shelves, pictures)
            for each in planned:
                each.wrong += [wrong for row in each.rows for wrong in twice.get(row, ())]
            rows = [
                _line(import_id, place, each) for place, each in enumerate(planned, start=begin)
            ]
            await session.execute(insert(ImportLine), rows)
        await progress(begin + len(some), len(groups))


def _groups(rows: Sequence[Row], homes: Mapping[str, str]) -> list[Group]:
    """The rows of each product, in the order in which the file begins with them."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        code = code_of(row)
        slug = plain(row.text("product")) or homes.get(code, "")
        found.setdefault(slug or f"\0{row.number}", []).append(row)
    return [Group("" if key.startswith("\0") else key, some) for key, some in found.items()]


def _twice(rows: Sequence[Row]) -> dict[int, list[Wrong]]:
    """SKU codes that an earlier row of the file has already."""
    first: dict[str, int] = {}
    found: dict[int, list[Wrong]] = {}
    for row in rows:
        code = code_of(row)
        earlier = first.setdefault(code, row.number) if code else row.number
        if earlier != row.number:
            words = _("Row {row} has the same SKU code.").format(row=earlier)
            wrong = Wrong(
                row=row.number,
                column="sku",
                cell=row.place("sku"),
                value=code,
                message=words,
                alike=_("An earlier row has the same SKU code."),
            )
            found[row.number] = [wrong]
    return found


async def _plan(
    session: AsyncSession, groups: Sequence[Group], shelves: Shelves, pictures: Pictures
) -> list[Planned]:
    """What becomes of these products: a handful of statements for all of them."""
    ids = await queries.ids_of(session, [group.slug for group in groups])
    found = await catalog.products(session, list(ids.values())) if ids else []
    sheets = {sheet.slug: sheet for sheet in found}
    known = Known(
        categories=shelves.categories,
        brands=shelves.brands,
        slugs=shelves.slugs,
        picture=pictures.key,
        limits=await _limits(session, found),
        suggested=await suggestions.kept(session, found),
        areas=await assortment.naming(session, [sheet.id for sheet in found]) if found else {},
    )
    planned = await asyncio.to_thread(_plan_each, groups, sheets, known)
    whole = [each for each in planned if each.draft]
    drafts = [each.draft for each in whole if each.draft]
    told = await catalog.problems_with(session, drafts, coming=pictures.used) if drafts else []
    rows = {id(each): group.rows for each, group in zip(planned, groups, strict=True)}
    misread = {id(each): {(wrong.row, wrong.column) for wrong in each.wrong} for each in whole}
    for place, problem in told:
        each = whole[place]
        placed = problems.placed(problem, each, rows[id(each)])
        if (placed.row, placed.column) not in misread[id(each)]:
            each.wrong.append(placed)
    return planned


def _plan_each(
    groups: Sequence[Group], sheets: Mapping[str, ProductSheet], known: Known
) -> list[Planned]:
    return [plan(group, sheets.get(group.slug), known) for group in groups]


async def _limits(session: AsyncSession, sheets: Sequence[ProductSheet]) -> dict[str, Limit]:
    codes = {sku.id: sku.code for sheet in sheets for sku in sheet.skus}
    pins = await inventory.pinned(session, MAIN, list(codes)) if codes else {}
    return {codes[sku_id]: Limit(pin.minimum, pin.maximum) for sku_id, pin in pins.items()}


def _line(import_id: UUID, place: int, planned: Planned) -> dict[str, Any]:
    draft = msgspec.to_builtins(planned.draft) if planned.draft else None
    row = _("Row {row}").format(row=planned.rows[0])
    return {
        "import_id": import_id,
        "place": place,
        "slug": planned.slug[:TITLE_MAX],
        "title": (pick(planned.title) or planned.slug or row)[:TITLE_MAX],
        "kind": planned.kind,
        "state": LineState.PLANNED,
        "note": "",
        "product_id": planned.draft.id if planned.draft else None,
        "rows": list(planned.rows),
        "draft": None if planned.wrong else draft,
        "before": msgspec.to_builtins(planned.before) if planned.before else None,
        "limits": _plain(planned.limits),
        "limits_before": _plain(planned.limits_before),
        "suggested": msgspec.to_builtins(planned.suggested),
        "suggested_before": {code: str(one) for code, one in planned.suggested_before.items()},
        "suggested_made": [],
        "areas": None if planned.areas is None else msgspec.to_builtins(planned.areas),
        "areas_before": [str(rule_id) for rule_id in planned.areas_before],
        "changes": [] if planned.wrong else [asdict(each) for each in planned.changes],
        "wrong": [asdict(each) for each in sorted(planned.wrong, key=lambda w: (w.row, w.column))],
    }


def _plain(limits: Mapping[str, Limit | None]) -> dict[str, Any]:
    return {code: [limit.low, limit.high] if limit else None for code, limit in limits.items()}


async def _end(db: Database, import_id: UUID, table: Brought, pictures: Pictures) -> str:
    async with db.transaction() as session:
        brought = await queries.locked(session, import_id)
        some = await queries.lines(session, import_id, kinds=[Kind.WRONG], limit=len(table.rows))
        brought.go_to(ImportState.CHECKED)
        brought.sheet, brought.unknown = table.sheet, list(table.unknown)
        brought.pictures, brought.rows = dict(pictures.used), len(table.rows)
        brought.wrong_rows = len(set(_wrong_rows(some)))
        brought.sets_limits = "stock_low" in table.columns
        counted = await queries.counts(session, import_id)
    return _("{create} new, {change} changed, {same} as they are, {wrong} wrong.").format(
        **{kind.value: counted.kinds.get(kind, 0) for kind in Kind}
    )


def _wrong_rows(lines: Sequence[ImportLine]) -> Iterator[int]:
    for line in lines:
        yield from (wrong["row"] for wrong in line.wrong)


def _page(import_id: UUID) -> str:
    return f"/console/imports/{import_id}"
