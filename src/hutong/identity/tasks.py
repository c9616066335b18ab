from hutong.identity import queries
from hutong.kernel import clock
from hutong.kernel.db import Database


async def purge(db: Database) -> None:
    """Forget what no longer serves: dead sessions, old codes, attempts past their time."""
    async with db.transaction() as session:
        await queries.purge(session, clock.now())
