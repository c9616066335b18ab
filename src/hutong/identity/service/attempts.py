"""The log of who tried what, and how often one may be wrong."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.identity import queries, rules
from hutong.identity.models import Attempt, Device, Outcome, Proof, Subject
from hutong.identity.refusals import TooManyAttempts
from hutong.kernel import clock

NOWHERE = Device()


def note(
    session: AsyncSession,
    proof: Proof,
    outcome: Outcome = Outcome.RIGHT,
    *,
    handle: str,
    subject: Subject | None,
    device: Device = NOWHERE,
) -> None:
    session.add(
        Attempt(
            at=clock.now(),
            proof=proof,
            outcome=outcome,
            handle=handle,
            subject_kind=subject.kind if subject else None,
            subject_id=subject.id if subject else None,
            ip=device.ip,
            user_agent=device.user_agent,
        )
    )


async def allow(
    session: AsyncSession,
    proof: Proof,
    *,
    handle: str,
    subject: Subject | None,
    device: Device,
    at: datetime,
) -> None:
    """Goes through while the account and the address have not been wrong too often lately."""
    await queries.queue_behind(session, f"identity:{proof}:{handle}")
    seconds = max(
        await _wait_for_handle(session, proof, handle, at),
        await _wait_for_ip(session, proof, device.ip, at),
    )
    if seconds:
        if await queries.last_outcome(session, proof, handle) is not Outcome.LIMITED:
            note(session, proof, Outcome.LIMITED, handle=handle, subject=subject, device=device)
        raise TooManyAttempts(seconds)


async def _wait_for_handle(session: AsyncSession, proof: Proof, handle: str, at: datetime) -> int:
    limit = rules.WRONG_PER_HANDLE.get(proof)
    if limit is None:
        return 0
    wrong = await queries.wrong_since(session, proof, at - limit.within, handle=handle)
    return rules.wait(wrong, (limit,), at)


async def _wait_for_ip(session: AsyncSession, proof: Proof, ip: str, at: datetime) -> int:
    limit = rules.WRONG_PER_IP.get(proof)
    if limit is None or not ip:
        return 0
    wrong = await queries.wrong_since(session, proof, at - limit.within, ip=ip)
    return rules.wait(wrong, (limit,), at)
