"""Who is calling: a bearer token from POST /sessions, and for guests a token of their cart."""

from contextlib import suppress
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
    token = token_of(request)
    caller = await members.who_is(session, token) if token else None
    if caller is None:
        raise NotSignedIn
    return caller


def provide_me(caller: Caller) -> Member:
    return caller.member


async def provide_my_id(request: Asked, session: Session) -> UUID:
    """Without the rest of the member, which most calls have no use for. Raises NotSignedIn."""
    return await _known(request, session)


async def provide_payer(request: Asked, db: Db) -> UUID:
    """The member's id, with no transaction left open."""
    token = token_of(request)
    signed_in = await members.whose_at_a_glance(db.glance, token) if token else None
    if signed_in is None:
        raise NotSignedIn
    return signed_in.subject.id


async def provide_basket(request: Asked, db: Db) -> Owner:
    """The member's cart, else the guest's. Raises NotSignedIn without either token."""
    with suppress(NotSignedIn):
        return Owner(member_id=await provide_payer(request, db))
    guest = request.headers.get("guest-token", "")
    if not (GUEST_MIN <= len(guest) <= TOKEN_MAX and guest.isascii() and guest.isprintable()):
        raise NotSignedIn
    return Owner(guest_token=guest)


async def _known(request: Asked, session: AsyncSession) -> UUID:
    token = token_of(request)
    signed_in = await members.whose(session, token) if token else None
    if signed_in is None:
        raise NotSignedIn
    return signed_in.subject.id


def token_of(request: Asked) -> str | None:
    return token_in(request.headers.get("authorization", ""))


def token_in(given: str) -> str | None:
    """The bearer token of an authorization header, as far as it could be one of ours."""
    token = given[len(SCHEME) :].strip()
    fits = given.lower().startswith(SCHEME) and 0 < len(token) <= TOKEN_MAX and token.isascii()
    return token if fits else None


DEPENDENCIES = {
    "caller": Provide(provide_caller),
    "me": Provide(provide_me, sync_to_thread=False),
    "my_id": Provide(provide_my_id),
    "payer": Provide(provide_payer),
    "basket": Provide(provide_basket),
}
