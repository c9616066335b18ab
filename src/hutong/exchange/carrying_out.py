"""What the dry run found good becomes true: all of it in one transaction, or the good products in
many small ones. A worker that dies in between begins again where it was."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, assortment, catalog, content, inventory
from hutong.assortment import Area, Placing
from hutong.catalog import Cause, ProductDraft, Source
from hutong.exchange import bringing, queries, reading, suggestions
from hutong.exchange.bringing import CARRY_OUT
from hutong.exchange.columns import LIMITS, REGIONS, SUGGESTED
from hutong.exchange.models import Import, ImportLine
from hutong.exchange.planned import Kind
from hutong.exchange.refusals import MayNotPin, NothingToDo, NotImported, SomeAreWrong
from hutong.exchange.states import ImportState, LineState, Mode
from hutong.inventory import MAIN, Pin
from hutong.kernel import clock, files
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errands import Errand, Progress, Result
from hutong.kernel.errors import DomainError, Invalid
from hutong.kernel.i18n import gettext as _
from hutong.kernel.settings import Settings
from hutong.kernel.texts import Texts

PRODUCTS_AT_ONCE = 200
PICTURES_AT_ONCE = 20
GOOD = (Kind.CREATE, Kind.CHANGE)
WRITTEN = text("""
    update exchange_line line
    set state = 'done', version = written.version, note = ''
    from unnest(cast(:places as bigint[]), cast(:versions as bigint[]))
        as written (place, version)
    where line.import_id = :import and line.place = written.place
""")
REFUSED = text("""
    update exchange_line set state = 'refused', note = :note
    where import_id = :import and place = :place
""")


@dataclass(frozen=True, slots=True)
class Task:
    """What is carried out, for whom."""

    import_id: UUID
    mode: Mode
    by: Actor
    cause: Cause


async def confirm(
    session: AsyncSession, import_id: UUID, mode: Mode, *, may_pin: bool, by: Actor
) -> None:
    """Have it carried out. Raises NotNow, StillRunning, SomeAreWrong, NothingToDo, MayNotPin."""
    brought = await bringing.waiting(session, import_id, ImportState.CHECKED)
    counted = await queries.counts(session, import_id)
    if brought.sets_limits and not may_pin:
        raise MayNotPin
    if mode is Mode.ALL and brought.wrong_rows:
        raise SomeAreWrong(brought.wrong_rows)
    if not sum(counted.kinds.get(kind, 0) for kind in GOOD):
        raise NothingToDo
    brought.mode = mode
    await bringing.have_done(session, brought, CARRY_OUT, by=by)


async def carry_out(db: Database, settings: Settings, errand: Errand, progress: Progress) -> Result:
    import_id = UUID(errand.asked["import"])
    async with db.reading() as session:
        brought = await queries.find_import(session, import_id)
        counted = await queries.counts(session, import_id)
    page = f"/console/imports/{import_id}"
    if brought.state is not ImportState.CHECKED or brought.mode is None:
        return Result(go_to=page)
    by = Actor.staff(errand.owner_id, errand.asked["by"])
    task = Task(import_id, brought.mode, by, Cause(Source.IMPORT, brought.file_name))
    total = sum(counted.kinds.get(kind, 0) for kind in GOOD)
    try:
        await _put_pictures(db, settings, brought)
        run = _all if task.mode is Mode.ALL else _good
        await run(db, task, progress, total=total)
    except DomainError as refusal:
        await _refuse(db, import_id, str(refusal))
        raise
    return Result(told=await _told(db, import_id), go_to=page)


async def _refuse(db: Database, import_id: UUID, words: str) -> None:
    async with db.transaction() as session:
        brought = await queries.locked(session, import_id)
        brought.refusal = words


async def _put_pictures(db: Database, settings: Settings, brought: Import) -> None:
    """Into the media library, before anything points to them; there they stay."""
    if not brought.pictures or brought.file_id is None:
        return
    async with db.reading() as session:
        packed = await files.content(session, brought.file_id)
        known = await content.missing_pictures(session, set(brought.pictures))
    wanted = [brought.pictures[key] for key in sorted(known)]
    nothing: Texts = {"zh": ""}
    for begin in range(0, len(wanted), PICTURES_AT_ONCE):
        some = wanted[begin : begin + PICTURES_AT_ONCE]
        uploads = [(reading.picture(packed, entry), nothing) for entry in some]
        async with db.transaction() as session:
            await content.put_pictures(session, uploads, media_dir=settings.media_dir)


async def _all(db: Database, task: Task, progress: Progress, *, total: int) -> None:
    done = 0
    async with db.transaction() as session:
        async for lines in _chunks(session, task.import_id):
            try:
                await _save(session, task, lines)
            except DomainError as refusal:
                raise NotImported(_which(lines, refusal)) from refusal
            session.expunge_all()
            done += len(lines)
            await progress(done, total)
        await _finish(session, task)


async def _good(db: Database, task: Task, progress: Progress, *, total: int) -> None:
    done = 0
    while True:
        async with db.transaction() as session:
            lines = await _next(session, task.import_id)
            if not lines:
                await _finish(session, task)
                return
            await _save_what_goes(session, task, lines)
        done += len(lines)
        await progress(done, total)


async def _chunks(session: AsyncSession, import_id: UUID) -> AsyncIterator[Sequence[ImportLine]]:
    while lines := await _next(session, import_id):
        yield lines


async def _next(session: AsyncSession, import_id: UUID) -> Sequence[ImportLine]:
    planned = [LineState.PLANNED]
    return await queries.lines(
        session, import_id, kinds=GOOD, states=planned, limit=PRODUCTS_AT_ONCE
    )


async def _save_what_goes(session: AsyncSession, task: Task, lines: Sequence[ImportLine]) -> None:
    """Together; where one is refused, each by itself, so that the others are not held up."""
    try:
        async with session.begin_nested():
            await _save(session, task, lines)
    except DomainError:
        session.expunge_all()
        await _save_one_by_one(session, task, lines)


async def _save_one_by_one(session: AsyncSession, task: Task, lines: Sequence[ImportLine]) -> None:
    for line in lines:
        try:
            async with session.begin_nested():
                await _save(session, task, [line])
        except DomainError as refusal:
            note = {"import": task.import_id, "place": line.place, "note": _words(refusal)}
            await session.execute(REFUSED, note)


async def _save(session: AsyncSession, task: Task, lines: Sequence[ImportLine]) -> None:
    """Through the catalog's own use case, so that no rule is written twice."""
    drafts = [msgspec.convert(line.draft, ProductDraft) for line in lines]
    changed = [
        (line, draft)
        for line, draft in zip(lines, drafts, strict=True)
        if line.kind is Kind.CREATE or any(not _is_beside(each) for each in line.changes)
    ]
    versions = {line.place: draft.version for line, draft in zip(lines, drafts, strict=True)}
    if changed:
        wanted = [draft for _line, draft in changed]
        saved = await catalog.save_products(session, wanted, by=task.by, cause=task.cause)
        versions |= {
            line.place: product.version
            for (line, _draft), product in zip(changed, saved, strict=True)
        }
    await _pin(session, task, lines)
    await _place(session, task, lines)
    await suggestions.enter(session, lines, by=task.by)
    await session.flush()
    await session.execute(
        WRITTEN,
        {
            "import": task.import_id,
            "places": list(versions),
            "versions": list(versions.values()),
        },
    )


