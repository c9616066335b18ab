from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from hutong import identity
from hutong.access.models import Alarm, Approval, Entry, Grant, Role, SentForm, Staff
from hutong.access.permissions import OWNER
from hutong.identity import SignedIn, SubjectKind
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import NotFound

TRAIL_PAGE = 50
APPROVALS_SHOWN = 20


@dataclass(eq=False)
class NoSuchRole(NotFound):
    message = "There is no role {name}."
    name: str


@dataclass(eq=False)
class NoSuchStaff(NotFound):
    message = "There is no such member of staff."
    staff_id: UUID


@dataclass(eq=False)
class NoSuchApproval(NotFound):
    message = "There is nothing to decide here."
    approval_id: UUID


@dataclass(eq=False)
class NoSuchAlarm(NotFound):
    message = "There is no such alarm."
    alarm_id: UUID


@dataclass(frozen=True)
class SignedInStaff:
    """Who is at the console, and all that they may do: asked anew with every request."""

    signed_in: SignedIn
    id: UUID
    name: str
    email: str
    demo: bool
    permissions: frozenset[str]
    roles: tuple[str, ...]
    has_second_factor: bool

    @property
    def passed_second_factor(self) -> bool:
        return self.signed_in.second_factor_at is not None

    def as_actor(self) -> Actor:
        return Actor.staff(self.id, self.name)


async def who_is(session: AsyncSession, token: str) -> SignedInStaff | None:
    """One statement: the session, the person, their roles with all the permissions."""
    at = clock.now()
    live = identity.live_sessions(token, at)
    permissions = (
        select(func.json_object_agg(Role.name, Role.permissions))
        .join(Grant, Grant.role == Role.name)
        .where(Grant.staff_id == Staff.id)
        .scalar_subquery()
    )
    row = (
        await session.execute(
            select(
                live,
                Staff.id,
                Staff.name,
                Staff.email,
                Staff.demo,
                permissions.label("roles"),
                identity.totp_confirmed(SubjectKind.STAFF, Staff.id).label("has_second_factor"),
            )
            .join(Staff, Staff.id == live.c.subject_id)
            .where(live.c.subject_kind == SubjectKind.STAFF, Staff.deactivated_at.is_(None))
        )
    ).one_or_none()
    if row is None:
        return None
    return SignedInStaff(
        signed_in=SignedIn.of(row._mapping, at),  # noqa: SLF001 - public API
        id=row.id,
        name=row.name,
        email=row.email,
        demo=row.demo,
        permissions=frozenset(chain.from_iterable((row.roles or {}).values())),
        roles=tuple(sorted(row.roles or ())),
        has_second_factor=row.has_second_factor,
    )


async def permissions_of(session: AsyncSession, staff_id: UUID) -> frozenset[str]:
    """Nothing for those who have left."""
    found = await session.scalars(
        select(Role.permissions)
        .join(Grant, Grant.role == Role.name)
        .join(Staff, Staff.id == Grant.staff_id)
        .where(Grant.staff_id == staff_id, Staff.deactivated_at.is_(None))
    )
    return frozenset(permission for role in found for permission in role)


async def find_staff(session: AsyncSession, staff_id: UUID) -> Staff:
    """With the roles. Raises NoSuchStaff."""
    return await _one(session, staff_id)


async def locked_staff(session: AsyncSession, staff_id: UUID) -> Staff:
    return await _one(session, staff_id, lock=True)


async def staff_by_email(session: AsyncSession, email: str) -> Staff | None:
    return await session.scalar(
        select(Staff).where(func.lower(Staff.email) == email.strip().lower())
    )


async def all_staff(session: AsyncSession) -> Sequence[Staff]:
    """Those who work here first, then those who have left."""
    return (
        await session.scalars(
            select(Staff)
            .options(selectinload(Staff.grants))
            .order_by(Staff.deactivated_at.is_not(None), Staff.name, Staff.id)
        )
    ).all()


async def colleagues(session: AsyncSession) -> Sequence[Staff]:
    """Who works here now, without their roles."""
    return (
        await session.scalars(
            select(Staff).where(Staff.deactivated_at.is_(None)).order_by(Staff.name, Staff.id)
        )
    ).all()


async def roles(session: AsyncSession) -> Sequence[Role]:
    return (await session.scalars(select(Role).order_by(Role.name))).all()


async def find_role(session: AsyncSession, name: str) -> Role:
    """Raises NoSuchRole."""
    role = await session.get(Role, name)
    if role is None:
        raise NoSuchRole(name)
    return role


async def demo_staff_exist(session: AsyncSession) -> bool:
    return await session.scalar(select(Staff.id).where(Staff.demo).limit(1)) is not None


async def other_owners(session: AsyncSession, staff_id: UUID) -> int:
    """How many others could still manage everything. The rows are held until the end."""
    owners = (
        await session.scalars(
            select(Staff.id)
            .join(Grant, Grant.staff_id == Staff.id)
            .where(Grant.role == OWNER, Staff.deactivated_at.is_(None))
            .order_by(Staff.id)
            .with_for_update(of=Staff)
        )
    ).all()
    return len(set(owners) - {staff_id})


@dataclass(frozen=True, kw_only=True)
class TrailFilter:
    actor_id: UUID | None = None
    action: str = ""
    object_type: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


