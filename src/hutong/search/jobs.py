from functools import partial

from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task
from hutong.kernel.settings import Settings
from hutong.search import sums, surges
from hutong.search.surges import Sense

SCHEDULE = (
    Periodic("*/5 * * * *", "search.sum_up"),
    Periodic("*/10 * * * *", "search.surges"),
    Periodic("50 19 * * *", "search.forget"),
)


def tasks(settings: Settings) -> dict[str, Task]:
    """The jobs of this module."""
    return {
        "search.sum_up": sums.sum_up,
        "search.surges": partial(
            _surges, Sense(settings.search_surge_clicks, settings.search_surge_times)
        ),
        "search.forget": partial(_forget, settings.search_log_days),
    }


async def _forget(days: int, db: Database) -> None:
    await sums.forget(db, days=days)


async def _surges(sense: Sense, db: Database) -> None:
    await surges.follow(db, sense)
