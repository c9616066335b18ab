"""Does what the worker process would do, at once and in order."""

from collections.abc import Mapping

from hutong.kernel import clock, events, jobs
from hutong.kernel.db import Database
from hutong.kernel.events import Wiring
from hutong.kernel.jobs import Task
from hutong.orders import Order

ROUNDS_MAX = 50


async def work(db: Database, wiring: Wiring, tasks: Mapping[str, Task]) -> None:
    """Handle every event and every job that is due by the test's clock, until none is left."""
    await events.enrol(db, wiring)
    for _ in range(ROUNDS_MAX):
        handled = await events.consume(db, wiring)
        async with db.transaction() as session:
            due = await jobs.take_due(session, clock.now())
        for name, args in due:
            await tasks[name](db, **args)
        if not handled and not due:
            await _look_anew(db)
            return
    raise AssertionError("the work never ends")


async def _look_anew(db: Database) -> None:
    """What was written past the session of a test is seen in it, as in another process."""
    async with db.transaction() as session:
        for known in list(session.identity_map.values()):
            if isinstance(known, Order):
                await session.refresh(known)
