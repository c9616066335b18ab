from functools import partial

from hutong.fulfilment.gateway import Tracker
from hutong.fulfilment.service import follow_parcels
from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task

SCHEDULE = (Periodic("* * * * * */10", "fulfilment.follow_parcels"),)


def tasks(tracker: Tracker | None) -> dict[str, Task]:
    """The jobs of this module, with the carrier they ask."""
    return {"fulfilment.follow_parcels": partial(_follow, tracker)}


async def _follow(tracker: Tracker | None, db: Database) -> None:
    if tracker is not None:
        await follow_parcels(db, tracker)
