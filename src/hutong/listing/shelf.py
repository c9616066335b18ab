"""The one way onto the shelf and off it: everything that stands against it is asked first, and
each turn is written down with its cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Refused
from hutong.listing import gates, queries
from hutong.listing.models import Says, Turn
from hutong.listing.states import Cause

UNDO_FITS = frozenset(
    {Cause.APPOINTMENT, Cause.SOLD_OUT, Cause.IN_STOCK, Cause.SEASON, Cause.PAPERS, Cause.PERSON}
)


@dataclass(eq=False)
class TurnedSince(Refused):
    message = "This product was turned again since then: undo the latest turn."


@dataclass(frozen=True, kw_only=True)
class Because:
    cause: Cause = Cause.PERSON
    says: Says | None = None


PERSON = Because()


async def put_on_sale(
    session: AsyncSession, ids: Sequence[UUID], *, by: Actor, because: Because = PERSON
) -> None:
    """All or none. Raises Invalid with everything that stands against it."""
    await gates.ask(session, ids)
    await catalog.list_products(session, ids, by=by)
    _write(session, ids, goes_on=True, by=by, because=because)


async def take_off_sale(
    session: AsyncSession, product_id: UUID, *, by: Actor, because: Because = PERSON
) -> None:
    await catalog.delist_product(session, product_id, by=by)
    _write(session, [product_id], goes_on=False, by=by, because=because)


async def undo(session: AsyncSession, turn_id: UUID, *, by: Actor) -> None:
    """Turn it back. Raises AlreadyUndone, TurnedSince, and what stands against the shelf."""
    turn = await queries.locked_turn(session, turn_id)
    if await queries.last_turn(session, turn.product_id) != turn.id:
        raise TurnedSince
    turn.undo(clock.now(), by)
    because = Because(cause=Cause.UNDO, says={"cause": str(turn.cause)})
    if turn.goes_on:
        await take_off_sale(session, turn.product_id, by=by, because=because)
    else:
        await put_on_sale(session, [turn.product_id], by=by, because=because)


def _write(
    session: AsyncSession, ids: Sequence[UUID], *, goes_on: bool, by: Actor, because: Because
) -> None:
    at = clock.now()
    for product_id in ids:
        session.add(
            Turn(
                product_id=product_id,
                goes_on=goes_on,
                cause=because.cause,
                says=dict(because.says or {}),
                at=at,
                by=by.name,
            )
        )
