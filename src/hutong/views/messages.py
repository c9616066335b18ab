"""The log of every message that left, or did not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.members import Member
from hutong.messaging import Channel, Message, MessageState
from hutong.views.lists import Found, Paging, Period, containing, found, within


@dataclass(frozen=True, kw_only=True)
class MessageFilters:
    q: str | None = None
    channel: str | None = None
    state: str | None = None
    sent: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRow:
    id: UUID
    channel: Channel
    recipient: str
    """A telephone number, an address, or the nickname of the member who has it in the account."""
    template: str
    body: str
    state: MessageState
    created_at: datetime
    attempts: int
    error: str
    member_id: UUID | None


async def message_list(
    session: AsyncSession, filters: MessageFilters, paging: Paging
) -> Found[MessageRow]:
    statement = select(
        Message.id,
        Message.channel,
        func.coalesce(Member.nickname, Message.recipient).label("recipient"),
        Message.template,
        Message.body,
        Message.state,
        Message.created_at,
        Message.attempts,
        Message.error,
        Message.member_id,
    )
    statement = statement.outerjoin(Member, Member.id == Message.member_id)
    statement = statement.where(*_wanted(filters))
    sorts = {"created_at": Message.created_at}
    return await found(session, statement, paging, sorts=sorts, tie=Message.id, row=_row)


def _wanted(filters: MessageFilters) -> list[ColumnElement[bool]]:
    wanted = within(Message.created_at, filters.sent)
    if filters.channel:
        wanted.append(Message.channel == filters.channel)
    if filters.state:
        wanted.append(Message.state == filters.state)
    if filters.q:
        words = filters.q
        wanted.append(
            or_(
                containing(Message.body, words),
                Message.recipient.startswith(words),
                Member.nickname == words,
            )
        )
    return wanted


def _row(row: Row[Any]) -> MessageRow:
    return MessageRow(
        id=row.id,
        channel=row.channel,
        recipient=row.recipient,
        template=row.template,
        body=row.body,
        state=row.state,
        created_at=row.created_at,
        attempts=row.attempts,
        error=row.error or "",
        member_id=row.member_id,
    )
