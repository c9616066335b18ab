"""Payments and refunds as lists: what came, what is held, what is owed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.money import Money
from hutong.payments import Attempt, AttemptState, Intent, RefundRequest, RefundState
from hutong.views.lists import Found, Paging, Period, found, within

OPEN = "open"
STILL_OWED = (RefundState.OWED, RefundState.SENT, RefundState.FAILED)


@dataclass(frozen=True, kw_only=True)
class RefundFilters:
    q: str | None = None
    state: str | None = None
    owed: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundRow:
    id: UUID
    attempt_id: UUID
    asked_by: str
    number: str
    amount: Money
    state: RefundState
    reason: str
    owed_at: datetime
    done_at: datetime | None
    tries: int
    note: str

    @property
    def failed(self) -> bool:
        return self.state is RefundState.FAILED


@dataclass(frozen=True, kw_only=True)
class PaymentFilters:
    q: str | None = None
    state: str | None = None
    started: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRow:
    id: UUID
    number: str
    amount: Money
    provider: str
    provider_reference: str | None
    state: AttemptState
    started_at: datetime
    note: str


async def refund_list(
    session: AsyncSession, filters: RefundFilters, paging: Paging
) -> Found[RefundRow]:
    wanted = [*within(RefundRequest.owed_at, filters.owed), *_numbered(filters.q)]
    if filters.state == OPEN:
        wanted.append(RefundRequest.state.in_(STILL_OWED))
    elif filters.state:
        wanted.append(RefundRequest.state == RefundState(filters.state))
    return await found(
        session,
        _REFUNDS.where(*wanted),
        paging,
        sorts={"owed_at": RefundRequest.owed_at, "amount": RefundRequest.amount_minor},
        tie=RefundRequest.id,
        row=_refund,
    )


async def payment_list(
    session: AsyncSession, filters: PaymentFilters, paging: Paging
) -> Found[PaymentRow]:
    wanted = [
        *within(Attempt.started_at, filters.started),
        *_numbered(filters.q, Attempt.provider_reference == (filters.q or "")),
    ]
    if filters.state:
        wanted.append(Attempt.state == AttemptState(filters.state))
    return await found(
        session,
        _PAYMENTS.where(*wanted),
        paging,
        sorts={"started_at": Attempt.started_at, "amount": Intent.amount_minor},
        tie=Attempt.id,
        row=_payment,
    )


_REFUNDS = select(
    RefundRequest.id,
    RefundRequest.attempt_id,
    RefundRequest.asked_by,
    Intent.number,
    RefundRequest.amount_minor,
    RefundRequest.currency,
    RefundRequest.state,
    RefundRequest.reason,
    RefundRequest.owed_at,
    RefundRequest.done_at,
    RefundRequest.tries,
    RefundRequest.note,
).join(Intent, Intent.id == RefundRequest.intent_id)
_PAYMENTS = select(
    Attempt.id,
    Intent.number,
    Intent.amount_minor,
    Intent.currency,
    Attempt.provider,
    Attempt.provider_reference,
    Attempt.state,
    Attempt.started_at,
    Attempt.note,
).join(Intent, Intent.id == Attempt.intent_id)


def _numbered(words: str | None, *others: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    if not words:
        return []
    return [or_(Intent.number.startswith(words.upper(), autoescape=True), *others)]


def _refund(row: Row[*tuple[Any, ...]]) -> RefundRow:
    return RefundRow(
        id=row.id,
        attempt_id=row.attempt_id,
        asked_by=row.asked_by,
        number=row.number,
        amount=Money(row.amount_minor, row.currency),
        state=row.state,
        reason=row.reason,
        owed_at=row.owed_at,
        done_at=row.done_at,
        tries=row.tries,
        note=row.note,
    )


def _payment(row: Row[*tuple[Any, ...]]) -> PaymentRow:
    return PaymentRow(
        id=row.id,
        number=row.number,
        amount=Money(row.amount_minor, row.currency),
        provider=row.provider,
        provider_reference=row.provider_reference,
        state=row.state,
        started_at=row.started_at,
        note=row.note,
    )
