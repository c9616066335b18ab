"""PostgreSQL for the tests: migrated once, then one server for each worker and one database each.

A server of its own, not only a database: the event log waits for every open transaction of the
server, so that a neighbour's test would hold up ours.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
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
OURS = pytest.StashKey[list[Postgres]]()


def start(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # the controller did the work
        os.environ[SERVER] = config.workerinput[SERVER]
        return
    if SERVER not in os.environ:
        _sweep()
        os.environ[SERVER] = _serve(config)
    template = f"template_{uuid4().hex[:12]}"
    _execute(f'create database "{template}" template template0')
    migrate.upgrade(_url(template))
    os.environ[TEMPLATE] = template


@pytest.hookimpl(optionalhook=True)
def start_worker(node: Any) -> None:
    """In the controller, before a worker starts: give it a copy of the migrated server."""
    ours = node.config.stash.get(OURS, [])
    if ours:
        ours[0].stop()
        _serve(node.config, copy_of=ours[0])
    node.workerinput[SERVER] = ours[-1].url_of("postgres") if ours else os.environ[SERVER]


def stop(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    template = os.environ.pop(TEMPLATE, None)
    for server in config.stash.get(OURS, []):
        server.stop()
        with suppress(AlreadyRunning):  # another run is sweeping it away at this moment
            discard(server.home)
        os.environ.pop(SERVER, None)
        template = None
    if template:
        _execute(f'drop database if exists "{template}" with (force)')


def _serve(config: pytest.Config, *, copy_of: Postgres | None = None) -> str:
    home = Path(tempfile.mkdtemp(prefix=FOLDER))
    home.chmod(0o711)  # root's server runs under an account that must get in
    server = Postgres(home, settings=FORGETFUL)
    config.stash.setdefault(OURS, []).append(server)
    if copy_of:
        subprocess.run(["cp", "-a", copy_of.folder, home], check=True)
    server.start()
    return server.url_of("postgres")


def _sweep() -> None:
    """Away with the servers of test runs that were killed, not with one that is just starting."""
    for left in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with suppress(AlreadyRunning, FileNotFoundError):
            folder = left.stat()
            if folder.st_uid == os.geteuid() and time.time() - folder.st_ctime > STARTING_SECONDS:
                discard(left)


@contextmanager
def fresh_database() -> Iterator[str]:
    """The address of a migrated, empty database that is dropped afterwards. Its files are copied:
    where nothing is worth keeping, that takes half as long as writing them through the log."""
    name, template = f"test_{uuid4().hex[:12]}", os.environ[TEMPLATE]
    _execute(f'create database "{name}" template "{template}" strategy file_copy')
    try:
        yield _url(name)
    finally:
        _execute(f'drop database if exists "{name}" with (force)')


def _url(database: str) -> str:
    return urlunsplit(urlsplit(os.environ[SERVER])._replace(path=f"/{database}"))


def _execute(statement: str) -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
        connection.execute(statement.encode())
