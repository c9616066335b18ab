import secrets
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, messaging
from hutong.identity import Device, Purpose, SignedIn, WeakPassword, WrongCredentials
from hutong.kernel import clock, events, i18n
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Conflict, Forbidden, Invalid, Problem
from hutong.kernel.i18n import _
from hutong.kernel.ids import DIGITS, new_id
from hutong.members import phones, queries
from hutong.members.events import MemberJoined
from hutong.members.models import FreezeReason, Member
from hutong.members.service.standing import unfreeze
from hutong.messaging import Channel

NICKNAME_DIGITS = 4


@dataclass(eq=False)
class AccountFrozen(Forbidden):
    message = "This account is frozen. Customer service can help you."
    keeps = True


@dataclass(eq=False)
class PhoneTaken(Conflict):
    message = "Another account uses this phone number."


@dataclass(frozen=True)
class SignIn:
    """`new`: the phone was not known before, so that this was also the registration."""

    member: Member
    token: str
    new: bool


async def request_code(
    session: AsyncSession, phone: str, *, purpose: Purpose, device: Device, locale: str
) -> str:
    """Send a code to the phone; gives the number as it was understood.

    The answer is the same whether somebody is registered with it. Raises Invalid, TooManyCodes.
    """
    number = _number(phone)
    code = await identity.issue_code(session, number, purpose, device=device)
    await messaging.send(
        session,
        channel=Channel.SMS,
        to=number,
        template=f"code.{purpose}",
        params={"code": code},
        locale=locale,
    )
    return number


async def sign_in_with_code(
    session: AsyncSession, phone: str, code: str, *, device: Device, remember: bool = True
) -> SignIn:
    """The code proves the phone; who is not a member yet becomes one.

    Raises Invalid, WrongCode, AccountFrozen.
    """
    number = _number(phone)
    await identity.check_code(session, number, Purpose.SIGN_IN, code, device=device)
    return await _enter(session, number, device=device, remember=remember)


async def sign_in_with_password(
    session: AsyncSession, phone: str, password: str, *, device: Device, remember: bool = True
) -> SignIn:
    """Raises WrongCredentials, the same for a phone that nobody has; TooManyAttempts."""
    number = phones.normalise(phone)
    member = await queries.by_phone(session, phone)
    await identity.check_password(
        session,
        member.subject if member else None,
        password,
        device=device,
        handle=number or phones.tidy(phone)[: phones.LENGTH],
    )
    if member is None:
        raise WrongCredentials
    if member.frozen_at is not None:
        raise AccountFrozen
    return await _start(session, member, device=device, remember=remember)


async def sign_in_with_new_password(
    session: AsyncSession, phone: str, code: str, password: str, *, device: Device
) -> SignIn:
    """For a forgotten password, and for who registers with one. Signs all other devices out."""
    number = _number(phone)
    require_good_password(password, number)
    await identity.check_code(session, number, Purpose.SET_PASSWORD, code, device=device)
    entered = await _enter(session, number, device=device)
    found = await identity.find_session(session, entered.token)
    keep = found.session_id if found else None
    await identity.set_password(session, entered.member.subject, password, keep=keep, device=device)
    return entered


async def set_password(
    session: AsyncSession, signed_in: SignedIn, code: str, password: str, *, device: Device
) -> None:
    """The code that went to the member's phone stands for who is at the keyboard (S24).

    Raises WeakPassword, WrongCode.
    """
    member = await queries.find(session, signed_in.subject.id)
    require_good_password(password, member.phone)
    await identity.check_code(
        session, member.phone, Purpose.SET_PASSWORD, code, device=device, subject=member.subject
    )
    await identity.set_password(
        session, member.subject, password, keep=signed_in.session_id, device=device
    )
    await _tell(session, member, "account.password_set")


async def change_phone(
    session: AsyncSession, signed_in: SignedIn, phone: str, code: str, *, device: Device
) -> Member:
    """The code went to the new phone; the session must be fresh, for it stands for the old one.

    Raises NotFresh, Invalid, WrongCode, PhoneTaken.
    """
    identity.require_fresh(signed_in)
    number = _number(phone)
    member = await queries.locked(session, signed_in.subject.id)
    await identity.check_code(
        session, number, Purpose.CHANGE_PHONE, code, device=device, subject=member.subject
    )
    other = await queries.by_phone(session, number)
    if other is not None and other.id != member.id:
        raise PhoneTaken
    member.phone = number
    await identity.end_other_sessions(session, member.subject, keep=signed_in.session_id)
    await _tell(session, member, "account.phone_changed", phone=member.masked_phone)
    return member


async def join(
    session: AsyncSession, phone: str, *, nickname: str = "", locale: str | None = None
) -> Member:
    """The member with this phone, registered now when there is none. Raises Invalid."""
    member, _new = await _join(session, _number(phone), nickname=nickname, locale=locale)
    return member


def require_good_password(password: str, phone: str) -> None:
    """Raises WeakPassword, also for one that anybody who knows the phone would try."""
    identity.require_strong(password)
    if phone in password:
        raise WeakPassword(_("It must not contain your phone number."))


async def _enter(
    session: AsyncSession, number: str, *, device: Device, remember: bool = True
) -> SignIn:
    member, new = await _join(session, number)
    if member.frozen_reason is FreezeReason.ABNORMAL_SIGN_IN:
        await unfreeze(session, member.id, by=SYSTEM)
    elif member.frozen_at is not None:
        raise AccountFrozen
    return await _start(session, member, device=device, remember=remember, new=new)


async def _join(
    session: AsyncSession, number: str, *, nickname: str = "", locale: str | None = None
) -> tuple[Member, bool]:
    known = await queries.by_phone(session, number)
    if known is not None:
        return known, False
    at = clock.now()
    added = await session.scalar(
        insert(Member)
        .values(
            id=new_id(),
            phone=number,
            nickname=nickname or _first_nickname(),
            locale=locale or i18n.current(),
            joined_at=at,
        )
        .on_conflict_do_nothing(index_elements=["phone"])
        .returning(Member)
    )
    if added is None:  # registered by another request at this very moment
        return await join(session, number), False
    events.emit(session, MemberJoined(member_id=added.id, at=at))
    await _tell(session, added, "welcome")
    return added, True


async def _start(
    session: AsyncSession,
    member: Member,
    *,
    device: Device,
    remember: bool = True,
    new: bool = False,
) -> SignIn:
    if not new and not await identity.knows_device(session, member.subject, device):
        name = identity.device_name(device.user_agent)
        await _tell(session, member, "account.new_device", device=name)
    token = await identity.start_session(session, member.subject, device=device, remember=remember)
    return SignIn(member, token, new)


async def _tell(session: AsyncSession, member: Member, template: str, **params: str) -> None:
    await messaging.send(
        session,
        channel=Channel.IN_APP,
        to=str(member.id),
        template=template,
        params=params,
        locale=member.locale,
    )


def _number(phone: str) -> str:
    number = phones.normalise(phone)
    if number is None:
        raise Invalid([Problem("phone", phones.problem(phone))])
    return number


def _first_nickname() -> str:
    code = "".join(secrets.choice(DIGITS) for _ in range(NICKNAME_DIGITS))
    return _("Neighbour {code}").format(code=code)
