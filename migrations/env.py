"""Runs migrations: by `hutong migrate` on a given connection, or by alembic's own commands."""

import os
from collections.abc import Mapping
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.dialects.postgresql.base import ischema_names

from hutong import tables
from hutong.kernel.db import sqlalchemy_url
from hutong.kernel.events import Xid8

ischema_names["xid8"] = Xid8
LOCK = 7_415_926_535  # one migration at a time, whoever starts it
OTHERS = ("procrastinate_", "alembic_")


def is_ours(
    name: str | None,
    kind: Literal[
        "schema", "table", "column", "index", "unique_constraint", "foreign_key_constraint"
    ],
    _parents: Mapping[str, Any],
) -> bool:
    if kind == "schema":
        return name in (None, "sandbox", "simulators")
    if kind != "table" or name is None:
        return True
    is_partition = name.startswith("event_") and name.removeprefix("event_").isdigit()
    return not (is_partition or name == "event_rest" or name.startswith(OTHERS))


def run(connection: Connection) -> None:
    connection.execute(text("set lock_timeout = '5s'"))
    connection.execute(text("select pg_advisory_lock(:key)"), {"key": LOCK})
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=tables.METADATA,
        include_name=is_ours,
        include_schemas=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = sqlalchemy_url(os.environ["HUTONG_DATABASE_URL"]).replace("+asyncpg", "+psycopg")
    with create_engine(url).connect() as own:
        run(own)
