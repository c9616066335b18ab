"""A file is brought: kept, and looked at by a worker. Nothing of the shop changes."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.exchange import queries
from hutong.exchange.models import Import
from hutong.exchange.refusals import Empty, NotNow, StillRunning, TooLarge
from hutong.exchange.states import ImportState
from hutong.kernel import clock, errands, files
from hutong.kernel.actor import Actor
from hutong.kernel.errands import Errand
from hutong.kernel.i18n import gettext as _

KEPT = timedelta(days=90)
MEGABYTE = 1024 * 1024
PERMISSION = "catalog.edit"
CHECK, CARRY_OUT, UNDO = "exchange.check", "exchange.carry_out", "exchange.undo"
LOCK = "exchange"


@dataclass(frozen=True, slots=True)
class Brought:
    name: str
    content: bytes


async def bring(session: AsyncSession, file: Brought, *, megabytes: int, by: Actor) -> Import:
    """Keep the file and have it looked at. A file with the same content that is neither imported
    nor dropped is that import, not another one. Raises TooLarge, Empty."""
    if len(file.content) > megabytes * MEGABYTE:
        raise TooLarge(megabytes)
    if not file.content:
        raise Empty
    await queries.hold_bringing(session)
    kept = await files.keep(
        session,
        file.content,
        name=file.name,
        media_type="application/octet-stream",
        until=clock.now() + KEPT,
    )
    known = await queries.same_file(session, kept.digest)
    if known is not None:
        await session.delete(kept)
        return known
    brought = Import(
        file_id=kept.id,
        file_name=kept.name,
        size=kept.size,
        digest=kept.digest,
        by_id=by.id,
        by_name=by.name,
        received_at=clock.now(),
    )
    session.add(brought)
    await session.flush()
    await have_done(session, brought, CHECK, by=by)
    return brought


async def check_again(session: AsyncSession, import_id: UUID, *, by: Actor) -> None:
    """The shop may have changed since. Raises NotNow, StillRunning."""
    brought = await waiting(session, import_id, ImportState.CHECKED)
    await have_done(session, brought, CHECK, by=by)


async def drop(session: AsyncSession, import_id: UUID) -> None:
    """Nothing of it will be imported. Raises NotNow, StillRunning."""
    brought = await waiting(session, import_id, ImportState.CHECKED)
    brought.go_to(ImportState.DROPPED)
    await session.flush()


async def waiting(session: AsyncSession, import_id: UUID, state: ImportState) -> Import:
    """The import, held, in that state and with nobody at work on it."""
    brought = await queries.locked(session, import_id)
    if brought.state is not state:
        raise NotNow
    errand = await session.get(Errand, brought.errand_id) if brought.errand_id else None
    if errand and not errand.ended:
        raise StillRunning
    return brought


async def have_done(session: AsyncSession, brought: Import, kind: str, *, by: Actor) -> None:
    assert by.id is not None  # noqa: S101 - staff
    titles = {CHECK: _("Check: {file}"), CARRY_OUT: _("Import: {file}"), UNDO: _("Undo: {file}")}
    errand = await errands.ask(
        session,
        owner_id=by.id,
        kind=kind,
        title=titles[kind].format(file=brought.file_name),
        permission=PERMISSION,
        asked={"import": str(brought.id), "by": by.name},
        lock=LOCK,
    )
    brought.errand_id = errand.id
    await session.flush()
