"""Whose cart a request is about, and the number that every page shows beside it."""

from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from hutong.cart import Owner
from hutong.web import cookies
from hutong.web.visitor import Visitor, ensure_guest

Asked = Request[object, object, State]


def owner_of(visitor: Visitor, member_id: UUID | None) -> Owner:
    """The member's cart, else the guest's, else nobody's."""
    if member_id is not None:
        return Owner(member_id=member_id)
    return Owner(guest_token=visitor.guest_token)


def owner_for_adding(request: Asked, visitor: Visitor, member_id: UUID | None) -> Owner:
    """The same, but whoever has no cart yet is given one with the answer."""
    if member_id is not None:
        return Owner(member_id=member_id)
    return Owner(guest_token=ensure_guest(request, visitor))


def remember_count(request: Asked, count: int) -> None:
    cookies.later(request, cookies.choice(request, cookies.CART, str(count)))
