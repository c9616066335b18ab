import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.identity import queries, rules
from hutong.identity.models import Device, Proof, Session, Subject
from hutong.identity.queries import SignedIn
from hutong.identity.refusals import NotFresh
from hutong.identity.secrecy import token_hash
from hutong.identity.service import attempts
from hutong.kernel import clock

_TOUCH = text("""
    update identity_session set seen_at = greatest(seen_at, seen.at)
    from (select unnest(cast(:ids as uuid[])) as id,
                 unnest(cast(:times as timestamptz[])) as at) as seen
    where identity_session.id = seen.id
""")


async def start_session(
    session: AsyncSession, subject: Subject, *, device: Device, remember: bool = True
) -> str:
    """Sign somebody in. The token is known to nobody but the one who holds it."""
    at = clock.now()
    token = secrets.token_urlsafe(rules.TOKEN_BYTES)
    lifetime = rules.REMEMBERED[subject.kind] if remember else rules.NOT_REMEMBERED
    session.add(
        Session(
            subject_kind=subject.kind,
            subject_id=subject.id,
            token_hash=token_hash(token),
            token_at=at,
            started_at=at,
            seen_at=at,
            idle_for=lifetime.idle,
            expires_at=at + lifetime.absolute,
            ip=device.ip,
            user_agent=device.user_agent,
        )
    )
    attempts.note(
        session, Proof.SESSION_START, handle=str(subject.id), subject=subject, device=device
    )
    return token


async def rotate(session: AsyncSession, session_id: UUID) -> str:
    """A new token for the same session; the old one works for a minute more."""
    token = secrets.token_urlsafe(rules.TOKEN_BYTES)
    row = await queries.locked_session(session, session_id)
    if row is not None:
        row.change_token(token_hash(token), clock.now(), grace=rules.ROTATION_GRACE)
    return token


async def renew(session: AsyncSession, session_id: UUID) -> str | None:
    """Rotate a token that has grown old. None when another request has just done so."""
    row = await queries.locked_session(session, session_id)
    at = clock.now()
    if row is None or at - row.token_at <= rules.ROTATE_AFTER:
        return None
    token = secrets.token_urlsafe(rules.TOKEN_BYTES)
    row.change_token(token_hash(token), at, grace=rules.ROTATION_GRACE)
    return token


async def pass_second_factor(session: AsyncSession, session_id: UUID) -> str:
    """The second factor was right: note when, and change the token at once."""
    token = await rotate(session, session_id)
    row = await queries.locked_session(session, session_id)
    if row is not None:
        row.second_factor_at = clock.now()
        row.former_hash, row.former_until = None, None
    return token


def require_fresh(signed_in: SignedIn) -> None:
    """For what must not be done from a session left open: raises NotFresh."""
    if not signed_in.is_fresh(clock.now()):
        raise NotFresh


async def end_session(session: AsyncSession, session_id: UUID, *, subject: Subject) -> None:
    """Sign one device out. Somebody else's session does not exist."""
    await _end(session, subject, only=session_id)


async def end_other_sessions(session: AsyncSession, subject: Subject, *, keep: UUID | None) -> None:
    await _end(session, subject, keep=keep)


async def end_all_sessions(session: AsyncSession, subject: Subject) -> None:
    await _end(session, subject)


async def touch_sessions(session: AsyncSession, seen: Mapping[UUID, datetime]) -> None:
    """Note when sessions were last used, many in one statement."""
    if seen:
        await session.execute(_TOUCH, {"ids": list(seen), "times": list(seen.values())})


async def _end(
    session: AsyncSession,
    subject: Subject,
    *,
    only: UUID | None = None,
    keep: UUID | None = None,
) -> None:
    ending = delete(Session).where(
        Session.subject_kind == subject.kind, Session.subject_id == subject.id
    )
    if only is not None:
        ending = ending.where(Session.id == only)
    if keep is not None:
        ending = ending.where(Session.id != keep)
    ended = await session.execute(ending.returning(Session.ip, Session.user_agent))
    for row in ended:
        device = Device(row.ip, row.user_agent)
        attempts.note(
            session, Proof.SESSION_END, handle=str(subject.id), subject=subject, device=device
        )
