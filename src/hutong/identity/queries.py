from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    delete,
    func,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.identity import rules
from hutong.identity.devices import device_name
from hutong.identity.models import (
    Attempt,
    Code,
    Device,
    Outcome,
    Password,
    Proof,
    Purpose,
    RecoveryCode,
    Session,
    Subject,
    SubjectKind,
    Totp,
)
from hutong.identity.secrecy import token_hash
from hutong.kernel import clock

DEVICES_MAX = 50
ATTEMPTS_PAGE = 50

_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True)
class SignedIn:
    """Whose session a token belongs to.

    `due_for_rotation`: the token is old, give a new one with the answer. `rotated`: this is the
    token before the newest, honoured for a minute more.
    """

    subject: Subject
    session_id: UUID
    started_at: datetime
    second_factor_at: datetime | None
    rotated: bool
    due_for_rotation: bool
    remembered: bool

    @classmethod
    def of(cls, row: Mapping[Any, Any], at: datetime) -> "SignedIn":
        """From any row that holds the columns of `live_sessions`."""
        old = at - row["token_at"] > rules.ROTATE_AFTER
        return cls(
            subject=Subject(SubjectKind(row["subject_kind"]), row["subject_id"]),
            session_id=row["session_id"],
            started_at=row["started_at"],
            second_factor_at=row["second_factor_at"],
            rotated=row["rotated"],
            due_for_rotation=old and not row["rotated"],
            remembered=row["idle_for"] != rules.NOT_REMEMBERED.idle,
        )

    def is_fresh(self, at: datetime) -> bool:
        """Signed in, or confirmed by a second factor, only just now."""
        return at - (self.second_factor_at or self.started_at) <= rules.FRESH_FOR


@dataclass(frozen=True)
class SessionRow:
    id: UUID
    device: str
    ip: str
    started_at: datetime
    seen_at: datetime


def live_sessions(token: str, at: datetime) -> Subquery:
    """The session of a token as something to join: knowing who it is costs one statement."""
    return _live(token, at).subquery("live_session")


def subject_of(token: str, kind: SubjectKind, at: datetime) -> ScalarSelect[UUID]:
    """Whose session a token belongs to, for the condition of another module's statement: nobody's
    when it is over, and then nothing is found."""
    live = live_sessions(token, at)
    return select(live.c.subject_id).where(live.c.subject_kind == kind).scalar_subquery()


async def subjects_of(
    session: AsyncSession, tokens: Collection[str], kind: SubjectKind
) -> Mapping[str, UUID]:
    """Whose sessions these tokens belong to, for many at once; those that are over are left out."""
    hashes = {token_hash(token): token for token in tokens}
    found = await session.execute(
        select(Session.token_hash, Session.subject_id).where(
            Session.token_hash.in_(hashes), Session.subject_kind == kind, _is_alive(clock.now())
        )
    )
    return {hashes[hashed]: subject_id for hashed, subject_id in found}


async def sessions_of(session: AsyncSession, subject: Subject) -> list[SessionRow]:
    """The devices that somebody is signed in on, the one seen last first."""
    found = await session.scalars(
        select(Session)
        .where(_is(Session, subject), _is_alive(clock.now()))
        .order_by(Session.seen_at.desc(), Session.id)
        .limit(DEVICES_MAX)
    )
    return [
        SessionRow(row.id, device_name(row.user_agent), row.ip, row.started_at, row.seen_at)
        for row in found
    ]


async def locked_session(session: AsyncSession, session_id: UUID) -> Session | None:
    return await session.get(Session, session_id, with_for_update=True, populate_existing=True)


async def codes_since(
    session: AsyncSession, since: datetime, *, phone: str = "", ip: str = ""
) -> Sequence[datetime]:
    whose = Code.phone == phone if phone else Code.ip == ip
    return (
        await session.scalars(select(Code.issued_at).where(whose, Code.issued_at > since))
    ).all()


