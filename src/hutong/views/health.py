"""What got stuck: events that nobody could handle, jobs that gave up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import events, jobs
from hutong.kernel.events import Parked
from hutong.views.lists import Found, NoFilters, Paging, found

DIGITS_MAX = 19

FAILED_JOBS = text("""
    select jobs.id, task_name, args::text as args, attempts, max(events.at) as failed_at
    from procrastinate_jobs jobs
    left join procrastinate_events events on events.job_id = jobs.id
    where status = 'failed'
    group by jobs.id order by jobs.id desc offset :offset limit :limit
""")
FAILED_JOB = text("""
    select id, task_name, args::text as args, attempts, null::timestamptz as failed_at
    from procrastinate_jobs where id = :id and status = 'failed'
""")
COUNT_FAILED = text("select count(*) from procrastinate_jobs where status = 'failed'")


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkedRow:
    consumer: str
    position: int
    name: str
    error: str
    parked_at: datetime

    @property
    def key(self) -> str:
        return f"{self.position}-{self.consumer}"


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedJob:
    id: int
    task: str
    args: str
    attempts: int
    failed_at: datetime | None


async def find_parked(session: AsyncSession, key: str) -> ParkedRow:
    """By the row's key. Raises NotParked."""
    position, _, consumer = key.partition("-")
    place = int(position) if position.isdecimal() and len(position) < DIGITS_MAX else 0
    parked = await events.find_parked(session, consumer, place)
    return _parked(parked)


async def find_failed(session: AsyncSession, key: str) -> FailedJob:
    job_id = int(key) if key.isdecimal() and len(key) < DIGITS_MAX else 0
    row = (await session.execute(FAILED_JOB, {"id": job_id})).one_or_none()
    if row is None:
        raise jobs.NotFailed(job_id)
    return _job(row)


async def parked_list(
    session: AsyncSession, _filters: NoFilters, paging: Paging
) -> Found[ParkedRow]:
    statement = select(
        Parked.consumer, Parked.position, Parked.name, Parked.error, Parked.parked_at
    )
    sorts = {"parked_at": Parked.parked_at}
    return await found(session, statement, paging, sorts=sorts, tie=Parked.position, row=_parked)


async def failed_jobs(
    session: AsyncSession, _filters: NoFilters, paging: Paging
) -> Found[FailedJob]:
    asked = {"offset": paging.offset, "limit": paging.size}
    rows = [_job(row) for row in await session.execute(FAILED_JOBS, asked)]
    return Found(rows, await session.scalar(COUNT_FAILED) or 0)


def _parked(row: Row[Any] | Parked) -> ParkedRow:
    return ParkedRow(
        consumer=row.consumer,
        position=row.position,
        name=row.name,
        error=row.error,
        parked_at=row.parked_at,
    )


def _job(row: Row[Any]) -> FailedJob:
    return FailedJob(
        id=row.id,
        task=row.task_name,
        args=row.args,
        attempts=row.attempts,
        failed_at=row.failed_at,
    )
