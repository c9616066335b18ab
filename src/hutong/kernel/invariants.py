"""What must always hold, each as one query for whatever breaks it.

A module says what holds of its own rows in its `invariants.py`; `integrity` looks at all of them
while the shop runs, and the tests after every test. Empty, always: a row is a defect or a hand in
the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

KEYS_MAX = 200


class About(StrEnum):
    """What the key of an offending row names."""

    ORDER = "order"
    PAYMENT = "payment"
    REFUND = "refund"
    ARTICLE = "article"
    PARCEL = "parcel"
    EVENT = "event"
    JOB = "job"
    TRAIL = "trail"
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """`query` selects `id` and `says` of every thing that breaks it, never more than once.

    What holds `at_once` holds at every commit. The rest holds as soon as events and jobs have had
    their time; its query measures that against `:at`.
    """

    id: str
    family: str
    holds: str
    about: About
    query: str
    at_once: bool = True


@dataclass(frozen=True, slots=True)
class Broken:
    invariant: str
    key: str
    says: str
    total: int = 1
    """How many there are in all; a query names no more than KEYS_MAX of them."""


async def broken(
    session: AsyncSession, invariants: Sequence[Invariant], *, at: datetime | None = None
) -> list[Broken]:
    """Everything that breaks one of them, in one statement. Those that need a time want `at`."""
    if not invariants:
        return []
    facts = {"at": at} if any(not each.at_once for each in invariants) else {}
    rows = await session.execute(together(invariants), facts)
    return [Broken(row.invariant, row.key, row.says, row.total) for row in rows]


def together(invariants: Sequence[Invariant]) -> TextClause:
    return text(" union all ".join(_selected(each) for each in invariants))


def _selected(invariant: Invariant) -> str:
    query = invariant.query.replace(":at", "cast(:at as timestamptz)")
    return f"""
        (select cast('{invariant.id}' as text) as invariant, cast(id as text) as key,
                cast(says as text) as says, count(*) over () as total
         from ({query}) as offending limit {KEYS_MAX})"""  # noqa: S608 - our own words only
