"""Signing in: a code to the phone or a password, for a bearer token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from hutong import cart, identity, members
from hutong.api.bearer import Caller
from hutong.api.profile import MemberOut
from hutong.api.shapes import Asked, Told
from hutong.identity import Device, Purpose
from hutong.kernel import i18n
from hutong.kernel.errors import Invalid, NotFound, Problem
from hutong.kernel.i18n import N_
from hutong.kernel.i18n import gettext as _
from hutong.members import SignIn
from hutong.web.session import Session
from hutong.web.visitor import device_of

Phone = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=12)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
GuestToken = Annotated[str, msgspec.Meta(min_length=20, max_length=200, pattern="^[!-~]+$")]
CODE_MINUTES = 5


class CodeAsked(Asked, frozen=True):
    phone: Phone
    purpose: Purpose = Purpose.SIGN_IN


class CodeSent(Told, frozen=True):
    """The phone as it was understood."""

    phone: str
    valid_minutes: int


class SessionAsked(Asked, frozen=True):
    """With a code or with a password. A guest's cart moves to the member."""

    phone: Phone
    code: Code | None = None
    password: Password | None = None
    guest_token: GuestToken | None = None


class SessionOut(Told, frozen=True):
    """Send the token as `Authorization: Bearer ...`. `new`: this was also the registration."""

    token: str
    new: bool
    member: MemberOut


class TokenOut(Told, frozen=True):
    token: str


class DeviceOut(Told, frozen=True):
    id: UUID
    device: str
    ip: str
    current: bool
    started_at: datetime
    seen_at: datetime


@dataclass(eq=False)
class SessionNotFound(NotFound):
    message = "This device is not signed in."
    session_id: UUID


@post(
    "/codes",
    status_code=202,
    summary=N_("Send a code to a phone"),
    description=N_(
        "The answer is the same whether somebody is registered with it. 429 when asked too often."
    ),
)
async def send_code(
    request: Request[Any, Any, State], session: Session, data: JSONBody[CodeAsked]
) -> CodeSent:
    phone = await members.request_code(
        session,
        data.phone,
        purpose=data.purpose,
        device=device_of(request),
        locale=i18n.current(),
    )
    return CodeSent(phone=phone, valid_minutes=CODE_MINUTES)


@post(
    "/sessions",
    status_code=201,
    summary=N_("Sign in"),
    description=N_(
        "With a code, an unknown phone becomes a member. 429 after too many wrong guesses."
    ),
)
async def sign_in(
    request: Request[Any, Any, State], session: Session, data: JSONBody[SessionAsked]
) -> SessionOut:
    entered = await _enter(session, data, device_of(request))
    if data.guest_token:
        await cart.merge(session, data.guest_token, entered.member.id)
    member = MemberOut.of(entered.member)
    return SessionOut(token=entered.token, new=entered.new, member=member)


@get("/sessions", summary=N_("Devices that are signed in"))
async def devices(session: Session, caller: Caller) -> list[DeviceOut]:
    return [
        DeviceOut(
            id=row.id,
            device=row.device,
            ip=row.ip,
            current=row.id == caller.signed_in.session_id,
            started_at=row.started_at,
            seen_at=row.seen_at,
        )
        for row in await identity.sessions_of(session, caller.member.subject)
    ]


@post(
    "/sessions/current/renewal",
    status_code=200,
    summary=N_("Get a new token for the old one"),
    description=N_("The old token is honoured for one minute more."),
)
async def renew(session: Session, caller: Caller) -> TokenOut:
    token = await identity.renew(session, caller.signed_in.session_id)
    if token is None:
        raise SessionNotFound(caller.signed_in.session_id)
    return TokenOut(token=token)


@delete("/sessions/current", summary=N_("Sign out"))
async def sign_out(session: Session, caller: Caller) -> None:
    await identity.end_session(session, caller.signed_in.session_id, subject=caller.member.subject)


@delete("/sessions/{session_id:uuid}", summary=N_("Sign another device out"))
async def end(session: Session, caller: Caller, session_id: FromPath[UUID]) -> None:
    rows = await identity.sessions_of(session, caller.member.subject)
    if session_id not in {row.id for row in rows}:
        raise SessionNotFound(session_id)
    await identity.end_session(session, session_id, subject=caller.member.subject)


async def _enter(session: Session, data: SessionAsked, device: Device) -> SignIn:
    if (data.code is None) == (data.password is None):
        raise Invalid([Problem("code", _("Please give either a code or a password."))])
    if data.code is not None:
        return await members.sign_in_with_code(session, data.phone, data.code, device=device)
    password = data.password or ""
    return await members.sign_in_with_password(session, data.phone, password, device=device)


router = Router(
    "/",
    route_handlers=[send_code, sign_in, devices, renew, sign_out, end],
    tags=["sign-in"],
)
