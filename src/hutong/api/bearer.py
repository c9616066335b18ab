"""Who is calling: a bearer token from POST /sessions, and for guests a token of their cart."""

from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, members
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
TokenHash = NamedDependency[bytes]
Basket = NamedDependency[Owner]
Baskets = NamedDependency[list[Owner]]

Found = TypeVar("Found")


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


def provide_token_hash(request: Asked) -> bytes:
    """For statements that find out themselves whose it is. Raises NotSignedIn without a token."""
    token = token_of(request)
    if token is None:
        raise NotSignedIn
    return identity.token_hash(token)


def known(found: Found | None) -> Found:
    """What was asked with a token. Raises NotSignedIn where that was nobody's."""
    if found is None:
        raise NotSignedIn
    return found


def provide_baskets(request: Asked) -> list[Owner]:
    """Whose cart it may be, to be tried in this order: the member's, the guest's."""
    token, guest = token_of(request), _guest_token(request)
    owners = [Owner(token_hash=identity.token_hash(token))] if token else []
    return [*owners, Owner(guest_token=guest)] if guest else owners


async def provide_basket(request: Asked, db: Db) -> Owner:
    """The member's cart, else the guest's. Raises NotSignedIn without either token."""
    with suppress(NotSignedIn):
        return Owner(member_id=await provide_payer(request, db))
    return Owner(guest_token=known(_guest_token(request)))


async def _known(request: Asked, session: AsyncSession) -> UUID:
    token = token_of(request)
    signed_in = await members.whose(session, token) if token else None
    if signed_in is None:
        raise NotSignedIn
    return signed_in.subject.id


def _guest_token(request: Asked) -> str | None:
    guest = request.headers.get("guest-token", "")
    fits = GUEST_MIN <= len(guest) <= TOKEN_MAX and guest.isascii() and guest.isprintable()
    return guest if fits else None


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
    "token_hash": Provide(provide_token_hash, sync_to_thread=False),
    "basket": Provide(provide_basket),
    "baskets": Provide(provide_baskets, sync_to_thread=False),
}
