"""Goods go on the shelf or off it at a time that staff chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict, DomainError, Invalid, Problem
from hutong.kernel.i18n import DEFAULT, using
from hutong.kernel.i18n import gettext as _
from hutong.listing import queries, shelf
from hutong.listing.models import Appointment
from hutong.listing.shelf import Because
from hutong.listing.states import Cause

AHEAD_MAX = timedelta(days=366)
AT_ONCE = 200
TROUBLE_MAX = 500


@dataclass(eq=False)
class AppointmentOver(Conflict):
    message = "This appointment is over already."


async def appoint(
    session: AsyncSession, product_id: UUID, *, goes_on: bool, due_at: datetime, by: Actor
) -> Appointment:
    """Raises Invalid when the time is past or too far away."""
    await catalog.product_by_id(session, product_id)
    at = clock.now()
    if not at < due_at <= at + AHEAD_MAX:
        raise Invalid([Problem("due_at", _("Choose a time from now on, within a year."))])
    made = Appointment(
        product_id=product_id, goes_on=goes_on, due_at=due_at, asked_at=at, asked_by=by.name
    )
    session.add(made)
    await session.flush()
    return made


async def cancel(session: AsyncSession, appointment_id: UUID, *, by: Actor) -> Appointment:
    made = await queries.locked_appointment(session, appointment_id)
    if made.done_at is not None or made.cancelled_at is not None:
        raise AppointmentOver
    made.cancelled_at, made.cancelled_by = clock.now(), by.name
    return made


async def keep_appointments(db: Database) -> None:
    """Each in a transaction of its own: one that is refused says why and holds up no other."""
    async with db.transaction() as session:
        due: Sequence[UUID] = await queries.due_appointments(session, clock.now(), AT_ONCE)
    for appointment_id in due:
        async with db.transaction() as session:
            with using(DEFAULT):
                await _keep(session, appointment_id)


async def _keep(session: AsyncSession, appointment_id: UUID) -> None:
    made = await queries.locked_appointment(session, appointment_id)
    if made.done_at is not None or made.cancelled_at is not None:
        return
    made.done_at = clock.now()
    sheet = await catalog.product_by_id(session, made.product_id)
    if sheet.listed is made.goes_on:
        return
    because = Because(cause=Cause.APPOINTMENT, says={"by": made.asked_by})
    try:
        async with session.begin_nested():
            if made.goes_on:
                await shelf.put_on_sale(session, [sheet.id], by=SYSTEM, because=because)
            else:
                await shelf.take_off_sale(session, sheet.id, by=SYSTEM, because=because)
    except DomainError as refusal:
        made.trouble = _told(refusal)[:TROUBLE_MAX]


def _told(refusal: DomainError) -> str:
    if isinstance(refusal, Invalid):
        return " ".join(problem.message for problem in refusal.problems)
    return str(refusal)
