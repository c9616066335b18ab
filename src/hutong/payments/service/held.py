"""Payments that are not what we asked for. A person decides what becomes of the money."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.payments import queries
from hutong.payments.errors import MoneyIsOurs, NoMoneyOfOurs, NotHeld, OtherCurrency
from hutong.payments.models import Attempt, Intent, LedgerEntry, RefundRequest
from hutong.payments.service.owe import owe_held
from hutong.payments.service.settle import take
from hutong.payments.states import AttemptState, LedgerKind


async def accept_held(session: AsyncSession, attempt_id: UUID, reason: str) -> Intent:
    """Take the money for what was to be paid: too little is enough, too much goes back.

    Raises NotHeld, NoMoneyOfOurs, OtherCurrency.
    """
    intent, attempt = await _held(session, attempt_id)
    held = await _money(session, attempt)
    if held.currency != intent.currency:
        raise OtherCurrency(held.currency)
    at = clock.now()
    attempt.enter(AttemptState.CAPTURED, at, note=f"{attempt.note}\n{reason}")
    accepted = LedgerEntry(
        intent_id=intent.id,
        attempt_id=attempt.id,
        kind=LedgerKind.CAPTURE,
        provider=attempt.provider,
        provider_event=f"accepted:{attempt.id}",
        amount=held.amount,
        at=at,
    )
    session.add(accepted)
    await session.flush()
    await take(session, intent, attempt, held.amount, at=at)
    return intent


async def return_held(session: AsyncSession, attempt_id: UUID, reason: str) -> RefundRequest:
    """Give the money back; what was to be paid is still to be paid. Raises as above."""
    intent, attempt = await _held(session, attempt_id)
    held = await _money(session, attempt)
    attempt.enter(AttemptState.RETURNED, clock.now(), note=f"{attempt.note}\n{reason}")
    await session.flush()  # the books look at the attempt when the refund is written
    return await owe_held(session, intent, attempt, held.amount, reason=reason)


async def dismiss_held(session: AsyncSession, attempt_id: UUID, reason: str) -> None:
    """No money of ours came with it: there is nothing to decide. Raises NotHeld, MoneyIsOurs."""
    _, attempt = await _held(session, attempt_id)
    if await queries.held_entry(session, attempt.id) is not None:
        raise MoneyIsOurs(attempt.id)
    attempt.enter(AttemptState.CLOSED, clock.now(), note=f"{attempt.note}\n{reason}")


async def _held(session: AsyncSession, attempt_id: UUID) -> tuple[Intent, Attempt]:
    attempt = await session.get(Attempt, attempt_id)
    found = attempt and await queries.locked_attempt(session, attempt_id, provider=attempt.provider)
    if not found or found[1].state is not AttemptState.HELD:
        raise NotHeld(attempt_id)
    return found


async def _money(session: AsyncSession, attempt: Attempt) -> LedgerEntry:
    held = await queries.held_entry(session, attempt.id)
    if held is None:
        raise NoMoneyOfOurs(attempt.id)
    return held
