"""PostgreSQL as a child of the shop: found, set up, started, watched and stopped."""

from hutong.embedded.account import DatabaseFolderClosed
from hutong.embedded.programs import DatabaseTrouble, NoPostgresFound, WrongMajor
from hutong.embedded.server import AlreadyRunning, Postgres, PostgresFailed, discard, running_url

__all__ = [
    "AlreadyRunning",
    "DatabaseFolderClosed",
    "DatabaseTrouble",
    "NoPostgresFound",
    "Postgres",
    "PostgresFailed",
    "WrongMajor",
    "discard",
    "running_url",
]
