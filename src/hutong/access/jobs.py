import structlog

from hutong.access import queries, sending
from hutong.access.alarms import clear_alarm, raise_alarm
from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task

SCHEDULE = (
    Periodic("40 18 * * *", "access.check_trail"),
    Periodic("27 * * * *", "access.forget_sent_forms"),
)

log = structlog.get_logger()


def tasks() -> dict[str, Task]:
    """The jobs of this module."""
    return {"access.check_trail": check_trail, "access.forget_sent_forms": sending.forget_old}


async def check_trail(db: Database) -> None:
    """Each night: the trail is whole, or the log cries. Its head goes into the log as an anchor."""
    async with db.reading() as session:
        report = await queries.verify_chain(session)
    async with db.transaction() as session:
        if report.is_whole:
            await clear_alarm(session, "access.trail_broken")
        else:
            told = {"broken_at": report.broken_at or 0, "unsealed": report.unsealed}
            await raise_alarm(session, "access.trail_broken", facts=told)
    facts = {"head": report.head.hash, "place": report.head.place} if report.head else {}
    if report.is_whole:
        log.info("access.trail_whole", **facts)
    else:
        log.error(
            "access.trail_broken",
            broken_at=report.broken_at,
            unsealed=report.unsealed,
            **facts,
        )
