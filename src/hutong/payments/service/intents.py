from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, jobs
from hutong.kernel.money import Money
from hutong.payments import queries
from hutong.payments.models import Intent
from hutong.payments.states import IntentState


async def open_intent(
    session: AsyncSession,
    *,
    reference: UUID,
    number: str,
    member_id: UUID,
    amount: Money,
    expires_at: datetime,
) -> Intent:
    """Expect money for something. One reference has one intent: the database refuses a second."""
    intent = Intent(
        reference=reference,
        number=number,
        member_id=member_id,
        amount=amount,
        opened_at=clock.now(),
        expires_at=expires_at,
    )
    session.add(intent)
    return intent


async def close_intent(session: AsyncSession, reference: UUID) -> Intent:
    """Expect no money any more, and ask the provider to take none.

    Money that is already there stays there: the intent comes back captured, and whoever closes
    hears PaymentCaptured and gives it back.
    """
    intent = await queries.locked_reference(session, reference)
    if intent.state is not IntentState.PENDING:
        return intent
    intent.close(clock.now())
    attempt = await queries.alive_attempt(session, intent.id)
    if attempt is not None:
        await jobs.defer(session, "payments.close_charge", attempt_id=str(attempt.id))
    return intent
