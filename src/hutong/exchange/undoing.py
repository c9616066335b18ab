"""A whole import is taken back: what it made goes off sale, what it changed is put back where
nobody changed it since. What was changed since stays, and the import says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, assortment, catalog, inventory
from hutong.catalog import Cause, ProductDraft, ProductSheet, Source
from hutong.exchange import bringing, queries, suggestions
from hutong.exchange.bringing import UNDO
from hutong.exchange.models import Import, ImportLine
from hutong.exchange.planned import Kind
from hutong.exchange.states import Fate, ImportState, LineState
from hutong.inventory import MAIN, Pin
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errands import Errand, Progress, Result
from hutong.kernel.errors import DomainError
from hutong.kernel.i18n import gettext as _

PRODUCTS_AT_ONCE = 200
TAKEN_BACK = text("""
    update exchange_line line set state = undone.state, note = undone.note
    from unnest(cast(:places as bigint[]), cast(:states as text[]), cast(:notes as text[]))
        as undone (place, state, note)
    where line.import_id = :import and line.place = undone.place
""")


@dataclass(frozen=True, slots=True)
class Outcome:
    state: LineState
    note: str = ""


async def ask_to_undo(session: AsyncSession, import_id: UUID, *, by: Actor) -> None:
    """Raises NotNow, StillRunning."""
    brought = await bringing.waiting(session, import_id, ImportState.DONE)
    await bringing.have_done(session, brought, UNDO, by=by)


async def undo(db: Database, errand: Errand, progress: Progress) -> Result:
    import_id = UUID(errand.asked["import"])
    page = f"/console/imports/{import_id}"
    async with db.reading() as session:
        brought = await queries.find_import(session, import_id)
        counted = await queries.counts(session, import_id)
    if brought.state is not ImportState.DONE:
        return Result(go_to=page)
    by = Actor.staff(errand.owner_id, errand.asked["by"])
    total = counted.states.get(LineState.DONE, 0)
    done = 0
    while True:
        async with db.transaction() as session:
            lines = await queries.lines(
                session, import_id, states=[LineState.DONE], limit=PRODUCTS_AT_ONCE
            )
            if not lines:
                told = await _finish(session, import_id, by)
                break
            await _take_back(session, import_id, lines, by)
        done += len(lines)
        await progress(done, total)
    return Result(told=told, go_to=page)


async def _take_back(
    session: AsyncSession, import_id: UUID, lines: Sequence[ImportLine], by: Actor
) -> None:
    ids = [line.product_id for line in lines if line.product_id]
    sheets = {sheet.id: sheet for sheet in await catalog.products(session, ids)}
    made = [each for each in lines if each.kind is Kind.CREATE and each.product_id in sheets]
    outcomes = {each.place: Outcome(LineState.UNDONE) for each in made}
    if made:
        made_ids = [each.product_id for each in made if each.product_id]
        await catalog.withdraw_products(session, made_ids, by=by, cause=Cause(Source.UNDO))
    changed = [line for line in lines if line.kind is not Kind.CREATE]
    outcomes |= await _put_back(session, changed, sheets, by)
    await _unpin(session, [line for line in lines if line.limits], by)
    await _put_back_areas(session, lines, by)
    await suggestions.take_back(session, lines, by=by)
    gone = Outcome(LineState.KEPT, _("The product is no longer there."))
    whole = {line.place: outcomes.get(line.place, gone) for line in lines}
    await session.execute(
        TAKEN_BACK,
        {
            "import": import_id,
            "places": list(whole),
            "states": [outcome.state.value for outcome in whole.values()],
            "notes": [outcome.note for outcome in whole.values()],
        },
    )


async def _put_back(
    session: AsyncSession,
    lines: Sequence[ImportLine],
    sheets: Mapping[UUID, ProductSheet],
    by: Actor,
) -> dict[int, Outcome]:
    """As it was before, where the version is still the one that the import left."""
    outcomes: dict[int, Outcome] = {}
    free: list[tuple[ImportLine, ProductDraft]] = []
    for line in lines:
        sheet = sheets.get(line.product_id) if line.product_id else None
        if sheet is None or line.before is None:
            continue
        if sheet.version != line.version:
            words = _("{name} changed it since; it stays as it is now.")
            note = words.format(name=sheet.edited_by)
            outcomes[line.place] = Outcome(LineState.KEPT, note)
        else:
            draft = msgspec.convert(line.before, ProductDraft)
            free.append((line, replace(draft, version=sheet.version)))
    try:
        async with session.begin_nested():
            if free:
                await catalog.save_products(
                    session, [draft for _line, draft in free], by=by, cause=Cause(Source.UNDO)
                )
        done = {line.place: Outcome(LineState.UNDONE) for line, _draft in free}
    except DomainError:
        done = await _one_by_one(session, free, by)
    return outcomes | done


async def _one_by_one(
    session: AsyncSession, free: Sequence[tuple[ImportLine, ProductDraft]], by: Actor
) -> dict[int, Outcome]:
    outcomes = {}
    for line, draft in free:
        try:
            async with session.begin_nested():
                await catalog.save_products(session, [draft], by=by, cause=Cause(Source.UNDO))
            outcomes[line.place] = Outcome(LineState.UNDONE)
        except DomainError as refusal:
            outcomes[line.place] = Outcome(LineState.KEPT, str(refusal))
    return outcomes


async def _unpin(session: AsyncSession, lines: Sequence[ImportLine], by: Actor) -> None:
    """Limits that nobody has set anew since."""
    set_to = {code: limit for line in lines for code, limit in line.limits.items()}
    if not set_to:
        return
    before = {code: limit for line in lines for code, limit in line.limits_before.items()}
    ids = await queries.sku_ids(session, list(set_to))
    now = await inventory.pinned(session, MAIN, list(ids.values()))
    back = {
        ids[code]: Pin(*before[code]) if before.get(code) else None
        for code, limit in set_to.items()
        if code in ids and now.get(ids[code]) == (Pin(*limit) if limit else None)
    }
    if back:
        await inventory.pin_thresholds(session, MAIN, back, by=by)


async def _put_back_areas(session: AsyncSession, lines: Sequence[ImportLine], by: Actor) -> None:
    """Where it is sold, unless somebody decided that anew since."""
    placed = {
        line.product_id: (
            [UUID(rule_id) for rule_id in line.areas_before],
            [UUID(rule_id) for rule_id in line.areas_after],
        )
        for line in lines
        if line.product_id and line.areas_after is not None
    }
    if placed:
        await assortment.put_back(session, placed, by=by)


async def _finish(session: AsyncSession, import_id: UUID, by: Actor) -> str:
    brought = await queries.locked(session, import_id)
    fates = await queries.fates(session, import_id)
    told = {fate.value: fates.get(fate, 0) for fate in Fate}
    brought.go_to(ImportState.UNDONE)
    brought.undone_at, brought.undone_by = clock.now(), by.name
    access.record(
        session,
        by,
        "exchange.undo",
        object_type=Import.__tablename__,
        object_id=brought.id,
        label=brought.file_name,
        after=told,
    )
    return _(
        "{withdrawn} new products went off sale, {restored} were put back, {stays} stay as they"
        " are now."
    ).format(**told)
