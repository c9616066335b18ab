"""Work that talks to strangers or waits for a time, on procrastinate.

A job is deferred in the same transaction as the data that wants it. It may run twice, so it
looks at the data under a lock or carries a key that makes repeating harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from psycopg.errors import RaiseException
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.db import IDLE_TIMEOUT, Database
from hutong.kernel.errors import NotFound

ATTEMPTS_MAX = 8
BACK_OFF_SECONDS = 3
TURN_AGAIN_SECONDS = 10  # the turns after it wait as long
CONCURRENCY = 8
STALLED_SECONDS = 30
RESCUE_EVERY_SECONDS = 10
LINE = {
    "application_name": "hutong jobs",
    # A worker that sleeps in a transaction holds up not only its jobs: no event is read that is
    # younger than the oldest open transaction.
    "options": f"-c idle_in_transaction_session_timeout={IDLE_TIMEOUT}",
    "connect_timeout": 5,
    "keepalives_idle": 15,  # a line that died without a word is noticed within half a minute
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

log = structlog.get_logger()

Task = Callable[..., Awaitable[object]]
"""async def task(db: Database, **args): args are what JSON can hold."""


@dataclass(frozen=True)
class Periodic:
    """A task that runs by itself; cron in the five usual fields, UTC."""

    cron: str
    task: str


# The function's name carries procrastinate's schema version; this is its only caller.
DEFER = text("""
    select procrastinate_defer_jobs_v1(array[row(
        'default', :task, 0, :lock, null, cast(:args as jsonb), :at
    )::procrastinate_job_to_defer_v1])
""")


DUE = text("""
    delete from procrastinate_jobs where id in (
        select id from procrastinate_jobs
        where status = 'todo' and (scheduled_at is null or scheduled_at <= :at)
        order by id limit 20)
    returning task_name, args::text
""")
WITHDRAWN = text("delete from procrastinate_jobs where task_name = :task and status = 'todo'")
FAILED = text("select id from procrastinate_jobs where id = :id and status = 'failed' for update")
# Between the question how a statement is to be called and the call itself a connection does not
# count as idle: PostgreSQL's own limit does not end it. COPY waits for its sender in the same way.
STANDING_STILL = """
    select count(pg_terminate_backend(pid)) as ended from pg_stat_activity
    where datname = current_database() and usename = current_user and application_name = 'hutong'
      and state = 'active' and wait_event = 'ClientRead' and query not ilike 'copy %%'
      and state_change <= now() - make_interval(secs => %(seconds)s)
"""
LATER_TURN = """
    select exists (select from procrastinate_jobs
                   where task_name = %(task)s and status = 'todo' and id > %(id)s) as waits
"""
AGAIN = text("select procrastinate_retry_job_v2(:id, now(), null, null, null)")


async def defer(
    session: AsyncSession,
    task: str,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    **args: Any,
) -> None:
    """Have it done after this transaction commits, at that time or at once.

    Jobs with the same lock never run at the same time.
    """
    payload = msgspec.json.encode(args).decode()
    await session.execute(DEFER, {"task": task, "lock": lock, "args": payload, "at": at})


async def take_due(session: AsyncSession, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Task and arguments of the first jobs in line, taken out of the queue: for the demo and the
    tests, which do a worker's work themselves, by a clock of their own."""
    due = await session.execute(DUE, {"at": at})
    return [(task, msgspec.json.decode(args)) for task, args in due]


async def withdraw(session: AsyncSession, task: str) -> None:
    """Nobody need do what of this task is still waiting: whoever asks has done it already. What a
    worker has in hand, or has ended, stays."""
    await session.execute(WITHDRAWN, {"task": task})


@dataclass(eq=False)
class NotFailed(NotFound):
    message = "This job has not failed, or is being done again already."
    job_id: int


async def do_again(session: AsyncSession, job_id: int) -> None:
    """Put a job that gave up back into the queue. Raises NotFailed."""
    found = await session.scalar(FAILED, {"id": job_id})
    if found is None:
        raise NotFailed(job_id)
    await session.execute(AGAIN, {"id": job_id})


def build(
    db: Database, url: str, tasks: Mapping[str, Task], schedule: Sequence[Periodic] = ()
) -> App:
    """The worker's application: every task bound to the database, the schedule included."""
    app = App(connector=PsycopgConnector(conninfo=url, kwargs=LINE))
    retry = RetryStrategy(max_attempts=ATTEMPTS_MAX, exponential_wait=BACK_OFF_SECONDS)
    soon = RetryStrategy(max_attempts=ATTEMPTS_MAX, wait=TURN_AGAIN_SECONDS)
    for name, function in tasks.items():
        app.task(name=name, retry=retry)(_bound(function, db))
    for periodic in schedule:
        tick = _tick(tasks[periodic.task], db)
        alone = f"{periodic.task}:tick"  # a turn begins when the last one is over
        ticker = app.task(name=alone, retry=soon, pass_context=True)(tick)
        app.periodic(cron=periodic.cron, periodic_id=periodic.task, lock=alone)(ticker)
    return app


async def keep_rescuing(app: App) -> None:
    while True:
        await rescue(app)
        await end_standing_still(app, seconds=STALLED_SECONDS)
        await asyncio.sleep(RESCUE_EVERY_SECONDS)


async def rescue(app: App) -> None:
    """Give back to the queue what a killed worker had in hand."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        try:
            await app.job_manager.retry_job(job)
        except ConnectorException as refusal:
            if not isinstance(refusal.__cause__, RaiseException):
                raise
            continue  # whoever had it was only asleep, and has ended it meanwhile
        log.warning("jobs.rescued", task=job.task_name, job=job.id)


async def end_standing_still(app: App, *, seconds: int) -> None:
    """A process that fell asleep in the middle of a statement holds its locks no longer, and
    nobody up who waits for its transaction: no event is read that is younger than that."""
    found = await app.connector.execute_query_one_async(STANDING_STILL, seconds=seconds)
    if found["ended"]:
        log.warning("jobs.standing_still", ended=found["ended"])


def _bound(function: Task, db: Database) -> Task:
    async def run(**args: Any) -> None:
        await function(db, **args)

    return run


def _tick(function: Task, db: Database) -> Task:
    """One turn; the last of those that wait for each other, as the others would see nothing else.
    The queue's own lock against waiting twice is no way to that: a turn that goes back to the
    queue, tried again or rescued, would meet the next one there, and neither would ever run."""

    async def run(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - passed by name
        job = context.job
        later = await context.app.connector.execute_query_one_async(
            LATER_TURN, task=job.task_name, id=job.id
        )
        if not later["waits"]:
            await function(db)

    return run
