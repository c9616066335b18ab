from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.identity import queries, rules, secrecy
from hutong.identity.common_passwords import is_common
from hutong.identity.models import Device, Outcome, Password, Proof, Subject
from hutong.identity.refusals import WeakPassword, WrongCredentials
from hutong.identity.service import attempts, sessions
from hutong.kernel import clock
from hutong.kernel.i18n import _

NOWHERE = Device()


async def set_password(
    session: AsyncSession,
    subject: Subject,
    password: str,
    *,
    keep: UUID | None = None,
    device: Device = NOWHERE,
) -> None:
    """Replace the password and sign every other device out. Raises WeakPassword."""
    require_strong(password)
    hashed, at = await secrecy.password_hash(password), clock.now()
    known = await queries.find_password(session, subject)
    if known is None:
        session.add(
            Password(subject_kind=subject.kind, subject_id=subject.id, hash=hashed, set_at=at)
        )
    else:
        known.hash, known.set_at = hashed, at
    attempts.note(
        session, Proof.PASSWORD_SET, handle=str(subject.id), subject=subject, device=device
    )
    await sessions.end_other_sessions(session, subject, keep=keep)


async def check_password(
    session: AsyncSession,
    subject: Subject | None,
    password: str,
    *,
    device: Device,
    handle: str = "",
) -> None:
    """Raises WrongCredentials or TooManyAttempts; takes as long for a subject that is None.

    `handle` is what was typed as the account: guesses are counted by it, whether it exists or not.
    """
    handle = handle or (str(subject.id) if subject else "")
    await attempts.allow(
        session,
        Proof.PASSWORD,
        handle=handle,
        subject=subject,
        device=device,
        at=clock.now(),
    )
    known = await queries.find_password(session, subject) if subject else None
    right = await secrecy.password_matches(
        known.hash if known else None, password[: rules.PASSWORD_MAX + 1]
    )
    outcome = Outcome.RIGHT if right else Outcome.WRONG
    attempts.note(session, Proof.PASSWORD, outcome, handle=handle, subject=subject, device=device)
    if not right:
        raise WrongCredentials
    if known and secrecy.outdated(known.hash):
        known.hash = await secrecy.password_hash(password)


def require_strong(password: str) -> None:
    """Long enough, and none of those that are guessed first. Raises WeakPassword."""
    plain = secrecy.plain(password)
    if len(plain) < rules.PASSWORD_MIN:
        message = _("A password needs at least {count} characters.")
        raise WeakPassword(message.format(count=rules.PASSWORD_MIN))
    if len(plain) > rules.PASSWORD_MAX:
        message = _("A password may have at most {count} characters.")
        raise WeakPassword(message.format(count=rules.PASSWORD_MAX))
    if is_common(plain):
        raise WeakPassword(_("This password is one of those that are guessed first."))
