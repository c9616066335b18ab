from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict
from hutong.members import queries
from hutong.members.events import MemberFrozen
from hutong.members.models import FreezeReason, Member


@dataclass(eq=False)
class AlreadyFrozen(Conflict):
    message = "This account is frozen already."


@dataclass(eq=False)
class NotFrozen(Conflict):
    message = "This account is not frozen."


async def freeze(
    session: AsyncSession, member_id: UUID, *, reason: FreezeReason, by: Actor
) -> None:
    """Nobody uses the account any more: all its devices are signed out now. Raises
    AlreadyFrozen."""
    member = await queries.locked(session, member_id)
    if member.frozen_at is not None:
        raise AlreadyFrozen
    at = clock.now()
    async with access.audited(session, by, "members.freeze", member, label=member.nickname):
        member.freeze(at, reason)
    await identity.end_all_sessions(session, member.subject)
    events.emit(session, MemberFrozen(member_id=member.id, at=at))


async def unfreeze(session: AsyncSession, member_id: UUID, *, by: Actor) -> None:
    """Raises NotFrozen."""
    member = await queries.locked(session, member_id)
    if member.frozen_at is None:
        raise NotFrozen
    async with access.audited(session, by, "members.unfreeze", member, label=member.nickname):
        member.release()


async def reveal_phone(session: AsyncSession, member_id: UUID, *, by: Actor) -> str:
    """The whole number, for staff who need it; that they looked is written down."""
    member: Member = await queries.find(session, member_id)
    access.record(
        session,
        by,
        "members.reveal",
        object_type="members_member",
        object_id=member.id,
        label=member.nickname,
    )
    return member.phone
