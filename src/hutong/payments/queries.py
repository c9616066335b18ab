from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.money import Money
from hutong.payments.errors import NoSuchAttempt, NothingToPay
from hutong.payments.models import Attempt, Intent, LedgerEntry, Notification, RefundRequest
from hutong.payments.states import (
    AttemptState,
    IntentState,
    LedgerKind,
    Outcome,
    RefundState,
)

Row = TypeVarTuple("Row")

LIST_MAX = 200
ALIVE = (AttemptState.STARTING, AttemptState.OPEN)
UNWELL_PERIOD = timedelta(minutes=10)
UNWELL_AFTER = timedelta(seconds=5)  # younger ones may just be under way
UNWELL_ATTEMPTS = 3
UNFINISHED = (RefundState.OWED, RefundState.SENT)
OWED = (*UNFINISHED, RefundState.FAILED)  # refused by the provider is still owed by us


@dataclass(frozen=True)
class Balance:
    """What came in, what went back, what we promised to give back, what somebody asked for."""

    captured: Money
    refunded: Money
    promised: Money
    asked: Money

    @property
    def held(self) -> Money:
        """What is with us."""
        return self.captured - self.refunded

    @property
    def free(self) -> Money:
        """What could still be promised."""
        return self.captured - self.refunded - self.promised - self.asked


async def find(session: AsyncSession, reference: UUID, *, member_id: UUID) -> Intent:
    """The member's own intent for that reference. Raises NothingToPay."""
    intent = await session.scalar(
        select(Intent).where(Intent.reference == reference, Intent.member_id == member_id)
    )
    if intent is None:
        raise NothingToPay(reference)
    return intent


async def of_reference(session: AsyncSession, reference: UUID) -> Intent | None:
    """For staff and jobs."""
    return await session.scalar(select(Intent).where(Intent.reference == reference))


async def locked(session: AsyncSession, intent_id: UUID) -> Intent:
    """The intent as it is now, held until the end of the transaction."""
    return await session.get_one(Intent, intent_id, with_for_update=True, populate_existing=True)


async def locked_reference(session: AsyncSession, reference: UUID) -> Intent:
    intent = await session.scalar(
        _fresh(select(Intent).where(Intent.reference == reference)).with_for_update()
    )
    if intent is None:
        raise NothingToPay(reference)
    return intent


async def locked_attempt(
    session: AsyncSession, attempt_id: UUID, *, provider: str
) -> tuple[Intent, Attempt] | None:
    """An attempt with its intent. Both rows are locked: a row that is not may be read stale."""
    found = await session.execute(
        _fresh(select(Intent, Attempt).join(Attempt, Attempt.intent_id == Intent.id))
        .where(Attempt.id == attempt_id, Attempt.provider == provider)
        .with_for_update()
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def locked_refund(
    session: AsyncSession, refund_id: UUID
) -> tuple[Intent, Attempt, RefundRequest] | None:
    found = await session.execute(
        _fresh(select(Intent, Attempt, RefundRequest))
        .join(Attempt, Attempt.intent_id == Intent.id)
        .join(RefundRequest, RefundRequest.attempt_id == Attempt.id)
        .where(RefundRequest.id == refund_id)
        .with_for_update()
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1], row[2])


async def refund_by_key(session: AsyncSession, intent_id: UUID, key: str) -> RefundRequest | None:
    return await session.scalar(
        select(RefundRequest).where(RefundRequest.intent_id == intent_id, RefundRequest.key == key)
    )


async def find_refund(session: AsyncSession, refund_id: UUID) -> RefundRequest | None:
    return await session.get(RefundRequest, refund_id)


async def find_attempt(session: AsyncSession, attempt_id: UUID) -> Attempt:
    """For staff. Raises NoSuchAttempt."""
    attempt = await session.get(Attempt, attempt_id)
    if attempt is None:
        raise NoSuchAttempt(attempt_id)
    return attempt


async def intent_of(session: AsyncSession, attempt: Attempt) -> Intent:
    return await session.get_one(Intent, attempt.intent_id)


