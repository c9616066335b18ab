"""What the media library does by itself: smaller files of every picture, and the last of what was
taken out of it."""

import asyncio
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog
from sqlalchemy.exc import IntegrityError

from hutong.content import imaging, library, queries
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task
from hutong.kernel.settings import Settings

SCHEDULE = (
    Periodic("* * * * *", "content.vary_pictures"),
    Periodic("50 18 * * *", "content.forget_removed"),
)
AT_ONCE = 500
SECONDS_MAX = 20  # of each minute: whoever waits for the processor is served

log = structlog.get_logger()


def _give_way() -> None:
    """Whoever waits for an order is served first. Only Linux ranks single threads."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


_beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures", initializer=_give_way)


def tasks(settings: Settings) -> dict[str, Task]:
    """The jobs of this module."""
    return {
        "content.vary_pictures": partial(vary_pictures, settings=settings),
        "content.forget_removed": partial(forget_removed, settings=settings),
    }


async def vary_pictures(db: Database, *, settings: Settings) -> None:
    """Each picture in AVIF as well, the newest first, for a part of each minute."""
    async with db.reading() as session:
        waiting = await queries.unvaried(session, limit=AT_ONCE)
    begun = time.monotonic()
    for key in waiting:
        if time.monotonic() - begun > SECONDS_MAX:
            return
        try:
            spared = await asyncio.get_running_loop().run_in_executor(
                _beside, imaging.vary, settings.media_dir, key
            )
        except OSError:
            log.warning("content.not_varied", key=key, exc_info=True)
            spared = 0
        async with db.transaction() as session:
            await library.varied(session, key)
        log.info("content.varied", key=key, spared=spared)


async def forget_removed(db: Database, *, settings: Settings) -> None:
    """What was taken out thirty days ago goes for good, unless something shows it after all."""
    before = clock.now() - library.KEPT_AFTER_REMOVAL
    async with db.reading() as session:
        gone = await queries.removed_before(session, before, limit=AT_ONCE)
    for key in gone:
        try:
            async with db.transaction() as session:
                if await queries.used_somewhere(session, key):
                    continue
                await library.forget(session, key)
        except IntegrityError:
            log.warning("content.still_shown", key=key)
            continue
        await asyncio.to_thread(imaging.forget, settings.media_dir, key)