async def _pin(session: AsyncSession, task: Task, lines: Sequence[ImportLine]) -> None:
    wanted = {code: pin for line in lines for code, pin in line.limits.items()}
    if not wanted:
        return
    ids = await queries.sku_ids(session, list(wanted))
    pins = {ids[code]: Pin(*pin) if pin else None for code, pin in wanted.items() if code in ids}
    await inventory.pin_thresholds(session, MAIN, pins, by=task.by)


async def _place(session: AsyncSession, task: Task, lines: Sequence[ImportLine]) -> None:
    placings = {
        line.product_id: Placing(
            [UUID(rule_id) for rule_id in line.areas_before],
            msgspec.convert(line.areas, list[Area]),
        )
        for line in lines
        if line.product_id and line.areas is not None
    }
    if not placings:
        return
    placed = await assortment.place_products(session, placings, by=task.by)
    for line in lines:
        if line.product_id in placed:
            line.areas_after = [str(rule_id) for rule_id in placed[line.product_id]]


async def _finish(session: AsyncSession, task: Task) -> None:
    brought = await queries.locked(session, task.import_id)
    counted = await queries.counts(session, task.import_id)
    brought.go_to(ImportState.DONE)
    brought.done_at, brought.refusal = clock.now(), ""
    access.record(
        session,
        task.by,
        "exchange.import",
        object_type=Import.__tablename__,
        object_id=brought.id,
        label=brought.file_name,
        after={
            "rows": brought.rows,
            "mode": task.mode,
            "done": counted.states.get(LineState.DONE, 0),
            "refused": counted.states.get(LineState.REFUSED, 0),
        },
    )


async def _told(db: Database, import_id: UUID) -> str:
    async with db.reading() as session:
        counted = await queries.counts(session, import_id)
    words = _("{done} products imported, {refused} refused.")
    return words.format(
        done=counted.states.get(LineState.DONE, 0),
        refused=counted.states.get(LineState.REFUSED, 0),
    )


def _which(lines: Sequence[ImportLine], refusal: DomainError) -> str:
    """The first product of which something is wrong, and what."""
    if not isinstance(refusal, Invalid):
        return str(refusal)
    problem = refusal.problems[0]
    place, _dot, _rest = problem.field.partition(".")
    line = lines[int(place)] if place.isdecimal() and len(lines) > 1 else lines[0]
    return f"{line.slug}: {problem.message}"


def _words(refusal: DomainError) -> str:
    return refusal.problems[0].message if isinstance(refusal, Invalid) else str(refusal)


def _is_beside(change: dict[str, object]) -> bool:
    """What the product's own record does not hold."""
    return change["column"] in {*LIMITS, *REGIONS, *SUGGESTED}
