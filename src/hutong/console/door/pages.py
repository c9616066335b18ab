"""Signing in and out. Each step answers with a page that says what comes next."""

import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

import segno
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity
from hutong.access import SignedInStaff
from hutong.console.door.staff import Entering, known, staff_cookie
from hutong.console.kit.address import safe_return
from hutong.console.kit.fields import Posted
from hutong.console.kit.frame import frame
from hutong.console.kit.screens import ROOT
from hutong.kernel.errors import DomainError, TooMany
from hutong.web import cookies, skins
from hutong.web.frame import Skin
from hutong.web.session import Session
from hutong.web.visitor import device_of

Asked = Request[Any, Any, State]
SIGN_IN = f"{ROOT}/sign-in"
SECOND_FACTOR = f"{ROOT}/second-factor"
ISSUER = "Hutong"
SECRET = re.compile(r"[A-Z2-7]{16,64}")
PASSWORD_MAX = 256
UNPROCESSABLE, TOO_MANY = 422, 429


@dataclass(frozen=True, kw_only=True)
class DoorPage:
    next: str
    email: str = ""
    problem: str = ""
    secret: str = ""
    picture: str = ""
    confirm_at: str = f"{SECOND_FACTOR}/confirmation"
    codes: tuple[str, ...] = ()
    shop: str = ""
    skin: Skin = field(default_factory=Skin)


@get(SIGN_IN)
async def sign_in_page(request: Asked) -> Template:
    return show(request, "sign_in", DoorPage(next=_next(request.query_params.get("next"))))


@post(SIGN_IN, status_code=200)
async def sign_in(request: Asked, session: Session) -> Response[Any]:
    posted = Posted(await request.form())
    email, password = posted.one("email"), posted.secret("password")
    page = DoorPage(next=_next(posted.one("next")), email=email[:PASSWORD_MAX])
    try:
        token = await access.sign_in(session, email, password, device=device_of(request))
    except DomainError as refused:
        return again(request, "sign_in", page, refused)
    cookies.later(request, staff_cookie(request, token))
    return Redirect(f"{SECOND_FACTOR}?{urlencode({'next': page.next})}", status_code=303)


@get(SECOND_FACTOR)
async def second_factor_page(request: Asked, entering: Entering) -> Response[Any]:
    page = DoorPage(next=_next(request.query_params.get("next")))
    entering = known(entering)
    if entering.passed_second_factor:
        return Redirect(page.next, status_code=303)
    return show(request, "second_factor" if entering.has_second_factor else "enrol", page)


@post(SECOND_FACTOR, status_code=200)
async def second_factor(request: Asked, session: Session, entering: Entering) -> Response[Any]:
    """The code of the app, or one of the codes that were kept for a lost telephone."""
    entering = known(entering)
    posted = Posted(await request.form())
    page = DoorPage(next=_next(posted.one("next")))
    try:
        token = await access.second_factor(
            session,
            entering.id,
            entering.signed_in.session_id,
            posted.one("code"),
            box=request.app.state.box,
            device=device_of(request),
        )
    except DomainError as refused:
        return again(request, "second_factor", page, refused)
    cookies.later(request, staff_cookie(request, token))
    return Redirect(page.next, status_code=303)


@post(f"{SECOND_FACTOR}/enrolment", status_code=200)
async def enrol(request: Asked, session: Session, entering: Entering) -> Response[Any]:
    """A new secret for the app: once, by whoever has none yet."""
    entering = known(entering)
    posted = Posted(await request.form())
    wanted = _next(posted.one("next"))
    if entering.has_second_factor:
        return Redirect(SECOND_FACTOR, status_code=303)
    begun = await identity.begin_totp(
        session,
        entering.signed_in.subject,
        box=request.app.state.box,
        name=entering.email,
        issuer=ISSUER,
    )
    return show(request, "enrol", offer(wanted, entering, begun.secret, begun.uri))


@post(f"{SECOND_FACTOR}/confirmation", status_code=200)
async def confirm(request: Asked, session: Session, entering: Entering) -> Response[Any]:
    """The app shows the right code: it is used from now on, and its spare codes are shown once."""
    entering = known(entering)
    posted = Posted(await request.form())
    wanted, secret = _next(posted.one("next")), posted.one("secret")
    if entering.has_second_factor:
        return Redirect(SECOND_FACTOR, status_code=303)
    try:
        codes = await _confirm(request, session, entering, posted.one("code"))
    except DomainError as refused:
        return again(request, "enrol", offered(wanted, entering, secret), refused)
    return show(request, "codes", DoorPage(next=wanted, codes=tuple(codes)))


@post(f"{ROOT}/sign-out", status_code=200)
async def sign_out(request: Asked, session: Session, entering: Entering) -> Response[Any]:
    signed_in = known(entering).signed_in
    await identity.end_session(session, signed_in.session_id, subject=signed_in.subject)
    cookies.later(request, cookies.gone(request, cookies.STAFF))
    return Redirect(SIGN_IN, status_code=303)


async def _confirm(
    request: Asked, session: AsyncSession, entering: SignedInStaff, code: str
) -> list[str]:
    signed_in, device = entering.signed_in, device_of(request)
    box = request.app.state.box
    codes = await identity.confirm_totp(session, signed_in.subject, code, box=box, device=device)
    token = await identity.pass_second_factor(session, signed_in.session_id)
    cookies.later(request, staff_cookie(request, token))
    return codes


def offered(wanted: str, entering: SignedInStaff, secret: str) -> DoorPage:
    """The picture that was shown before, drawn again from its secret."""
    label = quote(f"{ISSUER}:{entering.email}")
    named = f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"
    return offer(wanted, entering, secret, named if SECRET.fullmatch(secret) else "")


def offer(wanted: str, entering: SignedInStaff, secret: str, uri: str) -> DoorPage:
    picture = segno.make(uri, error="m").svg_inline(border=2, omitsize=True) if uri else ""
    return DoorPage(next=wanted, email=entering.email, secret=secret, picture=picture)


def again(request: Asked, template: str, page: DoorPage, refused: DomainError) -> Template:
    status = TOO_MANY if isinstance(refused, TooMany) else UNPROCESSABLE
    return show(request, template, replace(page, problem=str(refused)), status)


def show(request: Asked, template: str, page: DoorPage, status: int = 200) -> Template:
    page = replace(page, shop=skins.named(request).name, skin=skins.worn(request))
    context = {"page": page, "frame": frame(request, (), None)}
    return Template(f"console/door/{template}.html", context=context, status_code=status)


def _next(wanted: str | None) -> str:
    return safe_return(wanted, ROOT)


HANDLERS = [
    sign_in_page,
    sign_in,
    second_factor_page,
    second_factor,
    enrol,
    confirm,
    sign_out,
]
