"""One's own account."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, get, put
from litestar.datastructures import State
from litestar.params import JSONBody

from hutong import members
from hutong.api.bearer import Caller, Me, MyId
from hutong.api.shapes import Asked, Told
from hutong.kernel import i18n
from hutong.kernel.i18n import N_
from hutong.members import Gender, Member, ProfileDraft
from hutong.web.session import Session
from hutong.web.visitor import device_of

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=12)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Nickname = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Locale = Annotated[str, msgspec.Meta(max_length=10)]
Phone = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class MemberOut(Told, frozen=True):
    """The phone is masked here; it is whole only where a parcel needs it."""

    id: UUID
    nickname: str
    phone: str
    gender: Gender | None
    birthday: date | None
    locale: str
    joined_at: datetime

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        return cls(
            id=member.id,
            nickname=member.nickname,
            phone=member.masked_phone,
            gender=member.gender,
            birthday=member.birthday,
            locale=member.locale,
            joined_at=member.joined_at,
        )


class ProfileAsked(Asked, frozen=True):
    nickname: Nickname
    gender: Gender | None = None
    birthday: date | None = None
    locale: Locale = i18n.DEFAULT


class PasswordAsked(Asked, frozen=True):
    """The code comes from POST /codes with the purpose set_password."""

    code: Code
    password: Password


class PhoneAsked(Asked, frozen=True):
    """The code went to the new phone, with the purpose change_phone."""

    phone: Phone
    code: Code


@get("/me", summary=N_("My account"))
async def show(me: Me) -> MemberOut:
    return MemberOut.of(me)


@put("/me", summary=N_("Change my account"))
async def edit(session: Session, my_id: MyId, data: JSONBody[ProfileAsked]) -> MemberOut:
    draft = ProfileDraft(
        nickname=data.nickname, gender=data.gender, birthday=data.birthday, locale=data.locale
    )
    return MemberOut.of(await members.edit_profile(session, my_id, draft))


@put(
    "/me/password",
    status_code=204,
    summary=N_("Set a password"),
    description=N_("Signs every other device out."),
)
async def set_password(
    request: Request[Any, Any, State],
    session: Session,
    caller: Caller,
    data: JSONBody[PasswordAsked],
) -> None:
    await members.set_password(
        session, caller.signed_in, data.code, data.password, device=device_of(request)
    )


@put(
    "/me/phone",
    summary=N_("Move to another phone number"),
    description=N_("The session must be fresh: sign in again when this is refused."),
)
async def change_phone(
    request: Request[Any, Any, State],
    session: Session,
    caller: Caller,
    data: JSONBody[PhoneAsked],
) -> MemberOut:
    changed = await members.change_phone(
        session, caller.signed_in, data.phone, data.code, device=device_of(request)
    )
    return MemberOut.of(changed)


router = Router("/", route_handlers=[show, edit, set_password, change_phone], tags=["account"])
