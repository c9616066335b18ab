"""What staff do about their own way in. The present password stands before what would let a
stranger at an open screen stay."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.access.audit import record
from hutong.access.queries import SignedInStaff
from hutong.identity import Device, Enrolment
from hutong.kernel.sealing import Box


async def change_own_password(
    session: AsyncSession, mine: SignedInStaff, present: str, password: str, *, device: Device
) -> None:
    """Every other device is signed out. Raises WrongCredentials, TooMany, WeakPassword."""
    await _prove(session, mine, present, device)
    here = mine.signed_in.session_id
    await identity.set_password(session, mine.signed_in.subject, password, keep=here, device=device)
    _record(session, mine, "access.change_own_password", device)


async def renew_recovery_codes(
    session: AsyncSession, mine: SignedInStaff, present: str, *, device: Device
) -> list[str]:
    """The codes before work no more. Raises WrongCredentials, TooMany."""
    await _prove(session, mine, present, device)
    codes = await identity.new_recovery_codes(session, mine.signed_in.subject)
    _record(session, mine, "access.renew_recovery_codes", device)
    return codes


async def begin_own_app(
    session: AsyncSession,
    mine: SignedInStaff,
    present: str,
    *,
    box: Box,
    issuer: str,
    device: Device,
) -> Enrolment:
    """Another authenticator app, on a new telephone: the one before works until this one shows
    the right code. Raises WrongCredentials, TooMany."""
    await _prove(session, mine, present, device)
    return await identity.begin_totp(
        session, mine.signed_in.subject, box=box, name=mine.email, issuer=issuer
    )


async def confirm_own_app(
    session: AsyncSession, mine: SignedInStaff, code: str, *, box: Box, device: Device
) -> list[str]:
    """The new app is the one that counts. Fresh recovery codes; raises WrongCode."""
    subject = mine.signed_in.subject
    codes = await identity.confirm_totp(session, subject, code, box=box, device=device)
    _record(session, mine, "access.change_own_app", device)
    return codes


async def end_own_session(
    session: AsyncSession, mine: SignedInStaff, session_id: UUID, *, device: Device
) -> None:
    await identity.end_session(session, session_id, subject=mine.signed_in.subject)
    _record(session, mine, "access.sign_device_out", device)


async def end_own_others(session: AsyncSession, mine: SignedInStaff, *, device: Device) -> None:
    """Only the device that asks stays signed in."""
    signed_in = mine.signed_in
    await identity.end_other_sessions(session, signed_in.subject, keep=signed_in.session_id)
    _record(session, mine, "access.sign_others_out", device)


async def _prove(session: AsyncSession, mine: SignedInStaff, present: str, device: Device) -> None:
    await identity.check_password(
        session, mine.signed_in.subject, present, device=device, handle=mine.email
    )


def _record(session: AsyncSession, mine: SignedInStaff, action: str, device: Device) -> None:
    record(
        session,
        mine.as_actor(),
        action,
        object_type="access_staff",
        object_id=mine.id,
        label=mine.name,
        ip=device.ip,
    )
