"""Changing the phone that one signs in with: a code to the new one, from a fresh session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.identity import NotFresh, Purpose, SignedIn, WrongCode
from hutong.kernel import clock
from hutong.kernel.errors import Invalid, TooMany
from hutong.kernel.i18n import gettext as _
from hutong.members import PhoneTaken
from hutong.storefront.account.around import Around, around
from hutong.storefront.codes import SentCode, send
from hutong.web import pages
from hutong.web.forms import REFUSED, TOO_MANY, problems_of
from hutong.web.frame import Flash, Link
from hutong.web.session import Session
from hutong.web.visitor import Member, Visiting

CODE_MAX = 20
PHONE_MAX = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    phone: str = ""
    code: str = ""


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True, kw_only=True, slots=True)
class PhonePage:
    """`fresh`: signed in just now, which stands for holding the old phone."""

    around: Around
    masked_phone: str
    fresh: bool
    phone: str = ""
    sent: SentCode | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    def problem(self, name: str) -> str:
        return self.problems.get(name, "")


@get("/account/phone")
async def show(request: HTMXRequest, session: Session, signed_in: Member) -> Template:
    return _answer(request, await _blank(session, signed_in))


@post("/account/phone/code", status_code=200)
async def send_code(
    request: HTMXRequest,
    state: State,
    session: Session,
    *,
    signed_in: Member,
    visitor: Visiting,
    data: Form,
) -> Template:
    page = await _blank(session, signed_in, data.phone[:PHONE_MAX])
    try:
        sent = await send(
            session, state.settings, page.phone, purpose=Purpose.CHANGE_PHONE, device=visitor.device
        )
    except Invalid as refused:
        problems, status = problems_of(refused), REFUSED
    except TooMany as refused:
        problems, status = {"code": str(refused)}, TOO_MANY
    else:
        return _answer(request, replace(page, sent=sent))
    return _answer(request, replace(page, problems=problems), status)


@post("/account/phone", status_code=200)
async def save(
    request: HTMXRequest,
    session: Session,
    *,
    signed_in: Member,
    visitor: Visiting,
    data: Form,
) -> Response[object] | Template:
    page = await _blank(session, signed_in, data.phone[:PHONE_MAX])
    problems: Mapping[str, str]
    status = REFUSED
    try:
        await members.change_phone(
            session, signed_in, page.phone, data.code[:CODE_MAX], device=visitor.device
        )
    except Invalid as refused:
        problems = problems_of(refused)
    except (PhoneTaken, NotFresh) as refused:
        problems = {"phone": str(refused)}
    except WrongCode as refused:
        problems = {"code": str(refused)}
    except TooMany as refused:
        problems, status = {"code": str(refused)}, TOO_MANY
    else:
        words = _("From now on you sign in with the new number.")
        return pages.back(request, "/account/profile", Flash(words))
    return _answer(request, replace(page, problems=problems), status)


async def _blank(session: AsyncSession, signed_in: SignedIn, phone: str = "") -> PhonePage:
    member = await members.find(session, signed_in.subject.id)
    return PhonePage(
        around=around(_("Change the phone number"), Link(_("Profile"), "/account/profile")),
        masked_phone=member.masked_phone,
        fresh=signed_in.is_fresh(clock.now()),
        phone=phone,
    )


def _answer(request: HTMXRequest, page: PhonePage, status: int = 200) -> Template:
    answer = pages.swap(
        request,
        part="storefront/account/_phone.html",
        whole="storefront/account/phone.html",
        page=page,
    )
    answer.status_code = status
    return answer
