"""Goods go from one location to another: written down, sent, counted in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory import queries as shelves
from hutong.inventory.documents import queries
from hutong.inventory.documents.models import Transfer, TransferLine
from hutong.inventory.documents.steps import Paper, merged, next_number, step
from hutong.inventory.models import TRANSIT, Location
from hutong.inventory.moving import QUANTITY_MAX, Shift, shift, short
from hutong.inventory.service import Want
from hutong.inventory.states import LocationKind, MovementReason, TransferState
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _


@dataclass(frozen=True, kw_only=True)
class TransferDraft:
    from_id: UUID
    to_id: UUID
    wants: Sequence[Want]
    note: str = ""


async def draft_transfer(session: AsyncSession, draft: TransferDraft, *, by: Actor) -> Transfer:
    """Nothing moves yet. Raises Invalid, LocationNotFound."""
    lines = merged(draft.wants)
    await _check_places(session, draft)
    transfer = Transfer(
        number=await next_number(session, "TR"),
        from_id=draft.from_id,
        to_id=draft.to_id,
        state=TransferState.DRAFT,
        note=short(draft.note),
        made_at=clock.now(),
    )
    session.add(transfer)
    await session.flush()
    session.add_all(
        TransferLine(transfer_id=transfer.id, sku_id=each.sku_id, quantity=each.quantity)
        for each in lines
    )
    pieces = sum(each.quantity for each in lines)
    told: dict[str, object] = {"articles": len(lines), "pieces": pieces}
    step(session, _paper(transfer), transfer.state, by=by, told=told, note=draft.note)
    await session.flush()
    return transfer


async def send_transfer(session: AsyncSession, transfer_id: UUID, *, by: Actor) -> None:
    """Off the shelf and on its way. Raises NotFree, IllegalMove."""
    transfer = await queries.locked(session, Transfer, transfer_id)
    transfer.go_to(TransferState.SENT)
    lines = await queries.transfer_lines(session, transfer_id)
    await shift(session, list(_sent(transfer, lines)), by=by, reference=transfer.id)
    step(session, _paper(transfer), transfer.state, by=by)
    await session.flush()


async def receive_transfer(
    session: AsyncSession,
    transfer_id: UUID,
    counted: Mapping[UUID, int] | None = None,
    *,
    by: Actor,
    note: str | None = None,
) -> None:
    """What was counted on arrival stands on the shelf; without a count, all that was sent.

    What did not arrive is written off as lost on the way, what came beyond it is counted in.
    Raises Invalid, IllegalMove.
    """
    transfer = await queries.locked(session, Transfer, transfer_id)
    transfer.go_to(TransferState.RECEIVED)
    lines = await queries.transfer_lines(session, transfer_id)
    for line in lines:
        line.received = line.quantity if counted is None else counted.get(line.sku_id, 0)
        if not 0 <= line.received <= QUANTITY_MAX:
            words = _("A whole number from {least} to {most}.").format(least=0, most=QUANTITY_MAX)
            raise Invalid([Problem("lines", words)])
    if counted is not None and not set(counted) <= {line.sku_id for line in lines}:
        raise Invalid([Problem("lines", _("This article is not on the list."))])
    await session.flush()
    arrived = [each for line in lines for each in _arrived(transfer, line)]
    await shift(session, arrived, by=by, reference=transfer.id, note=note)
    differing = sum(line.received != line.quantity for line in lines)
    step(session, _paper(transfer), transfer.state, by=by, told={"differing": differing}, note=note)
    await session.flush()


async def cancel_transfer(session: AsyncSession, transfer_id: UUID, *, by: Actor) -> None:
    """Only while nothing has left. Raises IllegalMove."""
    transfer = await queries.locked(session, Transfer, transfer_id)
    transfer.go_to(TransferState.CANCELLED)
    step(session, _paper(transfer), transfer.state, by=by)
    await session.flush()


def _paper(transfer: Transfer) -> Paper:
    return Paper(Transfer.__tablename__, transfer.id, transfer.number)


def _sent(transfer: Transfer, lines: Sequence[TransferLine]) -> Iterator[Shift]:
    for line in lines:
        why = MovementReason.TRANSFER
        yield Shift(transfer.from_id, line.sku_id, -line.quantity, why)
        yield Shift(TRANSIT, line.sku_id, line.quantity, why)


def _arrived(transfer: Transfer, line: TransferLine) -> Iterator[Shift]:
    received = line.received or 0
    as_sent = min(received, line.quantity)
    yield Shift(TRANSIT, line.sku_id, -as_sent, MovementReason.TRANSFER)
    yield Shift(TRANSIT, line.sku_id, as_sent - line.quantity, MovementReason.LOST)
    yield Shift(transfer.to_id, line.sku_id, as_sent, MovementReason.TRANSFER)
    yield Shift(transfer.to_id, line.sku_id, received - as_sent, MovementReason.COUNT)


async def _check_places(session: AsyncSession, draft: TransferDraft) -> None:
    if draft.from_id == draft.to_id:
        raise Invalid([Problem("to_id", _("Choose two different locations."))])
    for field, location_id in (("from_id", draft.from_id), ("to_id", draft.to_id)):
        if not _can_ship(await shelves.find_location(session, location_id)):
            raise Invalid([Problem(field, _("Please choose one of these."))])


def _can_ship(location: Location) -> bool:
    return location.active and location.kind not in {LocationKind.POOL, LocationKind.TRANSIT}
