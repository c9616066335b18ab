import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, i18n
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import _
from hutong.members import phones, queries
from hutong.members.models import Gender, Member

NICKNAME_MAX = 20
OLDEST_YEARS = 120


@dataclass(frozen=True, kw_only=True)
class ProfileDraft:
    nickname: str
    gender: Gender | None = None
    birthday: date | None = None
    locale: str = i18n.DEFAULT


async def edit_profile(session: AsyncSession, member_id: UUID, draft: ProfileDraft) -> Member:
    """Raises Invalid."""
    problems = list(_problems(draft))
    if problems:
        raise Invalid(problems)
    member = await queries.locked(session, member_id)
    member.nickname = _tidy(draft.nickname)
    member.gender, member.birthday, member.locale = draft.gender, draft.birthday, draft.locale
    return member


async def speak(session: AsyncSession, member_id: UUID, locale: str) -> None:
    """The language in which we write to the member."""
    member = await queries.locked(session, member_id)
    if locale in i18n.LOCALES:
        member.locale = locale


def _problems(draft: ProfileDraft) -> Iterator[Problem]:
    nickname = _tidy(draft.nickname)
    if not nickname or len(nickname) > NICKNAME_MAX:
        message = _("Please choose a nickname of at most {limit} characters.")
        yield Problem("nickname", message.format(limit=NICKNAME_MAX))
    elif not all(character.isprintable() for character in nickname):
        yield Problem("nickname", _("This nickname holds characters that cannot be shown."))
    elif phones.normalise(nickname):
        yield Problem("nickname", _("Everybody can see a nickname: better not a phone number."))
    today = clock.local_day(clock.now())
    if (draft.birthday and not (0 <= today.year - draft.birthday.year <= OLDEST_YEARS)) or (
        draft.birthday and draft.birthday > today
    ):
        yield Problem("birthday", _("Please enter the date of your birth."))
    if draft.locale not in i18n.LOCALES:
        yield Problem("locale", _("Please choose one of the languages."))


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