async def latest_code_locked(session: AsyncSession, phone: str, purpose: Purpose) -> Code | None:
    """The only code that counts, held until the end of the transaction."""
    return await session.scalar(
        select(Code)
        .where(Code.phone == phone, Code.purpose == purpose)
        .order_by(Code.issued_at.desc(), Code.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def wrong_since(
    session: AsyncSession, proof: Proof, since: datetime, *, handle: str = "", ip: str = ""
) -> Sequence[datetime]:
    """When it went wrong, newest first; a right one forgives what its owner mistyped before."""
    whose = Attempt.handle == handle if handle else Attempt.ip == ip
    query = select(Attempt.at, Attempt.outcome).where(
        whose, Attempt.proof == proof, Attempt.at > since, Attempt.outcome != Outcome.LIMITED
    )
    rows = await session.execute(query.order_by(Attempt.at.desc(), Attempt.id.desc()).limit(200))
    wrong: list[datetime] = []
    for row in rows:
        if row.outcome is Outcome.RIGHT:
            if handle:
                break
            continue
        wrong.append(row.at)
    return wrong


async def last_outcome(session: AsyncSession, proof: Proof, handle: str) -> Outcome | None:
    return await session.scalar(
        select(Attempt.outcome)
        .where(Attempt.proof == proof, Attempt.handle == handle)
        .order_by(Attempt.at.desc(), Attempt.id.desc())
        .limit(1)
    )


async def attempts_of(
    session: AsyncSession, subject: Subject, *, before: datetime | None = None
) -> Sequence[Attempt]:
    """What was tried in somebody's name, the newest first; the page before a moment."""
    query = select(Attempt).where(
        Attempt.subject_id == subject.id, Attempt.subject_kind == subject.kind
    )
    if before is not None:
        query = query.where(Attempt.at < before)
    newest = query.order_by(Attempt.at.desc(), Attempt.id.desc()).limit(ATTEMPTS_PAGE)
    return (await session.scalars(newest)).all()


async def knows_device(session: AsyncSession, subject: Subject, device: Device) -> bool:
    """Somebody signed in there as this subject before."""
    started = select(Attempt.id).where(
        Attempt.subject_id == subject.id,
        Attempt.subject_kind == subject.kind,
        Attempt.proof == Proof.SESSION_START,
        Attempt.user_agent == device.user_agent,
    )
    return await session.scalar(started.limit(1)) is not None


async def find_password(session: AsyncSession, subject: Subject) -> Password | None:
    return await session.get(Password, (subject.kind, subject.id), populate_existing=True)


async def has_password(session: AsyncSession, subject: Subject) -> bool:
    return await find_password(session, subject) is not None


async def find_totp(session: AsyncSession, subject: Subject, *, lock: bool = False) -> Totp | None:
    return await session.get(
        Totp, (subject.kind, subject.id), with_for_update=lock or None, populate_existing=True
    )


async def has_totp(session: AsyncSession, subject: Subject) -> bool:
    totp = await find_totp(session, subject)
    return totp is not None and totp.confirmed_at is not None


def totp_confirmed(kind: SubjectKind, subject_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether a row's subject has an authenticator app, for the statement of another module."""
    confirmed = select(Totp.subject_id).where(
        Totp.subject_kind == kind,
        Totp.subject_id == subject_id,
        Totp.confirmed_at.is_not(None),
    )
    return confirmed.exists()


async def recovery_code_locked(
    session: AsyncSession, subject: Subject, code_hash: bytes
) -> RecoveryCode | None:
    return await session.scalar(
        select(RecoveryCode)
        .where(_is(RecoveryCode, subject), RecoveryCode.code_hash == code_hash)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def recovery_codes_left(session: AsyncSession, subject: Subject) -> int:
    return (
        await session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(_is(RecoveryCode, subject), RecoveryCode.used_at.is_(None))
        )
        or 0
    )


async def queue_behind(session: AsyncSession, name: str) -> None:
    """Those who try at the same time go one after the other, so that none is left uncounted."""
    await session.execute(_LOCK, {"name": name})


async def purge(session: AsyncSession, at: datetime) -> None:
    await session.execute(delete(Session).where(~_is_alive(at)))
    await session.execute(delete(Code).where(Code.issued_at < at - rules.CODES_KEPT))
    await session.execute(delete(Attempt).where(Attempt.at < at - rules.ATTEMPTS_KEPT))


def _live(token: str, at: datetime) -> Select[*tuple[Any, ...]]:
    hashed = token_hash(token)
    by_former = and_(Session.former_hash == hashed, Session.former_until > at)
    return select(
        Session.id.label("session_id"),
        Session.subject_kind,
        Session.subject_id,
        Session.started_at,
        Session.token_at,
        Session.second_factor_at,
        Session.idle_for,
        (Session.token_hash != hashed).label("rotated"),
    ).where(or_(Session.token_hash == hashed, by_former), _is_alive(at))


def _is_alive(at: datetime) -> ColumnElement[bool]:
    idle_until = type_coerce(Session.seen_at + Session.idle_for, Session.seen_at.type)
    return and_(Session.expires_at > at, idle_until > at)


def _is(table: type[Session | RecoveryCode], subject: Subject) -> ColumnElement[bool]:
    return and_(table.subject_kind == subject.kind, table.subject_id == subject.id)
