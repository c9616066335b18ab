"""One PostgreSQL for the whole test run, one migrated template, one database for each worker."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from hutong import migrate
from hutong.embedded import AlreadyRunning, Postgres, discard

TEMPLATE = "HUTONG_TEST_TEMPLATE"
SERVER = "HUTONG_TEST_DATABASE_URL"
FOLDER = "hutong-tests-"
STARTING_SECONDS = 60
FORGETFUL = {  # nothing here is worth keeping
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
OURS = pytest.StashKey[Postgres]()


def start(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # the controller did it
        return
    if SERVER not in os.environ:
        _sweep()
        server = Postgres(Path(tempfile.mkdtemp(prefix=FOLDER)), settings=FORGETFUL)
        server.home.chmod(0o711)  # root's server runs under an account that must get in
        config.stash[OURS] = server
        server.start()
        os.environ[SERVER] = server.url_of("postgres")
    template = f"template_{uuid4().hex[:12]}"
    _execute(f'create database "{template}" template template0')
    migrate.upgrade(_url(template))
    os.environ[TEMPLATE] = template


def stop(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    template = os.environ.pop(TEMPLATE, None)
    if server := config.stash.get(OURS, None):
        del os.environ[SERVER]
        server.stop()
        discard(server.home)
    elif template:
        _execute(f'drop database if exists "{template}" with (force)')


def _sweep() -> None:
    """Away with the servers of test runs that were killed, not with one that is just starting."""
    for left in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        folder = left.stat()
        if folder.st_uid == os.geteuid() and time.time() - folder.st_ctime > STARTING_SECONDS:
            with suppress(AlreadyRunning):
                discard(left)


@contextmanager
def fresh_database() -> Iterator[str]:
    """The address of a migrated, empty database that is dropped afterwards."""
    name = f"test_{uuid4().hex[:12]}"
    _execute(f'create database "{name}" template "{os.environ[TEMPLATE]}"')
    try:
        yield _url(name)
    finally:
        _execute(f'drop database if exists "{name}" with (force)')


def _url(database: str) -> str:
    return urlunsplit(urlsplit(os.environ[SERVER])._replace(path=f"/{database}"))


def _execute(statement: str) -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
        connection.execute(statement.encode())
