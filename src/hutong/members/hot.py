"""Which member a token belongs to, past SQLAlchemy: programs ask it with every call, and need no
more than the id. `queries.who_is` says the same with the whole member; a test compares them."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.identity import SignedIn
from hutong.kernel import clock
from hutong.kernel.db import fetch
from hutong.kernel.wire import Run


def whose_sql(hashed: str = "$1", at: str = "$2") -> str:
    """SQL for the live session of a member who is not frozen, as `identity.live_sql`."""
    return f"""
        select live.* from ({identity.live_sql(hashed, at)}) live
        cross join lateral (
            select from members_member
            where id = live.subject_id and frozen_at is null limit 1) member
        where live.subject_kind = 'member'
    """  # noqa: S608 - our own words


WHOSE = whose_sql()


async def whose(session: AsyncSession, token: str) -> SignedIn | None:
    at = clock.now()
    found = await fetch(session, WHOSE, identity.token_hash(token), at)
    return SignedIn.of(found[0], at) if found else None


async def whose_at_a_glance(glance: Run, token: str) -> SignedIn | None:
    """The same without a transaction around it."""
    at = clock.now()
    found = await glance(WHOSE, identity.token_hash(token), at)
    return SignedIn.of(found[0], at) if found else None
