"""Where goods can be: warehouses, stores, and pools that keep a part of them for an activity."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.inventory import queries
from hutong.inventory.events import StockChanged
from hutong.inventory.models import MAIN, TRANSIT, Location
from hutong.inventory.moving import NOTE_MAX, Shift, labels, quantity, record, shift
from hutong.inventory.service import Want
from hutong.inventory.states import NEVER_SELL, LocationKind, MovementReason
from hutong.kernel import clock, events
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE_MAX, NAME_MAX = 20, 60
LOCATIONS_MAX = 500
PRIORITY_MAX = 999
ENDED_AT_ONCE = 50
MADE_BY_HAND = frozenset(LocationKind) - {LocationKind.POOL, LocationKind.TRANSIT}


@dataclass(eq=False)
class StillInUse(Conflict):
    message = "Goods still stand there. Move them to another location first."
    location_id: UUID


@dataclass(eq=False)
class PoolOver(Refused):
    message = "This pool has ended; what was left has gone back."
    location_id: UUID


@dataclass(eq=False)
class TooManyLocations(Refused):
    message = "There can be at most {most} locations."
    most: int = LOCATIONS_MAX


@dataclass(frozen=True, kw_only=True)
class LocationDraft:
    code: str
    name: Texts
    kind: LocationKind
    address: str = ""
    priority: int = 0
    active: bool = True
    sells: bool = False


@dataclass(frozen=True, kw_only=True)
class PoolDraft:
    code: str
    name: Texts
    parent_id: UUID
    starts_at: datetime
    ends_at: datetime
    wants: Sequence[Want] = field(default=())


async def save_location(
    session: AsyncSession, draft: LocationDraft, *, by: Actor, location_id: UUID | None = None
) -> Location:
    """A new one, or that one changed. Raises Invalid, StillInUse, LocationNotFound.

    What can be sold changes with `sells`, so everything that stands there is announced.
    """
    await _check(session, draft, location_id)
    location = (
        await queries.locked_location(session, location_id)
        if location_id
        else await _new(session, draft.code, draft.kind)
    )
    before = access.snapshot(location) if location_id else {}
    if location.active and not draft.active and await queries.holds_goods(session, location.id):
        raise StillInUse(location.id)
    sold_before, on_sale = bool(location.sells), draft.sells and draft.active
    for name in ("code", "name", "kind", "address", "priority", "active"):
        setattr(location, name, getattr(draft, name))
    location.sells = on_sale
    session.add(location)
    await session.flush()
    if sold_before != on_sale and (there := await queries.skus_at(session, location.id)):
        changed = StockChanged(sku_ids=tuple(there), location_ids=(location.id,), reason="sells")
        events.emit(session, changed)
    record(
        session,
        by,
        "inventory.location",
        of=Location.__tablename__,
        object_id=location.id,
        label=location.code,
        before=before,
        after=access.snapshot(location),
    )
    return location


async def open_pool(session: AsyncSession, draft: PoolDraft, *, by: Actor) -> Location:
    """Set a part of a location's stock aside for one activity. Raises Invalid, NotFree."""
    parent = await queries.find_location(session, draft.parent_id)
    if problems := [*_names(draft.code, draft.name), *_window(draft, parent)]:
        raise Invalid(problems)
    await _check_code(session, draft.code, None)
    pool = await _new(session, draft.code, LocationKind.POOL)
    pool.name, pool.parent_id = draft.name, draft.parent_id
    pool.starts_at, pool.ends_at = draft.starts_at, draft.ends_at
    session.add(pool)
    await session.flush()
    record(
        session,
        by,
        "inventory.pool",
        of=Location.__tablename__,
        object_id=pool.id,
        label=pool.code,
        after=access.snapshot(pool),
    )
    if draft.wants:
        await allot(session, pool.id, draft.wants, by=by)
    return pool


async def allot(session: AsyncSession, pool_id: UUID, wants: Sequence[Want], *, by: Actor) -> None:
    """From the parent's shelf into the pool; a quantity below zero goes back. Raises NotFree,
    PoolOver."""
    pool = await queries.locked_pool(session, pool_id)
    if not pool.active:
        raise PoolOver(pool_id)
    for want in wants:
        quantity(abs(want.quantity))
    await _between(session, pool, wants, by=by)
    called = await labels(session, by, [want.sku_id for want in wants])
    told = {called[want.sku_id]: want.quantity for want in wants}
    record(
        session,
        by,
        "inventory.allot",
        of=Location.__tablename__,
        object_id=pool.id,
        label=pool.code,
        after=told,
    )


