"""Who is here: known from cookies alone, without asking the database.

What a visitor may see of their own is asked of the session row when a handler needs it:
`member_id` for pages that belong to a member, `staff` in the console, `bearer` in the API.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from sqlalchemy import ScalarSelect
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.identity import Device, SignedIn, SubjectKind
from hutong.kernel import clock
from hutong.kernel.errors import Forbidden
from hutong.web import cookies
from hutong.web.session import Session

Asked = Request[object, object, State]
USER_AGENT_MAX = 400
GUEST_DIGITS = 32


@dataclass(eq=False)
class NotSignedIn(Forbidden):
    """Pages answer it with the way to the sign-in page, the API with 401."""

    message = "Please sign in first."


@dataclass(frozen=True, slots=True)
class Visitor:
    guest_token: str | None
    session_token: str | None
    device: Device

    @property
    def seems_signed_in(self) -> bool:
        """A session cookie is there; whether it still holds is asked only where it matters."""
        return self.session_token is not None


Visiting = NamedDependency[Visitor]
MemberId = NamedDependency[UUID]
MaybeMemberId = NamedDependency[UUID | None]
Member = NamedDependency[SignedIn]


def provide_visitor(request: Asked) -> Visitor:
    jar = request.cookies
    return Visitor(
        guest_token=_token(jar.get(cookies.name(request, cookies.GUEST))),
        session_token=_token(jar.get(cookies.name(request, cookies.SESSION))),
        device=device_of(request),
    )


def device_of(request: Asked) -> Device:
    client = request.client
    return Device(
        ip=client.host if client else "",
        user_agent=request.headers.get("user-agent", "")[:USER_AGENT_MAX],
    )


async def provide_signed_in(request: Asked, session: Session, visitor: Visiting) -> SignedIn:
    """The member's session. Raises NotSignedIn; renews a token that has grown old."""
    found = await _find(request, session, visitor.session_token)
    if found is None:
        raise NotSignedIn
    if found.due_for_rotation and request.method == "POST":
        token = await identity.renew(session, found.session_id)
        if token is not None:
            cookie = session_cookie(request, token, remember=found.remembered)
            cookies.later(request, cookie)
    return found


def provide_member_id(signed_in: Member) -> UUID:
    return signed_in.subject.id


async def provide_maybe_member_id(
    request: Asked, session: Session, visitor: Visiting
) -> UUID | None:
    """For pages that serve guests too: whose cart, whose favourites."""
    found = await _find(request, session, visitor.session_token)
    return found.subject.id if found else None


async def member_of(request: Asked, session: AsyncSession, visitor: Visitor) -> UUID:
    """For handlers that speak to strangers and so hold no transaction of the request. Raises
    NotSignedIn."""
    found = await _find(request, session, visitor.session_token)
    if found is None:
        raise NotSignedIn
    return found.subject.id


def member_by_token(visitor: Visitor) -> ScalarSelect[UUID]:
    """The same inside the statement that looks for something of the member's: one statement less.
    Where nothing is found, `member_of` tells whether somebody is signed in. Raises NotSignedIn."""
    if visitor.session_token is None:
        raise NotSignedIn
    return identity.subject_of(visitor.session_token, SubjectKind.MEMBER, clock.now())


async def _find(request: Asked, session: AsyncSession, token: str | None) -> SignedIn | None:
    found = await identity.find_session(session, token) if token else None
    if found is None or found.subject.kind is not SubjectKind.MEMBER:
        return None
    request.app.state.presence.saw(found.session_id)
    return found


def session_cookie(request: Asked, token: str, *, remember: bool = True) -> Cookie:
    days = cookies.SESSION_DAYS if remember else None
    return cookies.private(request, cookies.SESSION, token, days=days)


def ensure_guest(request: Asked, visitor: Visitor) -> str:
    """The token of a guest's cart; a new one is given with the answer when there is none."""
    if visitor.guest_token:
        return visitor.guest_token
    token = secrets.token_urlsafe(GUEST_DIGITS)
    cookies.later(request, cookies.private(request, cookies.GUEST, token, days=cookies.GUEST_DAYS))
    return token


def _token(value: str | None) -> str | None:
    """What could be one of our tokens; anything else in the cookie is as good as none."""
    if value and len(value) <= cookies.TOKEN_MAX and value.isascii() and value.isprintable():
        return value
    return None
