from functools import partial

from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task
from hutong.kernel.settings import Settings
from hutong.orders.service.cancel import close_unpaid
from hutong.orders.service.ship import confirm_overdue

SCHEDULE = (
    Periodic("* * * * *", "orders.close_unpaid"),
    Periodic("17 * * * *", "orders.confirm_overdue"),
)


def tasks(settings: Settings) -> dict[str, Task]:
    return {
        "orders.close_unpaid": close_unpaid,
        "orders.confirm_overdue": partial(_confirm, settings.order_confirm_days),
    }


async def _confirm(days: int, db: Database) -> None:
    await confirm_overdue(db, days=days)
