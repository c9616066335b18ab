"""What is or was wrong, as a list."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Alarm
from hutong.views.lists import Found, Paging, Period, found, within


class AlarmState(StrEnum):
    NEW = "new"
    SEEN_TO = "seen_to"
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class AlarmFilters:
    state: str | None = None
    kind: str | None = None
    raised: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRow:
    id: UUID
    kind: str
    facts: dict[str, str | int]
    times: int
    raised_at: datetime
    seen_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    note: str
    cleared_at: datetime | None

    @property
    def state(self) -> AlarmState:
        if self.cleared_at:
            return AlarmState.OVER
        return AlarmState.SEEN_TO if self.acknowledged_at else AlarmState.NEW

    @property
    def is_on(self) -> bool:
        return self.cleared_at is None


async def alarm_list(
    session: AsyncSession, filters: AlarmFilters, paging: Paging
) -> Found[AlarmRow]:
    wanted = within(Alarm.raised_at, filters.raised)
    if filters.kind:
        wanted.append(Alarm.kind == filters.kind)
    match filters.state:
        case AlarmState.NEW:
            wanted += [Alarm.cleared_at.is_(None), Alarm.acknowledged_at.is_(None)]
        case AlarmState.SEEN_TO:
            wanted += [Alarm.cleared_at.is_(None), Alarm.acknowledged_at.is_not(None)]
        case AlarmState.OVER:
            wanted.append(Alarm.cleared_at.is_not(None))
        case _:
            pass
    return await found(
        session,
        select(*_COLUMNS).where(*wanted),
        paging,
        sorts={"raised_at": Alarm.raised_at, "seen_at": Alarm.seen_at},
        tie=Alarm.id,
        row=_alarm,
    )


_COLUMNS = (
    Alarm.id,
    Alarm.kind,
    Alarm.facts,
    Alarm.times,
    Alarm.raised_at,
    Alarm.seen_at,
    Alarm.acknowledged_at,
    Alarm.acknowledged_by,
    Alarm.note,
    Alarm.cleared_at,
)


def _alarm(row: Row[Any]) -> AlarmRow:
    return AlarmRow(**row._asdict())
