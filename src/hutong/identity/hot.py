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

LIVE = """
    select live.id as session_id, live.subject_kind, live.subject_id, live.started_at,
           live.token_at, live.second_factor_at, live.idle_for, live.token_hash <> $1 as rotated
    from identity_session live
    where (live.token_hash = $1 or (live.former_hash = $1 and live.former_until > $2))
      and live.expires_at > $2 and live.seen_at + live.idle_for > $2
"""
"""The live session of a token: $1 is its hash, $2 the time."""


async def find_session(session: AsyncSession, token: str) -> SignedIn | None:
    at = clock.now()
    found = await fetch(session, LIVE, token_hash(token), at)
    return SignedIn.of(found[0], at) if found else None
