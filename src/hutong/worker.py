"""The worker's composition root: events and jobs, until it is told to stop."""

import asyncio
import os
import signal

import structlog
from procrastinate import App
from prometheus_client import Gauge, start_http_server

from hutong import checklists, search, wiring
from hutong.api import repeats
from hutong.console import errands as console
from hutong.kernel import clock, counts, events, jobs, memory, partitions, settings
from hutong.kernel.db import Database
from hutong.sandbox import delivery

STOP_SECONDS = 20
CLOSE_SECONDS = 5

STARTED = Gauge(
    "hutong_worker_started_seconds", "When the worker last started", multiprocess_mode="max"
)

log = structlog.get_logger()


def run() -> int:
    """Work until SIGTERM or SIGINT; a job in hand is finished first. 1 when it had to give up.

    It gives up when the queue lost its database: whoever started it starts it again.
    """
    return asyncio.run(_work())


async def _work() -> int:
    chosen = settings.load()
    url = chosen.database_url.get_secret_value()
    db = Database(url)
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    tasks = dict(wiring.tasks(chosen, wiring.strangers(chosen)))
    if chosen.sandbox:
        tasks |= delivery.tasks(chosen)
    tasks |= repeats.TASKS | console.tasks(chosen)
    queue = jobs.build(db, url, tasks, (*wiring.SCHEDULE, *repeats.SCHEDULE, *console.SCHEDULE))
    await partitions.prepare(db)
    async with db.transaction() as session:
        await search.plant(session)
        await checklists.plant(session)
    if chosen.worker_metrics_port:
        start_http_server(chosen.worker_metrics_port, chosen.host, registry=counts.registry())
    STARTED.set(clock.now().timestamp())
    memory.settle()
    async with queue.open_async():
        log.info("worker.started")
        asked = await _until_stopped(db, queue, stop)
        log.info("worker.stopped")
        asyncio.get_running_loop().call_later(CLOSE_SECONDS, os._exit, not asked)
    await db.close()
    return 0 if asked else 1


async def _until_stopped(db: Database, queue: App, stop: asyncio.Event) -> bool:
    """True when somebody asked for it."""
    asking = asyncio.create_task(stop.wait())
    parts = [
        asyncio.create_task(_run_jobs(queue)),
        asyncio.create_task(jobs.keep_rescuing(queue)),
        asyncio.create_task(events.follow(db, wiring.WIRING, stop)),
    ]
    await asyncio.wait([asking, *parts], return_when=asyncio.FIRST_COMPLETED)
    asked = stop.is_set()
    stop.set()
    for part in parts[:2]:
        part.cancel()
    finished, left = await asyncio.wait(parts, timeout=STOP_SECONDS + CLOSE_SECONDS)
    for part in finished:
        if not part.cancelled() and (trouble := part.exception()):
            log.error("worker.trouble", exc_info=trouble)
    return asked and not left


async def _run_jobs(queue: App) -> None:
    await queue.run_worker_async(
        concurrency=jobs.CONCURRENCY,
        delete_jobs="successful",
        install_signal_handlers=False,
        shutdown_graceful_timeout=STOP_SECONDS,
    )
