from hutong.analytics import viewing
from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task

KEPT_DAYS = 400  # a year, and what it is compared with
SCHEDULE = (
    Periodic("*/15 * * * *", "analytics.sum_up"),
    Periodic("55 19 * * *", "analytics.forget"),
)


def tasks() -> dict[str, Task]:
    """The jobs of this module."""
    return {"analytics.sum_up": viewing.sum_up, "analytics.forget": _forget}


async def _forget(db: Database) -> None:
    await viewing.forget(db, days=KEPT_DAYS)
