import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from pyotp import TOTP, random_base32
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.identity import queries, rules, secrecy
from hutong.identity.models import Device, Outcome, Proof, RecoveryCode, Subject, Totp
from hutong.identity.refusals import NoSecondFactor, WrongCode
from hutong.identity.service import attempts
from hutong.kernel import clock
from hutong.kernel.sealing import Box

NOWHERE = Device()
RECOVERY_GROUPS, RECOVERY_GROUP = 4, 4
RECOVERY_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Enrolment:
    """Shown once, to be scanned or typed into an authenticator app."""

    secret: str
    uri: str


async def begin_totp(
    session: AsyncSession, subject: Subject, *, box: Box, name: str, issuer: str
) -> Enrolment:
    """Offer a new secret. The app in use, if any, goes on working until this one is confirmed."""
    secret = random_base32()
    totp = await queries.find_totp(session, subject, lock=True)
    if totp is None:
        totp = Totp(subject_kind=subject.kind, subject_id=subject.id)
        session.add(totp)
    totp.pending_sealed, totp.pending_at = box.seal(secret), clock.now()
    return Enrolment(secret, TOTP(secret).provisioning_uri(name=name, issuer_name=issuer))


async def confirm_totp(
    session: AsyncSession, subject: Subject, code: str, *, box: Box, device: Device = NOWHERE
) -> list[str]:
    """The app shows the right code: use it from now on. Gives fresh recovery codes, once.

    Raises WrongCode, and NoSecondFactor when nothing was begun in the last half hour.
    """
    at = clock.now()
    await _allow(session, Proof.TOTP, subject, device=device, at=at)
    totp = await queries.find_totp(session, subject, lock=True)
    if (
        totp is None
        or totp.pending_sealed is None
        or totp.pending_at is None
        or at - totp.pending_at > rules.TOTP_PENDING
    ):
        raise NoSecondFactor
    step = _step_of(box.unseal(totp.pending_sealed), code, at)
    if step is None:
        _refuse(session, Proof.TOTP, subject, device)
    totp.sealed, totp.confirmed_at, totp.last_step = totp.pending_sealed, at, step
    totp.pending_sealed, totp.pending_at = None, None
    attempts.note(session, Proof.TOTP_SET, handle=str(subject.id), subject=subject, device=device)
    return await new_recovery_codes(session, subject)


async def check_totp(
    session: AsyncSession, subject: Subject, code: str, *, box: Box, device: Device = NOWHERE
) -> None:
    """Raises WrongCode. A code that was used, and every older one, is wrong."""
    at = clock.now()
    await _allow(session, Proof.TOTP, subject, device=device, at=at)
    totp = await queries.find_totp(session, subject, lock=True)
    sealed = totp.sealed if totp else None
    step = _step_of(box.unseal(sealed), code, at) if sealed else None
    if totp is None or step is None or step <= totp.last_step:
        _refuse(session, Proof.TOTP, subject, device)
    totp.last_step = step
    attempts.note(session, Proof.TOTP, handle=str(subject.id), subject=subject, device=device)


async def check_recovery_code(
    session: AsyncSession, subject: Subject, code: str, *, device: Device = NOWHERE
) -> None:
    """Use one up. Raises WrongCode."""
    at = clock.now()
    await _allow(session, Proof.RECOVERY_CODE, subject, device=device, at=at)
    hashed = secrecy.token_hash(_bare(code))
    found = await queries.recovery_code_locked(session, subject, hashed)
    if found is None or found.used_at is not None:
        _refuse(session, Proof.RECOVERY_CODE, subject, device)
    found.used_at = at
    attempts.note(
        session, Proof.RECOVERY_CODE, handle=str(subject.id), subject=subject, device=device
    )


async def new_recovery_codes(session: AsyncSession, subject: Subject) -> list[str]:
    """Ten that work once each; the ones before work no more."""
    at = clock.now()
    await _forget_recovery_codes(session, subject)
    codes = [_recovery_code() for _ in range(rules.RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(
            code_hash=secrecy.token_hash(_bare(code)),
            subject_kind=subject.kind,
            subject_id=subject.id,
            made_at=at,
        )
        for code in codes
    )
    return codes


async def remove_totp(session: AsyncSession, subject: Subject, *, device: Device = NOWHERE) -> None:
    """For somebody who lost the telephone: the next sign-in sets up a new app."""
    await session.execute(
        delete(Totp).where(Totp.subject_kind == subject.kind, Totp.subject_id == subject.id)
    )
    await _forget_recovery_codes(session, subject)
    attempts.note(
        session, Proof.TOTP_REMOVED, handle=str(subject.id), subject=subject, device=device
    )


async def _forget_recovery_codes(session: AsyncSession, subject: Subject) -> None:
    await session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.subject_kind == subject.kind, RecoveryCode.subject_id == subject.id
        )
    )


async def _allow(
    session: AsyncSession, proof: Proof, subject: Subject, *, device: Device, at: datetime
) -> None:
    await attempts.allow(
        session, proof, handle=str(subject.id), subject=subject, device=device, at=at
    )


def _refuse(session: AsyncSession, proof: Proof, subject: Subject, device: Device) -> NoReturn:
    attempts.note(
        session, proof, Outcome.WRONG, handle=str(subject.id), subject=subject, device=device
    )
    raise WrongCode


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is, one step early or late allowed for clocks that differ."""
    totp, given = TOTP(secret), code.strip().replace(" ", "")
    now = int(at.timestamp()) // rules.TOTP_STEP_SECONDS
    found = None
    for step in range(now - rules.TOTP_STEPS_ASIDE, now + rules.TOTP_STEPS_ASIDE + 1):
        if secrecy.same(totp.generate_otp(step).encode(), given.encode()):
            found = step
    return found


def _recovery_code() -> str:
    """Eighty bits in four groups, without the letters that are read as digits."""
    groups = (
        "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_GROUP))
        for _ in range(RECOVERY_GROUPS)
    )
    return "-".join(groups)


def _bare(code: str) -> str:
    return "".join(code.upper().split()).replace("-", "")
