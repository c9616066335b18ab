from hutong.identity import queries
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task

SCHEDULE = (Periodic("20 19 * * *", "identity.purge"),)


def tasks() -> dict[str, Task]:
    """The jobs of this module."""
    return {"identity.purge": purge}


async def purge(db: Database) -> None:
    """Forget what no longer serves: dead sessions, old codes, attempts past their time."""
    async with db.transaction() as session:
        await queries.purge(session, clock.now())
