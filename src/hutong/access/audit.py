"""The audit trail: every write of the staff, and every look at what is sensitive."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import fields, is_dataclass

import msgspec
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access.models import Changes, Entry
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Base

SECRET_WORDS = ("password", "secret", "token", "hash", "sealed", "salt")
LABEL_MAX = 200
TEXT_MAX = 2000
HIDDEN = "•••"

Values = Mapping[str, object]
LINES = "access.lines"
FROM = "access.from"


def record(  # noqa: PLR0913 - a line of the trail has so many parts
    session: AsyncSession,
    by: Actor,
    action: str,
    *,
    object_type: str,
    object_id: object,
    label: str,
    before: Values | None = None,
    after: Values | None = None,
    ip: str | None = None,
) -> None:
    """One line: who did what to which thing, and every value that changed."""
    session.info[LINES] = lines_written(session) + 1
    session.add(
        Entry(
            at=clock.now(),
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            action=action,
            object_type=object_type,
            object_id=str(object_id),
            label=label[:LABEL_MAX],
            changes=changes(before or {}, after or {}),
            ip=ip or session.info.get(FROM),
        )
    )


def comes_from(session: AsyncSession, ip: str) -> None:
    """Whatever this session records from now on was done from there, whichever module says it."""
    session.info[FROM] = ip


def lines_written(session: AsyncSession) -> int:
    """How many lines this session has added to the trail so far."""
    written: int = session.info.get(LINES, 0)
    return written


@asynccontextmanager
async def audited(
    session: AsyncSession,
    by: Actor,
    action: str,
    row: Base,
    *,
    label: str,
    ip: str | None = None,
) -> AsyncIterator[None]:
    """Records what the block changes in the row; nothing when it changes nothing or raises.

    Secrets are left out, and of what is personal (`info={"personal": True}`) only the ends show.
    """
    before = snapshot(row)
    yield
    await session.flush()
    after = snapshot(row)
    if changes(before, after):
        record(
            session,
            by,
            action,
            object_type=row.__tablename__,
            object_id=_identity(row),
            label=label,
            before=before,
            after=after,
            ip=ip,
        )


def snapshot(row: object) -> dict[str, object]:
    """What may be told of a row as it is now: a model's columns, or a dataclass's fields."""
    if is_dataclass(row):
        facts = {field.name: getattr(row, field.name) for field in fields(row)}
        return {name: value for name, value in facts.items() if not _is_secret(name)}
    state = inspect(row)
    told: dict[str, object] = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        if attribute.key in state.unloaded or _is_secret(attribute.key):
            continue
        value = getattr(row, attribute.key)
        told[attribute.key] = _masked(value) if column.info.get("personal") else value
    return told


def changes(before: Values, after: Values) -> Changes:
    """Only what differs, in an order that does not depend on chance."""
    return {
        name: [_plain(before.get(name)), _plain(after.get(name))]
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name) and not _is_secret(name)
    }


def _is_secret(name: str) -> bool:
    return any(word in name for word in SECRET_WORDS)


def _masked(value: object) -> object:
    if not isinstance(value, str) or len(value) <= len(HIDDEN):
        return value
    shown = max(1, len(value) // 4)
    return f"{value[:shown]}{HIDDEN}{value[-shown:]}"


def _plain(value: object) -> object:
    """What JSON can hold."""
    plain: object = msgspec.to_builtins(value, enc_hook=str, str_keys=True)
    return plain[:TEXT_MAX] if isinstance(plain, str) else plain


def _identity(row: Base) -> str:
    key = inspect(row).identity or ()
    return "/".join(str(part) for part in key)
