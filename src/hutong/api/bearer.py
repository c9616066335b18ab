"""Who is calling: a bearer token from POST /sessions, and for guests a token of their cart."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.cart import Owner
from hutong.members import Member, SignedInMember
from hutong.web.session import Db, Session
from hutong.web.visitor import NotSignedIn

TOKEN_MAX = 200
GUEST_MIN = 20
SCHEME = "bearer "

Asked = Request[Any, Any, State]
Caller = NamedDependency[SignedInMember]
Me = NamedDependency[Member]
MyId = NamedDependency[UUID]
Payer = NamedDependency[UUID]
Basket = NamedDependency[Owner]


async def provide_caller(request: Asked, session: Session) -> SignedInMember:
    """Raises NotSignedIn (401)."""
    caller = await _known(request, session)
    if caller is None:
        raise NotSignedIn
    return caller


def provide_me(caller: Caller) -> Member:
    return caller.member


def provide_my_id(caller: Caller) -> UUID:
    return caller.member.id


async def provide_payer(request: Asked, db: Db) -> UUID:
    """The member's id, with no transaction left open: a stranger is spoken to next."""
    async with db.reading() as session:
        caller = await _known(request, session)
    if caller is None:
        raise NotSignedIn
    return caller.member.id


async def provide_basket(request: Asked, session: Session) -> Owner:
    """The member's cart, else the guest's. Raises NotSignedIn without either token."""
    caller = await _known(request, session)
    if caller is not None:
        return Owner(member_id=caller.member.id)
    guest = request.headers.get("guest-token", "")
    if not (GUEST_MIN <= len(guest) <= TOKEN_MAX and guest.isascii() and guest.isprintable()):
        raise NotSignedIn
    return Owner(guest_token=guest)


async def _known(request: Asked, session: AsyncSession) -> SignedInMember | None:
    given = request.headers.get("authorization", "")
    token = given[len(SCHEME) :].strip()
    if not given.lower().startswith(SCHEME) or not 0 < len(token) <= TOKEN_MAX:
        return None
    return await members.who_is(session, token) if token.isascii() else None


DEPENDENCIES = {
    "caller": Provide(provide_caller),
    "me": Provide(provide_me, sync_to_thread=False),
    "my_id": Provide(provide_my_id, sync_to_thread=False),
    "payer": Provide(provide_payer),
    "basket": Provide(provide_basket),
}
