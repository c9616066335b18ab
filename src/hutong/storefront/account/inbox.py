"""The member's inbox: what we had to tell them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import messaging
from hutong.kernel import clock
from hutong.kernel.i18n import gettext as _
from hutong.messaging import Message
from hutong.storefront.account.around import Around, around
from hutong.web import pages
from hutong.web.session import Session
from hutong.web.visitor import MemberId


@dataclass(frozen=True, slots=True)
class Note:
    title: str
    words: str
    link: str
    at: datetime
    unread: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxPage:
    around: Around
    notes: tuple[Note, ...]
    unread: int
    older_url: str


@get("/account/messages")
async def show(request: HTMXRequest, session: Session, member_id: MemberId) -> Template:
    before = _place(request.query_params.get("before", ""))
    found = await messaging.inbox(session, member_id, before=before)
    page = InboxPage(
        around=around(_("Messages")),
        notes=tuple(_note(message) for message in found.messages),
        unread=await messaging.unread(session, member_id),
        older_url=f"/account/messages?{urlencode({'before': found.older})}" if found.older else "",
    )
    return pages.show(request, "storefront/account/inbox.html", page)


@post("/account/messages/reading", status_code=303)
async def mark_read(
    request: HTMXRequest, session: Session, member_id: MemberId
) -> Response[object]:
    await messaging.mark_read(session, member_id, clock.now())
    return pages.back(request, "/account/messages")


def _note(message: Message) -> Note:
    return Note(
        title=message.title,
        words=message.words,
        link=message.link,
        at=message.created_at,
        unread=message.read_at is None,
    )


def _place(text: str) -> UUID | None:
    """Where a page of the list begins; the first page for anything that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
