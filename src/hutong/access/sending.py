"""A form of the console that is sent twice is done once: its key is taken in the same transaction
as what it does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import queries
from hutong.access.models import SentForm
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict

KEPT_FOR = timedelta(days=2)


@dataclass(eq=False)
class FormReused(Conflict):
    message = (
        "This form was already sent, with other contents. Look at what was done then; what stands "
        "here now is sent when you press the button again."
    )


@dataclass(frozen=True)
class Sending:
    """Who sends which form, and what it says."""

    staff_id: UUID
    key: bytes
    fingerprint: bytes


async def sent_before(session: AsyncSession, sending: Sending, *, at: datetime) -> SentForm | None:
    """None: the first time, and the key is taken until this transaction ends. Else what was
    answered then; whoever sends at the same moment waits for that answer. Raises FormReused."""
    first = await session.scalar(
        insert(SentForm)
        .values(
            staff_id=sending.staff_id,
            key=sending.key,
            fingerprint=sending.fingerprint,
            go_to="",
            message="",
            tone="",
            at=at,
        )
        .on_conflict_do_nothing()
        .returning(SentForm.key)
    )
    if first is not None:
        return None
    kept = await queries.sent_form(session, sending.staff_id, sending.key)
    if kept is None or kept.fingerprint != sending.fingerprint:
        raise FormReused
    return kept


async def keep_answer(
    session: AsyncSession, sending: Sending, *, go_to: str, message: str, tone: str
) -> None:
    kept = await queries.sent_form(session, sending.staff_id, sending.key)
    if kept is not None:
        kept.go_to, kept.message, kept.tone = go_to, message, tone


async def forget(session: AsyncSession, sending: Sending) -> None:
    """The form may be sent again under its key, as if it had not been sent."""
    await session.execute(delete(SentForm).where(*queries.that_form(sending.staff_id, sending.key)))


async def forget_old(db: Database) -> None:
    """Each hour: nobody presses a button again after two days."""
    async with db.transaction() as session:
        await session.execute(delete(SentForm).where(SentForm.at < clock.now() - KEPT_FOR))
