"""Rows on their way into the database, many at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, cast

import msgspec
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.db import Base, driver

Record = tuple[Any, ...]


class Pile:
    """Takes model objects as a session does. `settle` when the objects have their final state;
    what was settled is what `write` writes."""

    def __init__(self) -> None:
        self._open: list[Base] = []
        self._settled: defaultdict[type[Base], list[Record]] = defaultdict(list)

    def add(self, instance: object) -> None:
        """Its defaults are filled in at once, its id above all."""
        assert isinstance(instance, Base)  # noqa: S101 - nothing else is a row
        for key, default in form_of(type(instance)).defaults:
            if getattr(instance, key) is None:
                setattr(instance, key, default())
        self._open.append(instance)

    def settle(self) -> None:
        for instance in self._open:
            kind = type(instance)
            self._settled[kind].append(form_of(kind).record(instance))
        self._open.clear()

    async def write(self, session: AsyncSession) -> None:
        """What is referred to before what refers to it."""
        connection = await driver(session)
        for kind in _in_order(self._settled):
            form = form_of(kind)
            records = self._settled.pop(kind)
            await connection.copy_records_to_table(
                form.table.name,
                schema_name=form.table.schema,
                columns=form.columns,
                records=records,
            )


@dataclass(frozen=True)
class Form:
    """How objects of one kind become rows."""

    table: Table
    columns: Sequence[str]
    defaults: Sequence[tuple[str, Callable[[], Any]]]
    values: Callable[[object], Record]
    documents: Sequence[int]

    def record(self, instance: object) -> Record:
        if not self.documents:
            return self.values(instance)
        row = list(self.values(instance))
        for place in self.documents:
            if row[place] is not None:
                row[place] = msgspec.json.encode(row[place]).decode()
        return tuple(row)


@cache
def form_of(kind: type[Base]) -> Form:
    table = cast(Table, kind.__table__)
    attributes = [(column.key, column) for column in table.c if not _made_by_database(column)]
    return Form(
        table=table,
        columns=[column.name for _, column in attributes],
        defaults=[
            (key, _default(column)) for key, column in attributes if column.default is not None
        ],
        values=attrgetter(*(key for key, _ in attributes)),
        documents=[
            place for place, (_, column) in enumerate(attributes) if isinstance(column.type, JSONB)
        ],
    )


def _made_by_database(column: Column[Any]) -> bool:
    """Places in the event log and the like; not what has a plain value, such as false or 0."""
    made = column.default is not None and column.default.is_sequence
    default = getattr(column.server_default, "arg", None)
    return made or (default is not None and str(default).endswith("()"))


def _default(column: Column[Any]) -> Callable[[], Any]:
    default: Any = column.default
    return (lambda: default.arg) if default.is_scalar else (lambda: default.arg(None))


def _in_order(kinds: Iterable[type[Base]]) -> list[type[Base]]:
    place = {table: number for number, table in enumerate(Base.metadata.sorted_tables)}
    return sorted(kinds, key=lambda kind: place[form_of(kind).table])
