"""The transaction of a request."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, suppress
from types import TracebackType

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.types import Scope
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.db import Database
from hutong.kernel.errors import Refused
from hutong.orders import Batcher

Session = NamedDependency[AsyncSession]
Db = NamedDependency[Database]
Placing = NamedDependency[Batcher]

BEGUN = "begun"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Begun(AbstractAsyncContextManager[AsyncSession]):
    """A transaction that is left once, by whoever comes first: the request, or the answer that
    went out without it. Rolling back may take long while the database is away, and Python may
    clear a forgotten request away in the middle of it."""

    def __init__(self, transaction: AbstractAsyncContextManager[AsyncSession]) -> None:
        self._transaction = transaction
        self._left = False

    async def __aenter__(self) -> AsyncSession:
        return await self._transaction.__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        if self._left:
            return None
        self._left = True
        return await self._transaction.__aexit__(kind, error, trace)


async def provide_session(
    request: Request[object, object, State], state: State
) -> AsyncGenerator[AsyncSession, None]:
    """One request is one transaction, READ ONLY when it is a GET; it commits before the answer.

    Nothing is borrowed from the pool until the first statement.
    """
    db: Database = state.db
    begun = Begun(db.reading() if request.method in SAFE else db.transaction())
    request.scope["state"][BEGUN] = begun
    try:
        async with begun as session:
            yield session
        if request.method not in SAFE:
            crashpoint("request.committed")
    finally:
        request.scope["state"].pop(BEGUN, None)


async def end(scope: Scope) -> None:
    """Roll back what is still begun when the answer is out.

    Litestar forgets the generator above when a later dependency refuses (nobody is signed in):
    the connection would go back to the pool only when Python happens to clear the generator away.
    """
    begun: Begun | None = scope["state"].pop(BEGUN, None)
    if begun is not None:
        refused = Refused()
        with suppress(Refused):
            await begun.__aexit__(Refused, refused, None)


def provide_db(state: State) -> Database:
    """For use cases that speak to strangers and open their own short transactions."""
    db: Database = state.db
    return db


def provide_batcher(state: State) -> Batcher:
    """Through which this process places its orders."""
    batcher: Batcher = state.batcher
    return batcher
