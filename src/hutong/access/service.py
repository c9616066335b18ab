import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.access import queries
from hutong.access.audit import Values, record
from hutong.access.models import Grant, Role, Staff
from hutong.access.permissions import DEFAULT_ROLES, OWNER, PERMISSIONS
from hutong.identity import Device, Subject, SubjectKind, WeakPassword
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import _
from hutong.kernel.sealing import Box
from hutong.kernel.texts import Texts

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
EMAIL_MAX = 254
NAME_MAX = 40


@dataclass(eq=False)
class EmailTaken(Conflict):
    message = "Somebody of the staff has this address already: {email}."
    email: str


@dataclass(eq=False)
class LastOwner(Conflict):
    message = "This is the last owner. Make somebody else an owner first."


async def ensure_roles(session: AsyncSession) -> None:
    """The roles a shop begins with. Those that are there stay as staff have made them.

    The owner alone always gets every permission, the ones that a new version brings too.
    """
    for draft in DEFAULT_ROLES:
        values = {
            "name": draft.name,
            "title": draft.title,
            "permissions": sorted(draft.permissions),
        }
        adding = insert(Role).values(values)
        if draft.name == OWNER:
            added = adding.on_conflict_do_update(
                index_elements=["name"], set_={"permissions": values["permissions"]}
            )
        else:
            added = adding.on_conflict_do_nothing()
        await session.execute(added)


async def save_role(
    session: AsyncSession, name: str, *, title: Texts, permissions: Collection[str], by: Actor
) -> None:
    """Make or change a role; it acts with the next request of everybody who has it."""
    unknown = set(permissions) - set(PERMISSIONS)
    if unknown or not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", name) or not title.get("zh"):
        raise Invalid([Problem("role", _("A role needs a name, a title and known permissions."))])
    if name == OWNER:
        raise Invalid([Problem("role", _("The owner's role is given; it allows everything."))])
    role = await session.get(Role, name, with_for_update=True)
    before = {"title": role.title, "permissions": role.permissions} if role else {}
    after = {"title": dict(title), "permissions": sorted(permissions)}
    if role is None:
        session.add(Role(name=name, **after))
    else:
        role.title, role.permissions = dict(title), sorted(permissions)
    record(
        session,
        by,
        "access.save_role",
        object_type="access_role",
        object_id=name,
        label=title["zh"],
        before=before,
        after=after,
    )


async def create_staff(  # noqa: PLR0913 - a new colleague has so many facts
    session: AsyncSession,
    *,
    email: str,
    name: str,
    password: str,
    roles: Collection[str],
    by: Actor,
    phone: str | None = None,
    demo: bool = False,
) -> Staff:
    """Raises Invalid with a problem for each field, EmailTaken."""
    email = _same_form(email)
    problems = [*_about_person(email, name), *await _about_roles(session, roles)]
    problems += _about_password(password)
    if problems:
        raise Invalid(problems)
    if await queries.staff_by_email(session, email):
        raise EmailTaken(email)
    staff = Staff(
        email=email,
        name=name.strip(),
        phone=phone,
        demo=demo,
        joined_at=clock.now(),
        grants=[Grant(role=role) for role in sorted(set(roles))],
    )
    session.add(staff)
    await session.flush()
    await identity.set_password(session, staff.subject, password)
    record(
        session,
        by,
        "access.create_staff",
        object_type="access_staff",
        object_id=staff.id,
        label=staff.name,
        after={"email": email, "name": staff.name, "roles": staff.roles},
    )
    return staff


async def edit_staff(
    session: AsyncSession,
    staff_id: UUID,
    *,
    name: str,
    roles: Collection[str],
    by: Actor,
    phone: str | None = None,
) -> Staff:
    """Raises Invalid, NoSuchStaff, and LastOwner rather than leave the shop without one."""
    staff = await queries.locked_staff(session, staff_id)
    problems = [*_about_person(staff.email, name), *await _about_roles(session, roles)]
    if problems:
        raise Invalid(problems)
    if OWNER in staff.roles and OWNER not in roles:
        await _keep_an_owner(session, staff)
    before = {"name": staff.name, "phone": staff.phone, "roles": staff.roles}
    staff.name, staff.phone = name.strip(), phone
    kept = {grant.role: grant for grant in staff.grants}
    staff.grants = [kept.get(role, Grant(role=role)) for role in sorted(set(roles))]
    after = {"name": staff.name, "phone": staff.phone, "roles": staff.roles}
    _record(session, by, "access.edit_staff", staff, before=before, after=after)
    return staff


