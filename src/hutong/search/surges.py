"""When far more than usual is clicked in a category, what is clicked most of it is pinned on top of
its list for an hour. The rule then ends by itself; staff see it among their own, and may lift it.

What counts are the clicks on results of a search: pages of goods are given from memory, and nobody
is followed there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.search import merchandising
from hutong.search.merchandising import ArrangedAlready, Placed, RuleDraft, TooManyRules
from hutong.search.models import Effect, MerchandisingRule

HOUR = timedelta(hours=1)
DAYS = 14  # as the statement has it
PINNED = 4
CLICKED = text("""
    select product.category_id, category.name ->> 'zh' as category, deed.product_id,
        count(*) filter (where deed.at > cast(:at as timestamptz) - interval '1 hour') as lately,
        count(*) filter (where deed.at <= cast(:at as timestamptz) - interval '1 hour') as before
    from search_deed deed
    join catalog_product product on product.id = deed.product_id and product.state = 'listed'
    join catalog_category category on category.id = product.category_id
    where deed.kind = 'clicked' and deed.at <= cast(:at as timestamptz)
        and deed.at > cast(:at as timestamptz) - interval '14 days 1 hour'
        and cast(extract(epoch from cast(:at as timestamptz) - deed.at) as bigint) % 86400 < 3600
    group by product.category_id, category.name, deed.product_id
    order by product.category_id, lately desc, deed.product_id
""")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a surge is: at least so many clicks in an hour, and so many times the usual number of
    the same hour in the two weeks before."""

    clicks: int
    times: int


@dataclass(frozen=True, slots=True)
class Surge:
    category_id: UUID
    category: str
    clicks: int
    usually: int
    """In all the hours before together."""
    best: Sequence[UUID]


async def follow(db: Database, sense: Sense) -> None:
    """Twice does nothing twice: while a rule about a category holds, it has no other."""
    at = clock.now()
    async with db.reading() as session:
        clicked = (await session.execute(CLICKED, {"at": at})).all()
    for surge in surges(clicked, sense):
        with suppress(ArrangedAlready, TooManyRules):
            async with db.transaction() as session:
                await _pin(session, surge, at)


def surges(clicked: Sequence[Row[tuple[object, ...]]], sense: Sense) -> list[Surge]:
    by_category: Mapping[UUID, list[Row[tuple[object, ...]]]] = defaultdict(list)
    for row in clicked:
        by_category[row.category_id].append(row)
    found = [
        Surge(
            category_id,
            rows[0].category,
            sum(row.lately for row in rows),
            sum(row.before for row in rows),
            [row.product_id for row in rows if row.lately][:PINNED],
        )
        for category_id, rows in by_category.items()
    ]
    return [each for each in found if _is_one(each, sense)]


def _is_one(surge: Surge, sense: Sense) -> bool:
    return surge.clicks >= sense.clicks and surge.clicks * DAYS >= sense.times * surge.usually


async def _pin(session: AsyncSession, surge: Surge, at: datetime) -> MerchandisingRule:
    draft = RuleDraft(
        category_id=surge.category_id,
        goods=[Placed(product_id, Effect.PIN) for product_id in surge.best],
        begins_at=at,
        ends_at=at + HOUR,
    )
    rule = await merchandising.arrange(session, draft, by=SYSTEM)
    await session.flush()
    access.record(
        session,
        SYSTEM,
        "search.surge",
        object_type="search_rule",
        object_id=rule.id,
        label=surge.category,
        after={"clicks": surge.clicks, "clicks_usually": round(surge.usually / DAYS, 1)},
    )
    return rule
