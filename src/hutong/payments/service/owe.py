"""Owing money is one thing, sending it another: this is the first."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, jobs
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.payments import queries
from hutong.payments.errors import RefundKeyReused, RefundTooLarge
from hutong.payments.models import Attempt, Intent, RefundRequest
from hutong.payments.states import IntentState, RefundState
from hutong.payments.why import Why, because


async def owe_refund(
    session: AsyncSession, reference: UUID, amount: Money, reason: str, *, key: str
) -> RefundRequest:
    """Promise money back, by the way it came and never more than came. It is sent by a job.

    For what follows from the trade itself; what staff want is asked for with `ask_refund`.

    The same key again is the same promise. Raises RefundTooLarge, RefundKeyReused.
    """
    intent = await queries.locked_reference(session, reference)
    promised = await queries.refund_by_key(session, intent.id, key)
    if promised is not None:
        if promised.amount != amount:
            raise RefundKeyReused(key)
        return promised
    left = await queries.paid_attempts(session, intent.id)
    attempt_id = next((id_ for id_, minor in left.items() if minor >= amount.minor), None)
    if attempt_id is None or amount.minor <= 0 or amount.currency != intent.currency:
        raise RefundTooLarge(reference, amount)
    return await promise(
        session, intent, wanted(intent, attempt_id, amount, reason=reason, key=key)
    )


async def owe_rest(
    session: AsyncSession, reference: UUID, reason: str, *, key: str, told: str = ""
) -> None:
    """Promise back all that is left of what was paid, by each way by which it came. `told` is for
    the provider and its customer, where the reason is kept as a code."""
    intent = await queries.locked_reference(session, reference)
    for attempt_id, minor in (await queries.paid_attempts(session, intent.id)).items():
        each = f"{key}:{attempt_id}"
        if minor > 0 and await queries.refund_by_key(session, intent.id, each) is None:
            amount = Money(minor, intent.currency)
            refund = wanted(intent, attempt_id, amount, reason=reason, key=each)
            refund.told = told
            await promise(session, intent, refund)


async def owe_surplus(
    session: AsyncSession, intent: Intent, attempt: Attempt, amount: Money
) -> None:
    """What was paid too much for the same thing goes back without anybody asking."""
    key = f"surplus:{attempt.id}"
    refund = wanted(intent, attempt.id, amount, reason=because(Why.TWICE), key=key)
    await promise(session, intent, refund)


async def owe_held(
    session: AsyncSession, intent: Intent, attempt: Attempt, amount: Money, *, reason: str
) -> RefundRequest:
    """Money that was never taken for the intent: it goes back and the intent stays as it is."""
    refund = wanted(intent, attempt.id, amount, reason=reason, key=f"held:{attempt.id}")
    session.add(refund)
    await session.flush()
    await _send_soon(session, refund)
    return refund


async def retry_refund(session: AsyncSession, refund_id: UUID) -> RefundRequest | None:
    """Ask once more for a refund that the provider refused."""
    found = await queries.locked_refund(session, refund_id)
    if found is None:
        return None
    _, _, refund = found
    if refund.state is RefundState.FAILED:
        refund.enter(RefundState.OWED)
        await _send_soon(session, refund)
    return refund


async def send_soon(session: AsyncSession, refund_id: UUID) -> None:
    """Ask for an unfinished refund now, with the same key as before."""
    found = await queries.locked_refund(session, refund_id)
    if found is not None and not found[2].finished:
        await _send_soon(session, found[2])


def wanted(
    intent: Intent, attempt_id: UUID, amount: Money, *, reason: str, key: str
) -> RefundRequest:
    at = clock.now()
    return RefundRequest(
        id=new_id(),
        intent_id=intent.id,
        attempt_id=attempt_id,
        key=key,
        amount=amount,
        reason=reason,
        owed_at=at,
        try_at=at,
    )


async def promise(session: AsyncSession, intent: Intent, refund: RefundRequest) -> RefundRequest:
    """From now on it is owed. The intent is locked."""
    session.add(refund)
    if intent.state is not IntentState.REFUNDING:
        intent.enter(IntentState.REFUNDING)
    await session.flush()
    await _send_soon(session, refund)
    return refund


async def _send_soon(session: AsyncSession, refund: RefundRequest) -> None:
    refund.try_at = clock.now()
    await jobs.defer(session, "payments.send_refund", refund_id=str(refund.id))