async def deactivate(session: AsyncSession, staff_id: UUID, *, by: Actor) -> None:
    """They leave: every session ends now. Raises LastOwner."""
    staff = await queries.locked_staff(session, staff_id)
    if not staff.active:
        return
    if OWNER in staff.roles:
        await _keep_an_owner(session, staff)
    staff.deactivated_at = clock.now()
    await identity.end_all_sessions(session, staff.subject)
    _record(
        session, by, "access.deactivate", staff, before={"active": True}, after={"active": False}
    )


async def reactivate(session: AsyncSession, staff_id: UUID, *, by: Actor) -> None:
    staff = await queries.locked_staff(session, staff_id)
    if staff.active:
        return
    staff.deactivated_at = None
    _record(
        session, by, "access.reactivate", staff, before={"active": False}, after={"active": True}
    )


async def set_password(
    session: AsyncSession, staff_id: UUID, password: str, *, by: Actor, keep: UUID | None = None
) -> None:
    """Signs every other device of theirs out. Raises WeakPassword."""
    staff = await queries.find_staff(session, staff_id)
    await identity.set_password(session, staff.subject, password, keep=keep)
    _record(session, by, "access.set_password", staff)


async def reset_second_factor(session: AsyncSession, staff_id: UUID, *, by: Actor) -> None:
    """For a lost telephone: they set up a new app at the next sign-in, all devices sign out."""
    staff = await queries.find_staff(session, staff_id)
    await identity.remove_totp(session, staff.subject)
    await identity.end_all_sessions(session, staff.subject)
    _record(session, by, "access.reset_second_factor", staff)


async def sign_in(session: AsyncSession, email: str, password: str, *, device: Device) -> str:
    """The first step: a token that opens nothing yet where a second factor is asked for.

    Raises WrongCredentials, the same for an unknown address, a wrong password and somebody who
    has left; TooManyAttempts.
    """
    email = _same_form(email)[:EMAIL_MAX]
    staff = await queries.staff_by_email(session, email)
    subject = staff.subject if staff and staff.active else None
    await identity.check_password(session, subject, password, device=device, handle=email)
    if subject is None:
        raise identity.WrongCredentials
    return await identity.start_session(session, subject, device=device)


async def second_factor(
    session: AsyncSession,
    staff_id: UUID,
    session_id: UUID,
    code: str,
    *,
    box: Box,
    device: Device,
) -> str:
    """The second step: the app's code or a recovery code. A new token; raises WrongCode."""
    subject = Subject(SubjectKind.STAFF, staff_id)
    if _looks_like_recovery(code):
        await identity.check_recovery_code(session, subject, code, device=device)
    else:
        await identity.check_totp(session, subject, code, box=box, device=device)
    return await identity.pass_second_factor(session, session_id)


def _looks_like_recovery(code: str) -> bool:
    return not code.replace(" ", "").isdecimal()


def _record(
    session: AsyncSession,
    by: Actor,
    action: str,
    staff: Staff,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    record(
        session,
        by,
        action,
        object_type="access_staff",
        object_id=staff.id,
        label=staff.name,
        before=before,
        after=after,
    )


async def _keep_an_owner(session: AsyncSession, staff: Staff) -> None:
    if await queries.other_owners(session, staff.id) == 0:
        raise LastOwner


def _same_form(email: str) -> str:
    """Two ways to write one address are one account (S60)."""
    return unicodedata.normalize("NFKC", email).strip().lower()


def _about_person(email: str, name: str) -> list[Problem]:
    problems = []
    if len(email) > EMAIL_MAX or not EMAIL.fullmatch(email):
        problems.append(Problem("email", _("Please enter an e-mail address.")))
    if not name.strip() or len(name.strip()) > NAME_MAX:
        message = _("Please enter a name of at most {limit} characters.")
        problems.append(Problem("name", message.format(limit=NAME_MAX)))
    return problems


async def _about_roles(session: AsyncSession, roles: Collection[str]) -> list[Problem]:
    known = {role.name for role in await queries.roles(session)}
    if not roles or not set(roles) <= known:
        return [Problem("roles", _("Please choose at least one of the roles."))]
    return []


def _about_password(password: str) -> list[Problem]:
    try:
        identity.require_strong(password)
    except WeakPassword as weak:
        return [Problem("password", weak.reason)]
    return []
