"""What must always hold, asked of the database after a test."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import integrity
from hutong.kernel import invariants

AT_ONCE = [each for each in integrity.INVARIANTS if each.at_once]
WHERE_WRITTEN = text(
    f"select * from ({invariants.together(AT_ONCE)}) as offending"  # noqa: S608 - our own words
    " where pg_current_xact_id_if_assigned() is not null"
)
"""One round trip, and no work where the test wrote nothing."""


async def books_agree(session: AsyncSession) -> None:
    """What every module says about itself and the others holds together."""
    await session.flush()
    found = await invariants.broken(session, AT_ONCE)
    assert found == [], found


async def written_books_agree(session: AsyncSession) -> None:
    """The same of what this transaction has written; quick where it wrote nothing."""
    await session.flush()
    found = (await session.execute(WHERE_WRITTEN)).all()
    assert found == [], [(row.invariant, row.key, row.says) for row in found]


async def broken(session: AsyncSession) -> set[str]:
    """The names of those that do not hold, for tests that break things on purpose."""
    await session.flush()
    at = await session.scalar(text("select now()"))
    found = await invariants.broken(session, integrity.INVARIANTS, at=at)
    return {each.invariant for each in found}
