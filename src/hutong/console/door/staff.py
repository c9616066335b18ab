"""Who stands at the console: asked of the database with every request."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity
from hutong.access import SignedInStaff
from hutong.console.kit.viewer import Viewer
from hutong.identity import SignedIn
from hutong.kernel.errors import DomainError, Forbidden
from hutong.web import cookies
from hutong.web.session import Session
from hutong.web.visitor import NotSignedIn, device_of

Asked = Request[object, object, State]
Entering = NamedDependency[SignedInStaff | None]
NIL = UUID(int=0)
DAYS = 7
VIEWER = "viewer"


@dataclass(eq=False)
class SecondFactorNeeded(Forbidden):
    message = "Please finish signing in with your authenticator app."


async def provide_entering(request: Asked, session: Session) -> SignedInStaff | None:
    """Somebody who gave the right password, and perhaps nothing more yet."""
    token = request.cookies.get(cookies.name(request, cookies.STAFF), "")
    usable = 0 < len(token) <= cookies.TOKEN_MAX and token.isascii()
    return await access.who_is(session, token) if usable else None


async def provide_staff(request: Asked, session: Session, entering: Entering) -> Viewer:
    """Who asks. A token that has grown old is renewed on the way."""
    if entering is None:
        return _nobody(NotSignedIn())
    if not entering.passed_second_factor:
        return _nobody(SecondFactorNeeded())
    request.app.state.presence.saw(entering.signed_in.session_id)
    if request.method == "POST":
        await _renew(request, session, entering.signed_in)
    ip = device_of(request).ip
    access.comes_from(session, ip)
    viewer = Viewer(
        id=entering.id,
        name=entering.name,
        session_id=entering.signed_in.session_id,
        permissions=entering.permissions,
        ip=ip,
        roles=entering.roles,
    )
    request.scope["state"][VIEWER] = viewer
    return viewer


def known(entering: SignedInStaff | None) -> SignedInStaff:
    if entering is None:
        raise NotSignedIn
    return entering


def _nobody(refusal: DomainError) -> Viewer:
    none = frozenset[str]()
    return Viewer(id=NIL, name="", session_id=NIL, permissions=none, ip="", refusal=refusal)


async def _renew(request: Asked, session: AsyncSession, signed_in: SignedIn) -> None:
    if signed_in.due_for_rotation:
        token = await identity.renew(session, signed_in.session_id)
        if token is not None:
            cookies.later(request, staff_cookie(request, token))


def staff_cookie(request: Asked, token: str) -> Cookie:
    return cookies.private(request, cookies.STAFF, token, days=DAYS)
