"""Counts the SQL statements that a piece of work sends: a budget no busy machine can change."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from asyncpg import Connection
from sqlalchemy import event
from sqlalchemy.engine import Engine

SESSION_KEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent inside the block, on whatever connection; savepoints are not work."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(SESSION_KEEPING):
            sent.append(statement)

    fetch = Connection.fetch

    async def noted(connection: Connection, statement: str, *rest: Any, **options: Any) -> Any:
        sent.append(statement)
        return await fetch(connection, statement, *rest, **options)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with patch.object(Connection, "fetch", noted):  # hot paths go past SQLAlchemy
            yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
