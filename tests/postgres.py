"""One PostgreSQL for the whole test run, one migrated template, one database for each worker."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from hutong import migrate

TEMPLATE = "HUTONG_TEST_TEMPLATE"
SERVER = "HUTONG_TEST_DATABASE_URL"


def start(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # the controller did it
        return
    template = f"template_{uuid4().hex[:12]}"
    _execute(f'create database "{template}" template template0')
    migrate.upgrade(_url(template))
    os.environ[TEMPLATE] = template


def stop(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and TEMPLATE in os.environ:
        _execute(f'drop database if exists "{os.environ.pop(TEMPLATE)}" with (force)')


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
