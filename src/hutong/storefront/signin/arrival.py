"""What happens around a sign-in: the cookie, and the cart that comes along."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, members
from hutong.cart import Owner
from hutong.members import SignIn
from hutong.storefront import noting
from hutong.web import cookies, region
from hutong.web.basket import remember_count
from hutong.web.visitor import Asked, Visitor, session_cookie


async def arrive(
    request: Asked, session: AsyncSession, visitor: Visitor, entered: SignIn, *, remember: bool
) -> None:
    """From the next request on they are this member, and what they put in the cart is theirs."""
    cookies.later(request, session_cookie(request, entered.token, remember=remember))
    await noting.claim(request, session, entered.member.id)
    if visitor.guest_token:
        await cart.merge(session, visitor.guest_token, entered.member.id)
        cookies.later(request, cookies.gone(request, cookies.GUEST))
    region.assume(request, await members.addresses(session, entered.member.id))
    remember_count(request, await cart.count(session, Owner(member_id=entered.member.id)))


def leave(request: Asked) -> None:
    for name in (cookies.SESSION, cookies.GUEST):
        cookies.later(request, cookies.gone(request, name))
    remember_count(request, 0)
