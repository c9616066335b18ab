"""What repeats by the calendar: the lists of a day begin at their hour, each once."""

from collections.abc import Mapping
from datetime import date, datetime

from hutong.checklists import queries, running
from hutong.checklists.models import Procedure
from hutong.checklists.states import Starts
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task

SCHEDULE = (Periodic("3-59/10 * * * *", "checklists.begin_repeating"),)


def tasks() -> Mapping[str, Task]:
    return {"checklists.begin_repeating": begin_repeating}


async def begin_repeating(db: Database) -> None:
    """Running twice, or in two workers at once, begins nothing twice: the database refuses a
    second list for the day. After a night without a worker the day's lists begin late."""
    async with db.transaction() as session:
        now = clock.now()
        for procedure in await queries.that_repeat(session):
            day = clock.local_day(now)
            if falls_on(procedure, day) and _hour(now) >= procedure.hour:
                await running.begin_for_day(session, procedure, day)


def falls_on(procedure: Procedure, day: date) -> bool:
    match procedure.starts:
        case Starts.DAILY:
            return True
        case Starts.WEEKLY:
            return day.isoweekday() == procedure.day
        case Starts.MONTHLY:
            return day.day == procedure.day
        case Starts.BY_HAND | Starts.NEW:
            return False


def _hour(at: datetime) -> int:
    return at.astimezone(clock.SHOP_ZONE).hour