async def trail(
    session: AsyncSession, wanted: TrailFilter, *, before: tuple[datetime, UUID] | None = None
) -> Sequence[Entry]:
    """The audit trail, the newest first, a page at a time."""
    query = select(Entry).order_by(Entry.at.desc(), Entry.id.desc()).limit(TRAIL_PAGE)
    if wanted.actor_id:
        query = query.where(Entry.actor_id == wanted.actor_id)
    for column in (Entry.action, Entry.object_type, Entry.object_id):
        value = getattr(wanted, column.key)
        query = query.where(column == value) if value else query
    if wanted.since:
        query = query.where(Entry.at >= wanted.since)
    if wanted.until:
        query = query.where(Entry.at < wanted.until)
    if before:
        at, entry_id = before
        query = query.where((Entry.at < at) | ((Entry.at == at) & (Entry.id < entry_id)))
    return (await session.scalars(query)).all()


class Head(NamedTuple):
    """The newest seal: note it elsewhere, and nobody can shorten the trail unseen."""

    place: int
    hash: str


@dataclass(frozen=True)
class ChainReport:
    """`broken_at`: the first place whose seal does not fit; `unsealed`: lines without one."""

    head: Head | None
    broken_at: int | None
    unsealed: int

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None and self.unsealed == 0


_BROKEN = text("""
    with chain as (
        select seal.place, seal.prev_hash, seal.hash, entry.id is null as entry_missing,
               lag(seal.hash, 1, ''::bytea) over (order by seal.place) as expected_prev,
               row_number() over (order by seal.place) as expected_place,
               access_audit_digest(entry, seal.prev_hash) as expected_hash
        from access_audit_seal as seal
        left join access_audit_entry as entry on entry.id = seal.entry_id
    )
    select min(place) from chain
    where entry_missing or prev_hash <> expected_prev or place <> expected_place
       or hash is distinct from expected_hash
""")
_HEAD = text("select place, encode(hash, 'hex') from access_audit_seal order by place desc limit 1")
_UNSEALED = text("""
    select count(*) from access_audit_entry as entry
    where not exists (select from access_audit_seal as seal where seal.entry_id = entry.id)
""")


async def verify_chain(session: AsyncSession) -> ChainReport:
    """Read the whole trail and say whether anything in it was altered, removed or slipped in."""
    head = (await session.execute(_HEAD)).one_or_none()
    return ChainReport(
        head=Head(*head) if head else None,
        broken_at=(await session.execute(_BROKEN)).scalar_one(),
        unsealed=(await session.execute(_UNSEALED)).scalar_one(),
    )


async def find_approval(session: AsyncSession, approval_id: UUID) -> Approval:
    approval = await session.get(Approval, approval_id)
    if approval is None:
        raise NoSuchApproval(approval_id)
    return approval


async def approvals_about(session: AsyncSession, kind: str, about: str) -> Sequence[Approval]:
    """The newest, those that are still open first."""
    newest = select(Approval).where(Approval.about == about, Approval.kind == kind)
    order = Approval.decided_at.is_not(None), Approval.asked_at.desc()
    return (await session.scalars(newest.order_by(*order).limit(APPROVALS_SHOWN))).all()


async def asked_by(
    session: AsyncSession, staff_id: UUID, *, since: datetime, most: int
) -> Sequence[Approval]:
    """What they wait for, then what was decided since, the newest first."""
    answered = Approval.decided_at
    theirs = select(Approval).where(
        Approval.asked_by_id == staff_id, or_(answered.is_(None), answered >= since)
    )
    order = answered.is_not(None), func.coalesce(answered, Approval.asked_at).desc()
    return (await session.scalars(theirs.order_by(*order).limit(most))).all()


async def locked_approval(session: AsyncSession, approval_id: UUID) -> Approval:
    found = await session.get(Approval, approval_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchApproval(approval_id)
    return found


def that_form(staff_id: UUID, key: bytes) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SentForm.staff_id == staff_id, SentForm.key == key


async def sent_form(session: AsyncSession, staff_id: UUID, key: bytes) -> SentForm | None:
    return await session.scalar(select(SentForm).where(*that_form(staff_id, key)))


async def find_alarm(session: AsyncSession, alarm_id: UUID) -> Alarm:
    alarm = await session.get(Alarm, alarm_id)
    if alarm is None:
        raise NoSuchAlarm(alarm_id)
    return alarm


async def locked_alarm(session: AsyncSession, alarm_id: UUID) -> Alarm:
    alarm = await session.get(Alarm, alarm_id, with_for_update=True, populate_existing=True)
    if alarm is None:
        raise NoSuchAlarm(alarm_id)
    return alarm


async def alarm_that_is_on(session: AsyncSession, kind: str, key: str) -> Alarm | None:
    return await session.scalar(_ON.where(Alarm.kind == kind, Alarm.key == key))


async def alarms_that_are_on(session: AsyncSession, kind: str) -> Sequence[Alarm]:
    return (await session.scalars(_ON.where(Alarm.kind == kind).order_by(Alarm.key))).all()


async def alarms_by_kind(session: AsyncSession) -> dict[str, int]:
    """How many of each kind are on."""
    rows = await session.execute(
        select(Alarm.kind, func.count()).where(Alarm.cleared_at.is_(None)).group_by(Alarm.kind)
    )
    return {row[0]: row[1] for row in rows}


_ON = (
    select(Alarm)
    .where(Alarm.cleared_at.is_(None))
    .with_for_update()
    .execution_options(populate_existing=True)
)


async def _one(session: AsyncSession, staff_id: UUID, *, lock: bool = False) -> Staff:
    query = select(Staff).where(Staff.id == staff_id).options(selectinload(Staff.grants))
    if lock:
        query = query.with_for_update()
    staff = await session.scalar(query.execution_options(populate_existing=True))
    if staff is None:
        raise NoSuchStaff(staff_id)
    return staff
