"""Goods that may not be sold are taken off and held until somebody lets them go."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.listing import looking, queries, shelf
from hutong.listing.looking import Looked
from hutong.listing.models import Hold
from hutong.listing.shelf import Because
from hutong.listing.states import Cause

REASON_MAX = 500


@dataclass(eq=False)
class HeldAlready(Conflict):
    message = "This product is held already."


@dataclass(eq=False)
class Released(Conflict):
    message = "This product was released already."


async def hold(session: AsyncSession, product_id: UUID, reason: str, *, by: Actor) -> Hold:
    """Off the shelf, and not back until it is released. Raises HeldAlready, ProductNotFound."""
    if not reason.strip():
        raise Invalid([Problem("reason", _("This is needed."))])
    sheet = await catalog.product_by_id(session, product_id)
    if await queries.open_holds(session, [product_id]):
        raise HeldAlready
    return await _hold(session, sheet, reason.strip(), by=by)


async def release(session: AsyncSession, hold_id: UUID, note: str, *, by: Actor) -> Hold:
    """What was on sale before goes on sale again, if nothing else stands against it: raises
    Invalid with what does. Raises Released, NoSuchHold."""
    held = await queries.locked_hold(session, hold_id)
    if held.released_at is not None:
        raise Released
    held.released_at, held.released_by, held.note = clock.now(), by.name, note.strip()[:REASON_MAX]
    await session.flush()
    sheet = await catalog.product_by_id(session, held.product_id)
    if held.was_listed and not sheet.listed:
        because = Because(cause=Cause.RELEASE)
        await shelf.put_on_sale(session, [held.product_id], by=by, because=because)
    return held


async def hold_banned(session: AsyncSession, seen: Sequence[tuple[ProductSheet, Looked]]) -> int:
    """Those on sale that may not be sold; how many there were."""
    banned = [(sheet, looked) for sheet, looked in seen if sheet.listed and looked.banned]
    held = {
        each.product_id for each in await queries.open_holds(session, [s.id for s, _l in banned])
    }
    for sheet, looked in banned:
        if sheet.id not in held:
            await _hold(session, sheet, looking.banned_words(looked), by=SYSTEM)
    return len(banned)


async def _hold(session: AsyncSession, sheet: ProductSheet, reason: str, *, by: Actor) -> Hold:
    held = Hold(
        product_id=sheet.id,
        reason=reason[:REASON_MAX],
        was_listed=sheet.listed,
        held_at=clock.now(),
        held_by=by.name,
    )
    session.add(held)
    await session.flush()
    if sheet.listed:
        because = Because(cause=Cause.HOLD, says={"reason": held.reason})
        await shelf.take_off_sale(session, sheet.id, by=by, because=because)
    return held
