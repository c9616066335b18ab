from datetime import timedelta

from hutong.integrity.service import check, forget
from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task

KEPT = timedelta(days=90)

SCHEDULE = (
    Periodic("*/2 * * * *", "integrity.check_news"),
    Periodic("*/15 * * * *", "integrity.check"),
    Periodic("50 18 * * *", "integrity.forget"),
)


def tasks() -> dict[str, Task]:
    """The jobs of this module: what should have been heard often, the books less often."""
    return {
        "integrity.check_news": _check_news,
        "integrity.check": _check,
        "integrity.forget": _forget,
    }


async def _check_news(db: Database) -> None:
    await check(db, news_only=True)


async def _check(db: Database, name: str = "", by: str = "") -> None:
    await check(db, name=name, by=by)


async def _forget(db: Database) -> None:
    await forget(db, KEPT)
