"""Setting a password: a code to the member's own phone shows that it is them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import members
from hutong.identity import Purpose, WeakPassword, WrongCode
from hutong.kernel.errors import TooMany
from hutong.kernel.i18n import gettext as _
from hutong.storefront.account.around import Around, around
from hutong.storefront.codes import SentCode, send
from hutong.web import pages
from hutong.web.forms import REFUSED, TOO_MANY
from hutong.web.frame import Flash, Link
from hutong.web.session import Session
from hutong.web.visitor import Member, MemberId, Visiting

CODE_MAX = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    code: str = ""
    password: str = ""


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordPage:
    around: Around
    masked_phone: str
    sent: SentCode | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    def problem(self, name: str) -> str:
        return self.problems.get(name, "")


@get("/account/password")
async def show(request: HTMXRequest, session: Session, member_id: MemberId) -> Template:
    member = await members.find(session, member_id)
    return _answer(request, member.masked_phone)


@post("/account/password/code", status_code=200)
async def send_code(
    request: HTMXRequest,
    state: State,
    session: Session,
    *,
    member_id: MemberId,
    visitor: Visiting,
) -> Template:
    member = await members.find(session, member_id)
    try:
        sent = await send(
            session,
            state.settings,
            member.phone,
            purpose=Purpose.SET_PASSWORD,
            device=visitor.device,
        )
    except TooMany as refused:
        problems = {"code": str(refused)}
        return _answer(request, member.masked_phone, problems=problems, status=TOO_MANY)
    return _answer(request, member.masked_phone, sent=sent)


@post("/account/password", status_code=200)
async def save(
    request: HTMXRequest,
    session: Session,
    *,
    signed_in: Member,
    visitor: Visiting,
    data: Form,
) -> Response[object] | Template:
    try:
        await members.set_password(
            session, signed_in, data.code[:CODE_MAX], data.password, device=visitor.device
        )
    except WeakPassword as refused:
        problems, status = {"password": str(refused)}, REFUSED
    except WrongCode as refused:
        problems, status = {"code": str(refused)}, REFUSED
    except TooMany as refused:
        problems, status = {"code": str(refused)}, TOO_MANY
    else:
        words = _("The password is set. All other devices are signed out.")
        return pages.back(request, "/account/devices", Flash(words))
    member = await members.find(session, signed_in.subject.id)
    return _answer(request, member.masked_phone, problems=problems, status=status)


def _answer(
    request: HTMXRequest,
    masked_phone: str,
    *,
    sent: SentCode | None = None,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Template:
    above = Link(_("Profile"), "/account/profile")
    page = PasswordPage(
        around=around(_("Set a password"), above),
        masked_phone=masked_phone,
        sent=sent,
        problems=problems or {},
    )
    answer = pages.swap(
        request,
        part="storefront/account/_password.html",
        whole="storefront/account/password.html",
        page=page,
    )
    answer.status_code = status
    return answer