async def alive_attempt(session: AsyncSession, intent_id: UUID) -> Attempt | None:
    return await session.scalar(
        _fresh(select(Attempt)).where(Attempt.intent_id == intent_id, Attempt.state.in_(ALIVE))
    )


async def attempts(session: AsyncSession, intent_id: UUID) -> Sequence[Attempt]:
    """Newest first."""
    found = await session.scalars(
        select(Attempt)
        .where(Attempt.intent_id == intent_id)
        .order_by(Attempt.started_at.desc())
        .limit(LIST_MAX)
    )
    return found.all()


async def paid_attempts(session: AsyncSession, intent_id: UUID) -> dict[UUID, int]:
    """What could still go back by each attempt, in minor units: captured less every refund."""
    captured = (
        select(LedgerEntry.attempt_id, func.sum(LedgerEntry.amount_minor).label("minor"))
        .where(LedgerEntry.intent_id == intent_id, LedgerEntry.kind == LedgerKind.CAPTURE)
        .group_by(LedgerEntry.attempt_id)
        .subquery()
    )
    back = (
        select(RefundRequest.attempt_id, func.sum(RefundRequest.amount_minor).label("minor"))
        .where(
            RefundRequest.intent_id == intent_id,
            RefundRequest.state != RefundState.DECLINED,
        )
        .group_by(RefundRequest.attempt_id)
        .subquery()
    )
    rows = await session.execute(
        select(captured.c.attempt_id, captured.c.minor - func.coalesce(back.c.minor, 0))
        .outerjoin(back, back.c.attempt_id == captured.c.attempt_id)
        .order_by(captured.c.attempt_id)
    )
    return {row[0]: int(row[1]) for row in rows}


async def balance(session: AsyncSession, intent: Intent) -> Balance:
    moved = {
        kind: func.coalesce(
            func.sum(case((LedgerEntry.kind == kind, LedgerEntry.amount_minor), else_=0)), 0
        )
        for kind in LedgerKind
    }
    promised, asked = (
        select(func.coalesce(func.sum(RefundRequest.amount_minor), 0))
        .join(Attempt, Attempt.id == RefundRequest.attempt_id)
        .where(RefundRequest.intent_id == intent.id, RefundRequest.state.in_(states))
        .where(Attempt.state != AttemptState.RETURNED)
        .scalar_subquery()
        for states in (OWED, (RefundState.ASKED,))
    )
    row = (
        await session.execute(
            select(moved[LedgerKind.CAPTURE], moved[LedgerKind.REFUND], promised, asked).where(
                LedgerEntry.intent_id == intent.id
            )
        )
    ).one()
    return Balance(*(Money(int(minor), intent.currency) for minor in row))


async def held_entry(session: AsyncSession, attempt_id: UUID) -> LedgerEntry | None:
    """The money that came with a held payment, where it is with our provider."""
    return await session.scalar(
        select(LedgerEntry).where(
            LedgerEntry.attempt_id == attempt_id, LedgerEntry.kind == LedgerKind.HELD
        )
    )


async def ledger(session: AsyncSession, intent_id: UUID) -> Sequence[LedgerEntry]:
    found = await session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.intent_id == intent_id)
        .order_by(LedgerEntry.at, LedgerEntry.id)
    )
    return found.all()


async def refunds(session: AsyncSession, intent_id: UUID) -> Sequence[RefundRequest]:
    found = await session.scalars(
        select(RefundRequest)
        .where(RefundRequest.intent_id == intent_id)
        .order_by(RefundRequest.owed_at, RefundRequest.id)
    )
    return found.all()


