"""What the shop has told a member."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import QueryParameter

from hutong import messaging
from hutong.api.bearer import MyId
from hutong.api.shapes import Told, cursor_of, read_cursor
from hutong.kernel import clock
from hutong.kernel.i18n import N_
from hutong.web.session import Session

Cursor = Annotated[str | None, QueryParameter(max_length=40)]


class MessageOut(Told, frozen=True):
    id: UUID
    title: str
    body: str
    sent_at: datetime
    read: bool


class InboxOut(Told, frozen=True):
    """`next` goes back as `cursor` for older messages."""

    items: list[MessageOut]
    unread: int
    next: str | None


@get("/me/messages", summary=N_("My messages"), description=N_("Newest first."))
async def inbox(session: Session, my_id: MyId, cursor: Cursor = None) -> InboxOut:
    page = await messaging.inbox(session, my_id, before=read_cursor(cursor))
    return InboxOut(
        items=[
            MessageOut(
                id=message.id,
                title=message.title,
                body=message.words,
                sent_at=message.created_at,
                read=message.read_at is not None,
            )
            for message in page.messages
        ],
        unread=await messaging.unread(session, my_id),
        next=cursor_of(page.older),
    )


@post("/me/messages/read", status_code=204, summary=N_("Mark all as read"))
async def read(session: Session, my_id: MyId) -> None:
    await messaging.mark_read(session, my_id, clock.now())


router = Router("/", route_handlers=[inbox, read], tags=["messages"])
