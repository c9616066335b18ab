"""All rows of the database with their ids made comparable: two that differ only in ids chosen by
chance look the same, as long as the same things hang together."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.db import Base

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ORDER_NUMBER = r"\d{11}[0-9A-HJKMNP-TV-Z]{8}"
CHARGE = r"(?<![\w-])[\w-]{24}(?![\w-])"
HEX = r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"
NUMBER = r"(?<!\d)(?:\d{28}|\d{21})(?!\d)"
ID = re.compile(f"{UUID}|{HEX}|{NUMBER}|{ORDER_NUMBER}|{CHARGE}")
BY_CHANCE = {  # an event's place in the log; an order's shard follows from the member's id
    "event": {"position", "recorded_at", "xid"},
    "orders_order": {"shard"},
}
NOT_COMPARED = {  # the second is a sum for each statement; `payments.summed` looks at the sums
    "event_consumer",
    "payments_balance_change",
}
ROUNDS = 5


def _all_of(table: Table) -> str:
    documents = [column.name for column in table.c if isinstance(column.type, JSONB)]
    nulls = ", ".join(f'"{name}" is null' for name in documents) or "null::boolean"
    return f"select '{table.fullname}', to_jsonb(t), array[{nulls}] from {table.fullname} t"  # noqa: S608


EVERYTHING = text(
    " union all ".join(
        _all_of(table) for table in Base.metadata.sorted_tables if table.name not in NOT_COMPARED
    )
)


@dataclass(frozen=True)
class Compared:
    """`rows` with every new id left blank are easier to read when something differs."""

    rows: list[str]
    connected: list[str]


async def all_rows(session: AsyncSession) -> list[str]:
    """Each row as its table's name and a document. One statement."""
    await session.flush()
    return [_written(*row) for row in await session.execute(EVERYTHING)]


def comparable(rows: list[str], known: list[str]) -> Compared:
    """Rows that are not among the known, in an order of their own; new ids are named by what
    they stand beside, and that again by what it stands beside."""
    names = {each: each for row in known for each in ID.findall(row)}
    fresh = [row for row in rows if row not in set(known)]
    strangers = {each for row in fresh for each in ID.findall(row)} - set(names)
    names |= dict.fromkeys(strangers, "?")
    plain = sorted(_named(row, names) for row in fresh)
    for _ in range(ROUNDS):
        seen: dict[str, list[str]] = {each: [] for each in strangers}
        for row in fresh:
            for each in set(ID.findall(row)) & strangers:
                seen[each].append(_named(row, {**_those_in(row, names), each: "ME"}))
        for each, places in seen.items():
            names[each] = sha256("\n".join(sorted(places)).encode()).hexdigest()[:16]
    return Compared(plain, sorted(_named(row, names) for row in fresh))


def _those_in(row: str, names: dict[str, str]) -> dict[str, str]:
    return {each: names[each] for each in ID.findall(row)}


def _named(row: str, names: dict[str, str]) -> str:
    return ID.sub(lambda match: names[match[0]], row)


def _written(table: str, document: dict[str, Any], nulls: list[bool]) -> str:
    chance = BY_CHANCE.get(table, set())
    readable = {key: _readable(value) for key, value in document.items() if key not in chance}
    return f"{table} {json.dumps(readable, sort_keys=True, ensure_ascii=False)} {nulls}"


def _readable(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("\\x"):
        return bytes.fromhex(value[2:]).decode("utf-8", "backslashreplace")
    return value
