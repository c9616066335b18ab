"""Whose session a token belongs to, past SQLAlchemy.

Every request of somebody signed in begins with this question, so it is asked of the row each time
(what was ended a moment ago is over) and in the cheapest way there is: `bench/checkouts.py` shows
it. `queries.live_sessions` is the same condition for statements that join it; a test compares them.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.identity.queries import SignedIn
from hutong.identity.secrecy import token_hash
from hutong.kernel import clock
from hutong.kernel.db import fetch


def live_sql(hashed: str = "$1", at: str = "$2") -> str:
    """SQL for the live session of a token, by the SQL for its hash and for the time.

    It is found by its token, new or former, and only then judged (`offset 0`): a plan that was made
    while nobody had signed in would go through the sessions by when they end.
    """
    return f"""
        select live.id as session_id, live.subject_kind, live.subject_id, live.started_at,
               live.token_at, live.second_factor_at, live.idle_for,
               live.token_hash <> {hashed} as rotated
        from (select * from identity_session where token_hash = {hashed}
              union all
              select * from identity_session where former_hash = {hashed}
              offset 0) live
        where (live.token_hash = {hashed} or live.former_until > {at})
          and live.expires_at > {at} and live.seen_at + live.idle_for > {at}
    """  # noqa: S608 - our own words


LIVE = live_sql()


async def find_session(session: AsyncSession, token: str) -> SignedIn | None:
    at = clock.now()
    found = await fetch(session, LIVE, token_hash(token), at)
    return SignedIn.of(found[0], at) if found else None
