"""What waits for somebody's decision, and what was decided."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Approval
from hutong.kernel.money import Money
from hutong.views.lists import Found, Paging, Period, found, within


class Decision(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


class Asked(Protocol):
    @property
    def approved(self) -> bool | None: ...


def decision(asked: Asked) -> Decision:
    if asked.approved is None:
        return Decision.OPEN
    return Decision.APPROVED if asked.approved else Decision.DECLINED


@dataclass(frozen=True, kw_only=True)
class ApprovalFilters:
    state: str | None = None
    asked: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRow:
    id: UUID
    kind: str
    about: str
    label: str
    reason: str
    facts: dict[str, Any]
    four_eyes: bool
    asked_by_id: UUID | None
    asked_by: str
    asked_at: datetime
    approved: bool | None
    decided_by: str
    decided_at: datetime | None
    note: str

    @property
    def state(self) -> Decision:
        return decision(self)

    @property
    def is_open(self) -> bool:
        return self.approved is None

    @property
    def amount(self) -> Money | None:
        facts = self.facts
        return Money(facts["minor"], facts["currency"]) if "minor" in facts else None


async def approval_list(
    session: AsyncSession, filters: ApprovalFilters, paging: Paging
) -> Found[ApprovalRow]:
    wanted = within(Approval.asked_at, filters.asked)
    match filters.state:
        case Decision.OPEN:
            wanted.append(Approval.approved.is_(None))
        case Decision.APPROVED:
            wanted.append(Approval.approved.is_(True))
        case Decision.DECLINED:
            wanted.append(Approval.approved.is_(False))
        case _:
            pass
    return await found(
        session,
        select(*_COLUMNS).where(*wanted),
        paging,
        sorts={"asked_at": Approval.asked_at, "decided_at": Approval.decided_at},
        tie=Approval.id,
        row=_approval,
    )


_COLUMNS = (
    Approval.id,
    Approval.kind,
    Approval.about,
    Approval.label,
    Approval.reason,
    Approval.facts,
    Approval.four_eyes,
    Approval.asked_by_id,
    Approval.asked_by,
    Approval.asked_at,
    Approval.approved,
    Approval.decided_by,
    Approval.decided_at,
    Approval.note,
)


def _approval(row: Row[Any]) -> ApprovalRow:
    return ApprovalRow(**row._asdict())
