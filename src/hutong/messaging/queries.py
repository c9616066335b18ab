from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.errors import NotFound
from hutong.kernel.texts import Texts
from hutong.messaging.models import Message, Signature
from hutong.messaging.states import MessageState
from hutong.messaging.templates import Channel

INBOX_PAGE = 20
NAMELESS: Texts = {"zh": "商店", "en": "Shop"}
SWEEP_MAX = 200


@dataclass(eq=False)
class NoSuchMessage(NotFound):
    message = "This message does not exist."
    message_id: UUID


@dataclass(frozen=True)
class InboxPage:
    """`older`: give it back as `before` for the next page; None on the last."""

    messages: Sequence[Message]
    older: UUID | None


async def inbox(session: AsyncSession, member_id: UUID, *, before: UUID | None = None) -> InboxPage:
    """The member's own in-app messages, the newest first."""
    query = select(Message).where(Message.member_id == member_id, Message.channel == Channel.IN_APP)
    if before is not None:
        edge = (
            select(Message.created_at, Message.id)
            .where(Message.id == before, Message.member_id == member_id)
            .scalar_subquery()
        )
        query = query.where(tuple_(Message.created_at, Message.id) < edge)
    newest = query.order_by(Message.created_at.desc(), Message.id.desc()).limit(INBOX_PAGE + 1)
    found = (await session.scalars(newest)).all()
    page = found[:INBOX_PAGE]
    return InboxPage(page, page[-1].id if len(found) > INBOX_PAGE else None)


async def unread(session: AsyncSession, member_id: UUID) -> int:
    return (
        await session.scalar(
            select(func.count())
            .select_from(Message)
            .where(
                Message.member_id == member_id,
                Message.channel == Channel.IN_APP,
                Message.read_at.is_(None),
            )
        )
        or 0
    )


async def mark_read(session: AsyncSession, member_id: UUID, at: datetime) -> None:
    """All that was there by then."""
    await session.execute(
        update(Message)
        .where(
            Message.member_id == member_id,
            Message.channel == Channel.IN_APP,
            Message.read_at.is_(None),
            Message.created_at <= at,
        )
        .values(read_at=at)
    )


async def find(session: AsyncSession, message_id: UUID) -> Message:
    """For staff. Raises NoSuchMessage."""
    message = await session.get(Message, message_id)
    if message is None:
        raise NoSuchMessage(message_id)
    return message


async def last_words_to(session: AsyncSession, recipient: str) -> str:
    """The newest message to a telephone, for pages that show a simulated one; "" without any."""
    newest = (
        select(Message.body)
        .where(Message.recipient == recipient, Message.channel == Channel.SMS)
        .order_by(Message.created_at.desc(), Message.id.desc())
    )
    return await session.scalar(newest.limit(1)) or ""


async def locked(session: AsyncSession, message_id: UUID) -> Message | None:
    return await session.get(Message, message_id, with_for_update=True, populate_existing=True)


async def left_behind(session: AsyncSession, *, before: datetime) -> Sequence[UUID]:
    """Queued a while ago and held by nobody: the worker died between two steps."""
    return (
        await session.scalars(
            select(Message.id)
            .where(
                Message.state == MessageState.QUEUED,
                Message.created_at < before,
                func.coalesce(Message.claimed_until, Message.created_at) < before,
            )
            .order_by(Message.created_at)
            .limit(SWEEP_MAX)
        )
    ).all()


async def signature(session: AsyncSession) -> Texts:
    """What messages are signed with; until the shop has a brand, that it is a shop."""
    signed = await session.get(Signature, 1)
    return signed.name if signed else NAMELESS
