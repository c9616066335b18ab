"""Statements of hot paths inside somebody's transaction, where `wire.py` has none around them."""

from collections.abc import Sequence
from typing import Any

from hutong.kernel.db import Database, driver


class Within:
    """On the connection of the database's own transactions: for whoever has one transaction around
    everything."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __call__(self, statement: str, *arguments: object) -> Sequence[Any]:
        async with self._db.transaction() as session:
            await session.flush()
            connection = await driver(session)
            rows: Sequence[Any] = await connection.fetch(statement, *arguments)
            return rows

    async def close(self) -> None:
        """The connection is the database's."""
