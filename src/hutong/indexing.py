"""The composition root of the process that keeps the search index."""

import asyncio
import signal

from hutong.kernel.db import Database
from hutong.kernel.operator import OperatorError
from hutong.kernel.settings import Settings
from hutong.search import MISSING, Keeper

POOL = 2


class CannotIndex(OperatorError): ...


def keep(chosen: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    _check()
    asyncio.run(_keep(chosen))


def rebuild(chosen: Settings) -> str:
    """What came of it, in words."""
    _check()
    return asyncio.run(_rebuild(chosen))


async def _keep(chosen: Settings) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    db = Database(chosen.database_url.get_secret_value(), pool_size=POOL)
    await Keeper(db, chosen.search_dir).keep(stop)
    await db.close()


async def _rebuild(chosen: Settings) -> str:
    db = Database(chosen.database_url.get_secret_value(), pool_size=POOL)
    count = await Keeper(db, chosen.search_dir).once()
    await db.close()
    if count is None:
        return "The keeper of this folder was asked to; it builds beside the index that is read."
    return f"{count} products are indexed."


def _check() -> None:
    if MISSING:
        raise CannotIndex(f"The index needs what could not be loaded: {', '.join(MISSING)}.")
