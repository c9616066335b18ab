"""Stock comes in, is promised, paid for, given back or sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory import ledger, moving, queries
from hutong.inventory.events import StockChanged
from hutong.inventory.models import MAIN, Stock
from hutong.inventory.moving import QUANTITY_MAX, Shift, labels, record, shift
from hutong.inventory.states import WRITE_OFFS, MovementReason, ReservationState
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id

BIN_MAX = 20
EXPIRY_GRACE = timedelta(minutes=10)
EXPIRED_AT_ONCE = 200

Told = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Want:
    sku_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Shortage:
    sku_id: UUID
    wanted: int
    available: int


@dataclass(eq=False)
class OutOfStock(Conflict):
    message = "Some of this is no longer available in the quantity you want."
    shortages: Sequence[Shortage]


@dataclass(eq=False)
class ReservationGone(Conflict):
    message = "The stock for this order is no longer reserved."
    reference: UUID


@dataclass(eq=False)
class NotReserved(Conflict):
    message = "There is not that much left to send for this order."
    reference: UUID


@dataclass(eq=False)
class BelowReserved(Refused):
    message = "{reserved} are promised to orders; there cannot be fewer on the shelf."
    reserved: int


async def reserve(
    session: AsyncSession,
    reference: UUID,
    wants: Sequence[Want],
    *,
    until: datetime,
    location_id: UUID = MAIN,
) -> None:
    """Promise all of it or none until then. Raises OutOfStock, and then nothing happened."""
    merged = _merged(wants)
    await queries.hold(session, [(location_id, want.sku_id) for want in merged])
    result = await session.execute(
        ledger.RESERVE,
        {
            **_columns(merged),
            "reservations": _ids(merged),
            "reference": reference,
            "location": location_id,
            "until": until,
            "at": clock.now(),
        },
    )
    rows = result.all()
    if not all(row.enough for row in rows):
        raise OutOfStock(
            [
                Shortage(row.sku_id, row.quantity, row.available)
                for row in rows
                if row.available < row.quantity
            ]
        )
    _announce(session, [want.sku_id for want in merged])


async def claim(session: AsyncSession, reference: UUID) -> None:
    """It is paid for: the promise has no end any more. Twice is once. Raises ReservationGone
    when it was given back before."""
    if (await session.execute(ledger.CLAIM, {"reference": reference})).all():
        return
    states = {each.state for each in await queries.reservations(session, reference)}
    if not states & {ReservationState.CLAIMED, ReservationState.SHIPPED}:
        raise ReservationGone(reference)


async def reclaim(session: AsyncSession, reference: UUID) -> bool:
    """Promise what was given back once more, all of it and without an end. Whether it was there."""
    gone = await queries.reservations(session, reference, lock=True)
    await queries.hold(session, [(each.location_id, each.sku_id) for each in gone])
    rows = await session.execute(
        ledger.RECLAIM,
        {"reference": reference, "movements": _ids(gone), "at": clock.now()},
    )
    taken = [row.sku_id for row in rows]
    if taken:
        _announce(session, taken)
    return bool(taken)


async def release(session: AsyncSession, reference: UUID) -> None:
    """Give back what is promised and not sent. Twice is once."""
    held = [each.sku_id for each in await queries.reservations(session, reference)]
    rows = await session.execute(
        ledger.RELEASE,
        {"reference": reference, "movements": _ids(held), "at": clock.now()},
    )
    if freed := [row.sku_id for row in rows]:
        _announce(session, freed)


async def ship(session: AsyncSession, reference: UUID, lines: Sequence[Want]) -> None:
    """Off the shelf and out of the promise. Raises NotReserved when more leaves than was paid."""
    merged = _merged(lines)
    row = await session.execute(
        ledger.SHIP, {**_columns(merged), "reference": reference, "at": clock.now()}
    )
    if not row.scalar_one():
        raise NotReserved(reference)
    _announce(session, [want.sku_id for want in merged])


async def receive(
    session: AsyncSession,
    sku_id: UUID,
    quantity: int,
    *,
    by: Actor,
    note: str | None = None,
    location_id: UUID = MAIN,
) -> None:
    await receive_many(session, [Want(sku_id, quantity)], by=by, note=note, location_id=location_id)


async def receive_many(
    session: AsyncSession,
    deliveries: Sequence[Want],
    *,
    by: Actor,
    note: str | None = None,
    location_id: UUID = MAIN,
) -> None:
    """A delivery comes onto the shelf, in one statement however long its list."""
    if not deliveries or not all(0 < each.quantity <= QUANTITY_MAX for each in deliveries):
        raise Invalid([Problem("quantity", _quantity_words(1))])
    merged = _merged(deliveries)
    called = await labels(session, by, [want.sku_id for want in merged])
    for want in merged:
        label, told = called[want.sku_id], _received(want)
        record(session, by, "inventory.receive", object_id=want.sku_id, label=label, after=told)
    coming = [
        Shift(location_id, want.sku_id, want.quantity, MovementReason.RECEIVE) for want in merged
    ]
    await shift(session, coming, by=by, note=note)


async def adjust(
    session: AsyncSession,
    sku_id: UUID,
    *,
    on_hand: int,
    by: Actor,
    note: str | None = None,
    location_id: UUID = MAIN,
) -> None:
    """Set what a count found. Raises BelowReserved when orders already have more of it."""
    if not 0 <= on_hand <= QUANTITY_MAX:
        raise Invalid([Problem("on_hand", _quantity_words(0))])
    stock = await _opened(session, sku_id, location_id)
    if on_hand < stock.reserved:
        raise BelowReserved(stock.reserved)
    delta = on_hand - stock.on_hand
    if delta == 0:
        return
    told = {"on_hand": stock.on_hand}, {"on_hand": on_hand}
    await _record(session, by, "inventory.adjust", of=sku_id, told=told)
    counted = Shift(location_id, sku_id, delta, MovementReason.ADJUST)
    await shift(session, [counted], by=by, note=note)
    await session.flush()


async def write_off(
    session: AsyncSession, loss: Shift, *, by: Actor, note: str | None = None
) -> None:
    """Off the shelf for good: damaged, expired, lost or used. Raises NotFree."""
    if loss.reason not in WRITE_OFFS:
        raise Invalid([Problem("reason", _("Please choose one of these."))])
    moving.quantity(-loss.delta)
    told: tuple[Told, Told] = {}, {loss.reason.value: -loss.delta}
    await _record(session, by, "inventory.write_off", of=loss.sku_id, told=told)
    await shift(session, [loss], by=by, note=note)


async def take_back(
    session: AsyncSession, delivery: Want, *, location_id: UUID, by: Actor, note: str | None = None
) -> None:
    """Something that was sold stands on the shelf again, fit to be sold."""
    moving.quantity(delivery.quantity)
    told: tuple[Told, Told] = {}, {"returned": delivery.quantity}
    await _record(session, by, "inventory.take_back", of=delivery.sku_id, told=told)
    back = Shift(location_id, delivery.sku_id, delivery.quantity, MovementReason.RETURN)
    await shift(session, [back], by=by, note=note)


async def put_into_bin(
    session: AsyncSession, sku_id: UUID, bin_code: str, *, location_id: UUID, by: Actor
) -> None:
    """Where on the shelf it stands; empty: nowhere in particular."""
    if len(bin_code) > BIN_MAX:
        raise Invalid([Problem("bin", _("At most {most} characters.").format(most=BIN_MAX))])
    stock = await _opened(session, sku_id, location_id)
    told = {"bin": stock.bin}, {"bin": bin_code or None}
    await _record(session, by, "inventory.bin", of=sku_id, told=told)
    stock.bin = bin_code or None
    await session.flush()


async def alert_below(
    session: AsyncSession, sku_id: UUID, quantity: int | None, *, by: Actor
) -> None:
    """From how few on this SKU counts as low; None takes the shop's own limit."""
    if quantity is not None and not 0 <= quantity <= QUANTITY_MAX:
        raise Invalid([Problem("alert_below", _quantity_words(0))])
    stock = await _opened(session, sku_id, MAIN)
    told = {"alert_below": stock.alert_below}, {"alert_below": quantity}
    await _record(session, by, "inventory.alert_below", of=sku_id, told=told)
    stock.alert_below = quantity
    _announce(session, [sku_id])
    await session.flush()