async def end_pool(session: AsyncSession, pool_id: UUID, *, by: Actor) -> None:
    """What nobody was promised goes back to the parent. What is promised stays until it is sent;
    what of it is given back later, the next sweep brings home. Twice is once."""
    pool = await queries.locked_pool(session, pool_id)
    was_open, pool.active = pool.active, False
    free = await queries.free_in(session, pool)
    wants = [Want(sku_id, -left) for sku_id, left in free.items() if left > 0]
    await _between(session, pool, wants, by=by)
    if was_open:
        record(
            session,
            by,
            "inventory.end_pool",
            of=Location.__tablename__,
            object_id=pool.id,
            label=pool.code,
            after={"returned": -sum(want.quantity for want in wants)},
        )
    await session.flush()


async def end_pools(db: Database) -> int:
    """Pools whose time is over; and what came back to them since. How many gave something."""
    async with db.reading() as session:
        ended = await queries.ended_pools(session, clock.now(), limit=ENDED_AT_ONCE)
    for pool_id in ended:
        await _end_alone(db, pool_id)
    return len(ended)


async def _end_alone(db: Database, pool_id: UUID) -> None:
    """Two pools in one transaction would hold shelves in two orders."""
    async with db.transaction() as session:
        await end_pool(session, pool_id, by=SYSTEM)


async def _new(session: AsyncSession, code: str, kind: LocationKind) -> Location:
    if await queries.location_count(session) >= LOCATIONS_MAX:
        raise TooManyLocations
    return Location(code=code, kind=kind, address="", priority=0, active=True, sells=False)


async def _between(
    session: AsyncSession, pool: Location, wants: Sequence[Want], *, by: Actor
) -> None:
    assert pool.parent_id is not None  # noqa: S101 - the table says so of every pool
    why = MovementReason.ALLOT
    await shift(
        session,
        [
            each
            for want in wants
            for each in (
                Shift(pool.parent_id, want.sku_id, -want.quantity, why),
                Shift(pool.id, want.sku_id, want.quantity, why),
            )
        ],
        by=by,
        reference=pool.id,
    )


async def _check(session: AsyncSession, draft: LocationDraft, location_id: UUID | None) -> None:
    problems = [*_names(draft.code, draft.name), *_kind(draft, location_id)]
    if len(draft.address) > NOTE_MAX:
        problems.append(Problem("address", _("At most {most} characters.").format(most=NOTE_MAX)))
    if not 0 <= draft.priority <= PRIORITY_MAX:
        words = _("Between {least} and {most}.").format(least=0, most=PRIORITY_MAX)
        problems.append(Problem("priority", words))
    if problems:
        raise Invalid(problems)
    await _check_code(session, draft.code, location_id)


async def _check_code(session: AsyncSession, code: str, location_id: UUID | None) -> None:
    if await queries.code_taken(session, code, but=location_id):
        raise Invalid([Problem("code", _("Another location has this code."))])


def _kind(draft: LocationDraft, location_id: UUID | None) -> Iterator[Problem]:
    fixed = location_id == TRANSIT
    if not fixed and draft.kind not in MADE_BY_HAND:
        yield Problem("kind", _("Please choose one of these."))
    if fixed and (draft.kind is not LocationKind.TRANSIT or not draft.active):
        yield Problem("kind", _("This location holds what is on its way; it stays as it is."))
    if location_id == MAIN and not draft.active:
        yield Problem("active", _("The main warehouse cannot be closed."))
    if draft.sells and (draft.kind in NEVER_SELL or not draft.active):
        yield Problem("sells", _("The shop cannot sell from such a location."))


def _names(code: str, name: Texts) -> Iterator[Problem]:
    if not CODE.fullmatch(code) or len(code) > CODE_MAX:
        yield Problem("code", _("Lower-case letters, digits and hyphens, at most 20."))
    if not name.get("zh") or any(len(words) > NAME_MAX for words in name.values()):
        yield Problem("name.zh", _("A name of at most 60 characters."))


def _window(draft: PoolDraft, parent: Location) -> Iterator[Problem]:
    if draft.ends_at <= draft.starts_at or draft.ends_at <= clock.now():
        yield Problem("ends_at", _("The end comes after the beginning, and after now."))
    if parent.kind in NEVER_SELL or not parent.active:
        yield Problem("parent_id", _("Please choose one of these."))
