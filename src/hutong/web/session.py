"""The transaction of a request."""

from collections.abc import AsyncIterator

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.db import Database

Session = NamedDependency[AsyncSession]
Db = NamedDependency[Database]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def provide_session(
    request: Request[object, object, State], state: State
) -> AsyncIterator[AsyncSession]:
    """One request is one transaction, READ ONLY when it is a GET; it commits before the answer.

    Nothing is borrowed from the pool until the first statement.
    """
    db: Database = state.db
    begun = db.reading() if request.method in SAFE else db.transaction()
    async with begun as session:
        yield session


def provide_db(state: State) -> Database:
    """For use cases that speak to strangers and open their own short transactions."""
    db: Database = state.db
    return db