async def heard(session: AsyncSession, provider: str, event_id: str) -> bool:
    """Whether that event was taken in before."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Notification.provider == provider,
                    Notification.event_id == event_id,
                    Notification.outcome.in_((Outcome.APPLIED, Outcome.NO_EFFECT, Outcome.HELD)),
                )
            )
        )
    )


async def noise(session: AsyncSession, provider: str, *, since: datetime) -> int:
    """How many messages that nobody could have signed have come since then, up to a limit."""
    recent = (
        select(Notification.id)
        .where(
            Notification.provider == provider,
            Notification.received_at >= since,
            Notification.signature_ok.is_(False),
        )
        .limit(LIST_MAX)
        .subquery()
    )
    return await session.scalar(select(func.count()).select_from(recent)) or 0


async def due_attempts(session: AsyncSession, at: datetime, *, limit: int) -> Sequence[Attempt]:
    """Attempts whose fate should be asked for, held so that no other worker asks as well."""
    found = await session.scalars(
        _fresh(select(Attempt))
        .where(Attempt.query_at <= at)
        .order_by(Attempt.query_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return found.all()


async def due_refunds(session: AsyncSession, at: datetime, *, limit: int) -> Sequence[UUID]:
    found = await session.scalars(
        select(RefundRequest.id)
        .where(RefundRequest.state.in_(UNFINISHED), RefundRequest.try_at <= at)
        .order_by(RefundRequest.try_at)
        .limit(limit)
    )
    return found.all()


async def notifications(
    session: AsyncSession, *, outcomes: Sequence[Outcome] = tuple(Outcome), limit: int = 50
) -> Sequence[Notification]:
    """The log, newest first."""
    found = await session.scalars(
        select(Notification)
        .where(Notification.outcome.in_(outcomes))
        .order_by(Notification.received_at.desc())
        .limit(min(limit, LIST_MAX))
    )
    return found.all()


async def held_attempts(session: AsyncSession, *, limit: int = 50) -> Sequence[Attempt]:
    """Payments that are not what we asked for, oldest first: a person decides."""
    found = await session.scalars(
        select(Attempt)
        .where(Attempt.state == AttemptState.HELD)
        .order_by(Attempt.moved_at)
        .limit(min(limit, LIST_MAX))
    )
    return found.all()


@dataclass(frozen=True)
class Habits:
    """Through whom this member paid last, and who lets everybody wait just now."""

    last: str | None
    unwell: frozenset[str]


async def habits(session: AsyncSession, member_id: UUID, at: datetime) -> Habits:
    """Unwell: of a provider's newest attempts none could be started."""
    last = (
        select(Intent.provider)
        .where(Intent.member_id == member_id, Intent.captured_at.is_not(None))
        .order_by(Intent.captured_at.desc())
        .limit(1)
    )
    mute = Attempt.url.is_(None) & Attempt.code.is_(None) & Attempt.invoke.is_(None)
    place = func.row_number().over(
        partition_by=Attempt.provider, order_by=Attempt.started_at.desc()
    )
    recent = (
        select(Attempt.provider, mute.label("mute"), place.label("place"))
        .where(Attempt.started_at.between(at - UNWELL_PERIOD, at - UNWELL_AFTER))
        .subquery()
    )
    unwell = (
        select(recent.c.provider)
        .where(recent.c.place <= UNWELL_ATTEMPTS)
        .group_by(recent.c.provider)
        .having(func.bool_and(recent.c.mute), func.count() == UNWELL_ATTEMPTS)
    )
    row = (
        await session.execute(select(last.scalar_subquery(), func.array(unwell.scalar_subquery())))
    ).one()
    return Habits(row[0], frozenset(row[1]))


async def unsettled(session: AsyncSession, *, before: datetime) -> int:
    """How many payments began before that time and are still neither paid nor given up."""
    return (
        await session.scalar(
            select(func.count())
            .select_from(Attempt)
            .join(Intent, Intent.id == Attempt.intent_id)
            .where(
                or_(Intent.state == IntentState.PENDING, Intent.state == IntentState.CLOSED),
                Attempt.state.in_(ALIVE),
                Attempt.started_at < before,
            )
        )
        or 0
    )


def _fresh(statement: Select[*Row]) -> Select[*Row]:
    return statement.execution_options(populate_existing=True)
