"""What members do with goods, written down many at once: with it their interests are stale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from prometheus_client import Counter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import journal
from hutong.recommendation.models import DeedKind

LOST = Counter("hutong_interest_notes_lost", "What members looked at that was not written down")
WRITE = text("""
    with fresh as (
        select told.member_id, told.product_id, told.kind, max(told.at) as at
        from jsonb_to_recordset(cast(:rows as jsonb)) as told (
            member_id uuid, product_id uuid, kind text, at timestamptz)
        join members_member member on member.id = told.member_id
        where not exists (
            select from recommendation_taste taste
            where taste.member_id = told.member_id and taste.off_since is not null)
        group by told.member_id, told.product_id, told.kind
    ), stale as (
        insert into recommendation_taste as kept (member_id, stale_since)
        select member_id, min(at) from fresh group by member_id order by member_id
        on conflict (member_id) do update
        set stale_since = coalesce(kept.stale_since, excluded.stale_since)
        where kept.off_since is null
    )
    insert into recommendation_deed as kept (member_id, product_id, kind, at)
    select member_id, product_id, kind, at from fresh order by member_id, product_id, kind
    on conflict (member_id, product_id, kind) do update set at = greatest(kept.at, excluded.at)
""")


@dataclass(frozen=True, slots=True)
class Note:
    """What a member did with a product."""

    member_id: UUID
    product_id: UUID
    kind: DeedKind
    at: datetime


async def write(session: AsyncSession, notes: Sequence[Note]) -> None:
    """Of who does not want to be known nothing is written."""
    if notes:
        await session.execute(WRITE, {"rows": msgspec.json.encode(notes).decode()})


class Diary(journal.Journal[Note]):
    def __init__(self) -> None:
        super().__init__(write, LOST)
