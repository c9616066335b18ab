"""Signing in, registering and signing out: one page, with a code or with a password."""

from dataclasses import dataclass
from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, members
from hutong.identity import WeakPassword, WrongCode, WrongCredentials
from hutong.kernel.errors import DomainError, Invalid, TooMany
from hutong.kernel.i18n import gettext as _
from hutong.members import AccountFrozen, SignIn
from hutong.storefront.codes import send
from hutong.storefront.signin.arrival import arrive, leave
from hutong.storefront.signin.page import SignInPage, Way
from hutong.web import pages
from hutong.web.forms import REFUSED, TOO_MANY, problems_of
from hutong.web.frame import Flash
from hutong.web.session import Session
from hutong.web.visitor import MaybeMemberId, Visiting, Visitor

PHONE_MAX = 30
CODE_MAX = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    way: str = ""
    phone: str = ""
    code: str = ""
    password: str = ""
    remember: str = ""
    agreed: str = ""
    next: str = ""

    def page(self) -> SignInPage:
        return SignInPage(
            way=_way(self.way),
            next=_onward(self.next),
            phone=self.phone[:PHONE_MAX],
            remember=bool(self.remember),
            agreed=bool(self.agreed),
        )


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/sign-in")
async def show(request: HTMXRequest, maybe_member_id: MaybeMemberId) -> Response[object] | Template:
    page = SignInPage(
        way=_way(request.query_params.get("way", "")),
        next=_onward(request.query_params.get("next", "")),
    )
    if maybe_member_id is not None:
        return pages.back(request, page.next)
    return _answer(request, page)


@post("/sign-in/code", status_code=200)
async def send_code(
    request: HTMXRequest,
    state: State,
    session: Session,
    *,
    visitor: Visiting,
    data: Form,
) -> Template:
    page = data.page()
    try:
        sent = await send(
            session, state.settings, page.phone, purpose=page.purpose, device=visitor.device
        )
    except Invalid as refused:
        return _answer(request, page.saying(problems=problems_of(refused)), REFUSED)
    except TooMany as refused:
        return _answer(request, page.saying(problems={"code": str(refused)}), TOO_MANY)
    return _answer(request, page.saying(sent=sent))


@post("/sign-in", status_code=200)
async def enter(
    request: HTMXRequest, session: Session, visitor: Visiting, data: Form
) -> Response[object] | Template:
    page = data.page()
    if page.asks_for_consent and not page.agreed:
        words = _("Please read and accept the terms first.")
        return _answer(request, page.saying(problems={"agreed": words}), REFUSED)
    try:
        entered = await _sign_in(session, visitor, data, page)
    except TooMany as refused:
        return _answer(request, page.saying(alert=str(refused)), TOO_MANY)
    except (Invalid, WeakPassword, WrongCode, WrongCredentials, AccountFrozen) as refused:
        return _answer(request, _with_words(page, refused), REFUSED)
    await arrive(request, session, visitor, entered, remember=page.remember)
    return pages.back(request, page.next, Flash(_greeting(entered)))


@post("/sign-out", status_code=303)
async def sign_out(request: HTMXRequest, session: Session, visitor: Visiting) -> Response[object]:
    """Whoever is not signed in is signed out already."""
    found = (
        await identity.find_session(session, visitor.session_token)
        if visitor.session_token
        else None
    )
    if found is not None:
        await identity.end_session(session, found.session_id, subject=found.subject)
    leave(request)
    return pages.back(request, "/", Flash(_("You are signed out.")))


async def _sign_in(
    session: AsyncSession, visitor: Visitor, data: Wanted, page: SignInPage
) -> SignIn:
    code = data.code[:CODE_MAX]
    match page.way:
        case Way.CODE:
            return await members.sign_in_with_code(
                session, page.phone, code, device=visitor.device, remember=page.remember
            )
        case Way.PASSWORD:
            return await members.sign_in_with_password(
                session,
                page.phone,
                data.password,
                device=visitor.device,
                remember=page.remember,
            )
        case Way.NEW_PASSWORD:
            return await members.sign_in_with_new_password(
                session, page.phone, code, data.password, device=visitor.device
            )


def _with_words(page: SignInPage, refused: DomainError) -> SignInPage:
    """At the field that is wrong, or above them all when that must not be told."""
    match refused:
        case Invalid():
            return page.saying(problems=problems_of(refused))
        case WeakPassword():
            return page.saying(problems={"password": str(refused)})
        case WrongCode():
            return page.saying(problems={"code": str(refused)})
        case _:
            return page.saying(alert=str(refused))


def _answer(request: HTMXRequest, page: SignInPage, status: int = 200) -> Template:
    answer = pages.swap(
        request,
        part="storefront/signin/_form.html",
        whole="storefront/signin/signin.html",
        page=page,
    )
    answer.status_code = status
    return answer


def _greeting(entered: SignIn) -> str:
    words = _("Welcome, {name}.") if entered.new else _("Welcome back, {name}.")
    return words.format(name=entered.member.nickname)


def _way(text: str) -> Way:
    return Way(text) if text in set(Way) else Way.CODE


def _onward(path: str) -> str:
    onward = pages.local(path)
    return "/account" if onward == "/" or onward.startswith("/sign-") else onward