async def release_expired(db: Database) -> int:
    """A net below the orders' own closing: promises that outlived their time by ten minutes go
    back to the shelf. How many orders that were."""
    async with db.reading() as session:
        overdue = await queries.overdue(session, clock.now() - EXPIRY_GRACE, limit=EXPIRED_AT_ONCE)
    for reference in overdue:
        await _release_alone(db, reference)
    return len(overdue)


async def _release_alone(db: Database, reference: UUID) -> None:
    """Two orders in one transaction would hold shelves in two orders."""
    async with db.transaction() as session:
        await release(session, reference)


async def _opened(session: AsyncSession, sku_id: UUID, location_id: UUID) -> Stock:
    """The stock row, held; an empty one is made when the SKU never stood on the shelf."""
    await session.execute(
        insert(Stock)
        .values(location_id=location_id, sku_id=sku_id, on_hand=0, reserved=0)
        .on_conflict_do_nothing()
    )
    return await queries.locked(session, sku_id, location_id=location_id)


async def _record(
    session: AsyncSession, by: Actor, action: str, *, of: UUID, told: tuple[Told, Told]
) -> None:
    """What was told before and what after."""
    label = (await labels(session, by, [of]))[of]
    record(session, by, action, object_id=of, label=label, before=told[0], after=told[1])


def _received(want: Want) -> dict[str, object]:
    return {"received": want.quantity}


def _merged(wants: Sequence[Want]) -> list[Want]:
    quantities: dict[UUID, int] = {}
    for want in wants:
        quantities[want.sku_id] = quantities.get(want.sku_id, 0) + want.quantity
    return [Want(sku_id, quantities[sku_id]) for sku_id in sorted(quantities)]


def _columns(wants: Sequence[Want]) -> dict[str, object]:
    return {
        "skus": [want.sku_id for want in wants],
        "quantities": [want.quantity for want in wants],
        "movements": _ids(wants),
    }


def _ids(things: Sequence[object]) -> list[UUID]:
    return [new_id() for _thing in things]


def _announce(session: AsyncSession, sku_ids: Iterable[UUID]) -> None:
    events.emit(session, StockChanged(sku_ids=tuple(sku_ids)))


def _quantity_words(least: int) -> str:
    return _("A whole number from {least} to {most}.").format(least=least, most=QUANTITY_MAX)
