from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.identity import queries, rules, secrecy
from hutong.identity.models import Code, Device, Outcome, Proof, Purpose, Subject
from hutong.identity.refusals import TooManyCodes, WrongCode
from hutong.identity.service import attempts
from hutong.kernel import clock

NOWHERE = Device()
LONGEST_PHONE = max(limit.within for limit in rules.CODES_PER_PHONE)
LONGEST_IP = max(limit.within for limit in rules.CODES_PER_IP)


async def issue_code(
    session: AsyncSession, phone: str, purpose: Purpose, *, device: Device = NOWHERE
) -> str:
    """A new code for the phone; it replaces the one before. Raises TooManyCodes.

    The caller sends it and forgets it: only its hash is kept here.
    """
    at = clock.now()
    await queries.queue_behind(session, f"identity:code:{phone}")
    seconds = max(
        await _wait(session, rules.CODES_PER_PHONE, LONGEST_PHONE, phone=phone),
        await _wait(session, rules.CODES_PER_IP, LONGEST_IP, ip=device.ip),
    )
    if seconds:
        raise TooManyCodes(seconds)

    code, salt = secrecy.new_code(), secrecy.new_salt()
    session.add(
        Code(
            phone=phone,
            purpose=purpose,
            salt=salt,
            code_hash=await secrecy.code_hash(code, salt),
            ip=device.ip,
            issued_at=at,
            expires_at=at + rules.CODE_LIVES,
        )
    )
    await session.flush()
    return code


async def check_code(
    session: AsyncSession,
    phone: str,
    purpose: Purpose,
    code: str,
    *,
    device: Device = NOWHERE,
    subject: Subject | None = None,
) -> None:
    """Use the code up. Raises WrongCode, the same for wrong, late, used and never sent."""
    at = clock.now()
    await attempts.allow(session, Proof.CODE, handle=phone, subject=subject, device=device, at=at)
    latest = await queries.latest_code_locked(session, phone, purpose)
    # Something is hashed in every case: the answer takes as long when there is no code.
    given = await secrecy.code_hash(code.strip(), latest.salt if latest else b"")
    usable = (
        latest is not None
        and latest.used_at is None
        and latest.expires_at > at
        and latest.attempts < rules.CODE_ATTEMPTS_MAX
    )
    right = usable and latest is not None and secrecy.same(given, latest.code_hash)
    outcome = Outcome.RIGHT if right else Outcome.WRONG
    attempts.note(session, Proof.CODE, outcome, handle=phone, subject=subject, device=device)
    if latest is not None:
        latest.attempts += 1
        latest.used_at = at if right else latest.used_at
    if not right:
        raise WrongCode


async def _wait(
    session: AsyncSession,
    limits: tuple[rules.Limit, ...],
    longest: timedelta,
    *,
    phone: str = "",
    ip: str = "",
) -> int:
    if not phone and not ip:
        return 0
    at = clock.now()
    times = await queries.codes_since(session, at - longest, phone=phone, ip=ip)
    return rules.wait(times, limits, at)
