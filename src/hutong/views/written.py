"""Whole pages read in one statement: PostgreSQL gathers what belongs together as JSON."""

from typing import Any, TypeVar

import msgspec
from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncSession

Shape = TypeVar("Shape")


async def one(
    session: AsyncSession, statement: TextClause, shape: type[Shape], **facts: Any
) -> Shape | None:
    """The single JSON value of the statement in that shape; None where there is no row."""
    found = await session.scalar(statement, facts)
    return None if found is None else msgspec.json.decode(found, type=shape)


async def many(
    session: AsyncSession, statement: TextClause, shape: type[Shape], **facts: Any
) -> list[Shape]:
    """Each row's JSON value in that shape."""
    found = await session.scalars(statement, facts)
    return [msgspec.json.decode(each, type=shape) for each in found]
