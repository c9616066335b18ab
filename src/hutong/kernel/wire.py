"""Statements without a session, for hot paths: connections that are always there, on which each
statement is a transaction. `within.py` has the same for a transaction of somebody else's."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import asyncpg
import msgspec

CONNECT_SECONDS = 3
CLOSE_SECONDS = 2
NO_WISHES: Mapping[str, str] = {}
DOCUMENTS: dict[str, Any] = {  # as SQLAlchemy's connections read them
    "schema": "pg_catalog",
    "encoder": str,  # they are given as text
    "decoder": msgspec.json.decode,
}
PLANNED_ONCE = {
    "plan_cache_mode": "force_generic_plan",  # planning anew costs more than running
    "enable_seqscan": "off",  # a plan that was made while a table was empty is kept
}
LOOKED_UP = PLANNED_ONCE | {"enable_hashjoin": "off", "enable_mergejoin": "off"}
"""For statements that look up a few rows by their keys: while tables are empty, joining the whole
of them seems as cheap."""
UNSURE = {"08", "53", "57"}  # classes of SQLSTATE: connection, resources, operator


class Ask(Protocol):
    """Sends one statement with its arguments and gives its rows; all of it is done or nothing."""

    async def __call__(self, statement: str, *arguments: object) -> Sequence[Any]: ...


class Run(Ask, Protocol):
    """On connections of its own."""

    async def close(self) -> None: ...


class NotReached(ConnectionError):
    """The database did not answer the door: nothing was sent."""


class Unsure(ConnectionError):
    """The connection ended between the question and the answer: it may have been done."""


class Wire:
    """A connection of its own, opened when first needed and again after it was lost. Each
    statement is a transaction. `planning`: settings for all of them, such as the planner's.

    Raises NotReached and Unsure; what the database refuses comes as asyncpg.PostgresError.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        statement_ms: int,
        lock_ms: int,
        planning: Mapping[str, str] = NO_WISHES,
    ) -> None:
        self._url = url
        self._patience = statement_ms / 1000 + 1
        self._settings = {
            "application_name": name,
            "statement_timeout": str(statement_ms),
            "lock_timeout": str(lock_ms),
            **planning,
        }
        self._connection: asyncpg.Connection | None = None

    async def __call__(self, statement: str, *arguments: object) -> Sequence[Any]:
        connection = await self._open()
        try:
            rows: Sequence[Any] = await connection.fetch(
                statement, *arguments, timeout=self._patience
            )
        except asyncpg.PostgresError as refusal:
            if (refusal.sqlstate or "")[:2] in UNSURE:
                self._drop()
                raise Unsure(str(refusal)) from refusal
            raise
        except asyncpg.DataError:  # not a word was sent
            raise
        except (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError) as lost:
            self._drop()
            raise Unsure(str(lost)) from lost
        except BaseException:
            self._drop()
            raise
        return rows

    async def ready(self) -> None:
        """Open before it is needed. Raises NotReached."""
        await self._open()

    async def close(self) -> None:
        if self._connection is None:
            return
        try:
            await self._connection.close(timeout=CLOSE_SECONDS)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self._drop()

    async def _open(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    self._connection = await asyncpg.connect(
                        self._url, server_settings=self._settings
                    )
                    await self._connection.set_type_codec("jsonb", **DOCUMENTS)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as away:
                raise NotReached(str(away)) from away
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


class Wires:
    """Several of them, each for one statement at a time: the one used last goes first."""

    def __init__(self, wires: Sequence[Wire]) -> None:
        self._all = wires
        self._idle = list(wires)
        self._free = asyncio.Semaphore(len(wires))

    async def __call__(self, statement: str, *arguments: object) -> Sequence[Any]:
        async with self._free:
            wire = self._idle.pop()
            try:
                return await wire(statement, *arguments)
            finally:
                self._idle.append(wire)

    async def ready(self) -> None:
        """The one that goes first is open. Raises NotReached."""
        await self._idle[-1].ready()

    async def close(self) -> None:
        for wire in self._all:
            await wire.close()
