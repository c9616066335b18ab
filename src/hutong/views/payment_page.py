"""One payment with all that happened to its money: who did what, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Approval
from hutong.kernel.money import Money
from hutong.payments import (
    Attempt,
    AttemptState,
    Booking,
    Intent,
    LedgerEntry,
    LedgerKind,
    NoSuchAttempt,
    Notification,
    Outcome,
    RefundRequest,
    RefundState,
    bookings,
)

NOTICES_MAX = 50
LIST_MAX = 200


@dataclass(frozen=True, slots=True)
class Refund:
    row: RefundRequest
    approval: Approval | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    at: datetime
    outcome: Outcome
    event_id: str | None
    note: str


@dataclass(frozen=True, kw_only=True)
class PaymentPage:
    intent: Intent
    attempt: Attempt
    attempts: Sequence[Attempt]
    ledger: Sequence[LedgerEntry]
    refunds: Sequence[Refund]
    notices: Sequence[Notice]
    bookings: Sequence[Booking]

    @property
    def captured(self) -> Money:
        return self._sum(LedgerKind.CAPTURE)

    @property
    def refunded(self) -> Money:
        return self._sum(LedgerKind.REFUND)

    @property
    def held(self) -> Money | None:
        """What stands in suspense for this attempt."""
        if self.attempt.state is not AttemptState.HELD:
            return None
        kept = [entry.amount for entry in self.ledger if self._is_held(entry)]
        return kept[0] if kept else None

    @property
    def free(self) -> Money:
        """What could still be given back."""
        of_intent = {entry.attempt_id for entry in self.ledger if entry.kind is LedgerKind.CAPTURE}
        promised = sum(
            refund.row.amount_minor
            for refund in self.refunds
            if refund.row.attempt_id in of_intent and refund.row.state is not RefundState.DECLINED
        )
        return self.captured - Money(promised, self.intent.currency)

    def _is_held(self, entry: LedgerEntry) -> bool:
        return entry.kind is LedgerKind.HELD and entry.attempt_id == self.attempt.id

    def _sum(self, kind: LedgerKind) -> Money:
        minor = sum(entry.amount_minor for entry in self.ledger if entry.kind is kind)
        return Money(minor, self.intent.currency)


async def payment_page(session: AsyncSession, attempt_id: UUID) -> PaymentPage:
    """Five statements. Raises NoSuchAttempt."""
    of_attempt = select(Attempt.intent_id).where(Attempt.id == attempt_id).scalar_subquery()
    rows = await session.execute(
        select(Intent, Attempt)
        .join(Attempt, Attempt.intent_id == Intent.id)
        .where(Intent.id == of_attempt)
        .order_by(Attempt.started_at)
        .limit(LIST_MAX)
    )
    found = [(row[0], row[1]) for row in rows]
    if not found:
        raise NoSuchAttempt(attempt_id)
    intent = found[0][0]
    attempts = [attempt for _, attempt in found]
    return PaymentPage(
        intent=intent,
        attempt=next(each for each in attempts if each.id == attempt_id),
        attempts=attempts,
        ledger=await _ledger(session, intent.id),
        refunds=await _refunds(session, intent.id),
        notices=await _notices(session, [each.id for each in attempts]),
        bookings=await bookings(session, intent.id),
    )


async def _ledger(session: AsyncSession, intent_id: UUID) -> Sequence[LedgerEntry]:
    found = await session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.intent_id == intent_id)
        .order_by(LedgerEntry.at, LedgerEntry.id)
        .limit(LIST_MAX)
    )
    return found.all()


async def _refunds(session: AsyncSession, intent_id: UUID) -> Sequence[Refund]:
    rows = await session.execute(
        select(RefundRequest, Approval)
        .outerjoin(Approval, Approval.id == RefundRequest.approval_id)
        .where(RefundRequest.intent_id == intent_id)
        .order_by(RefundRequest.owed_at, RefundRequest.id)
        .limit(LIST_MAX)
    )
    return [Refund(row[0], row[1]) for row in rows]


async def _notices(session: AsyncSession, attempt_ids: Sequence[UUID]) -> Sequence[Notice]:
    rows = await session.execute(
        select(
            Notification.received_at,
            Notification.outcome,
            Notification.event_id,
            Notification.note,
        )
        .where(Notification.attempt_id.in_(attempt_ids))
        .order_by(Notification.received_at.desc())
        .limit(NOTICES_MAX)
    )
    return [
        Notice(at=row.received_at, outcome=row.outcome, event_id=row.event_id, note=row.note)
        for row in rows
    ]
