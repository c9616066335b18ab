"""Who the member is to us: nickname, gender, birthday, and the way to password and phone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import identity, members
from hutong.kernel import clock
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.members import Gender, Member, ProfileDraft
from hutong.storefront.account.around import Around, around
from hutong.web import pages
from hutong.web.forms import REFUSED, problems_of
from hutong.web.frame import Flash
from hutong.web.session import Session
from hutong.web.visitor import MemberId

NICKNAME_SENT_MAX = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    nickname: str = ""
    gender: str = ""
    birthday: str = ""


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfilePage:
    around: Around
    member: Member
    wanted: Wanted
    has_password: bool
    today: date
    problems: Mapping[str, str] = field(default_factory=dict)

    def problem(self, name: str) -> str:
        return self.problems.get(name, "")

    @property
    def genders(self) -> tuple[tuple[str, str], ...]:
        return (("", _("Not said")), ("female", _("Female")), ("male", _("Male")))


@get("/account/profile")
async def show(request: HTMXRequest, session: Session, member_id: MemberId) -> Template:
    member = await members.find(session, member_id)
    wanted = Wanted(
        nickname=member.nickname,
        gender=member.gender or "",
        birthday=member.birthday.isoformat() if member.birthday else "",
    )
    return await _answer(request, session, member, wanted=wanted)


@post("/account/profile", status_code=200)
async def save(
    request: HTMXRequest, session: Session, member_id: MemberId, data: Form
) -> Response[object] | Template:
    try:
        draft = ProfileDraft(
            nickname=data.nickname[:NICKNAME_SENT_MAX],
            gender=Gender(data.gender) if data.gender in set(Gender) else None,
            birthday=_day(data.birthday),
        )
        await members.edit_profile(session, member_id, draft)
    except Invalid as refused:
        member = await members.find(session, member_id)
        return await _answer(request, session, member, wanted=data, problems=problems_of(refused))
    return pages.back(request, "/account/profile", Flash(_("Saved.")))


async def _answer(
    request: HTMXRequest,
    session: Session,
    member: Member,
    *,
    wanted: Wanted,
    problems: Mapping[str, str] | None = None,
) -> Template:
    page = ProfilePage(
        around=around(_("Profile")),
        member=member,
        wanted=wanted,
        has_password=await identity.has_password(session, member.subject),
        today=clock.local_day(clock.now()),
        problems=problems or {},
    )
    status = REFUSED if problems else 200
    return pages.show(request, "storefront/account/profile.html", page, status=status)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid([Problem("birthday", _("Please enter the date of your birth."))]) from None
