"""The worker's composition root: events and jobs, until it is told to stop."""

import asyncio
import signal

import structlog

from hutong import wiring
from hutong.kernel import events, jobs, settings
from hutong.kernel.db import Database

STOP_SECONDS = 20

log = structlog.get_logger()


def run() -> None:
    """Work until SIGTERM or SIGINT; a job in hand is finished first."""
    asyncio.run(_work())


async def _work() -> None:
    chosen = settings.load()
    url = chosen.database_url.get_secret_value()
    db = Database(url)
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    tasks = wiring.tasks(chosen, wiring.strangers(chosen))
    queue = jobs.build(db, url, tasks, wiring.SCHEDULE)
    await events.prepare_partitions(db)
    log.info("worker.started")
    try:
        async with queue.open_async():
            working = asyncio.create_task(
                queue.run_worker_async(
                    concurrency=jobs.CONCURRENCY,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=STOP_SECONDS,
                )
            )
            await events.follow(db, wiring.WIRING, stop)
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
    finally:
        await db.close()
        log.info("worker.stopped")
