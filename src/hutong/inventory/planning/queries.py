from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory.models import Movement
from hutong.inventory.planning.models import Daily, Threshold
from hutong.kernel import clock

ZONE = str(clock.SHOP_ZONE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One shelf over the last weeks: what left it on the days on which something did."""

    location_id: UUID
    sku_id: UUID
    days: int
    sold: Sequence[int]
    sales_minor: int
    lead_days: int | None


CLOSE = text("""
    with moved as (
        select location_id, sku_id, cast(at at time zone :zone as date) as day,
               sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved,
               -sum(on_hand_delta) filter (where reason = 'ship') as shipped,
               -sum(on_hand_delta) filter (where reason = 'transfer' and on_hand_delta < 0)
                   as sent_out
        from inventory_movement
        where at >= cast(:start as timestamptz) and at < cast(:end as timestamptz)
        group by 1, 2, 3
    ),
    opening as (
        select location_id, sku_id, on_hand, reserved, cast(:first as date) as since
        from inventory_daily where day = cast(:first as date) - 1
    ),
    shelf as (
        select location_id, sku_id, min(since) as since from (
            select location_id, sku_id, since from opening
            union all select location_id, sku_id, day from moved
        ) each group by 1, 2
    )
    insert into inventory_daily
        (day, location_id, sku_id, on_hand, reserved, shipped, sent_out)
    select cast(calendar.day as date), shelf.location_id, shelf.sku_id,
           coalesce(opening.on_hand, 0) + sum(coalesce(moved.on_hand, 0)) over so_far,
           coalesce(opening.reserved, 0) + sum(coalesce(moved.reserved, 0)) over so_far,
           coalesce(moved.shipped, 0), coalesce(moved.sent_out, 0)
    from shelf
    join inventory_location place on place.id = shelf.location_id and place.kind <> 'transit'
    cross join lateral
        generate_series(cast(shelf.since as timestamp), cast(:last as timestamp), '1 day')
        as calendar (day)
    left join moved on moved.location_id = shelf.location_id
        and moved.sku_id = shelf.sku_id and moved.day = cast(calendar.day as date)
    left join opening
        on opening.location_id = shelf.location_id and opening.sku_id = shelf.sku_id
    window so_far as (partition by shelf.location_id, shelf.sku_id order by calendar.day)
    on conflict do nothing
""")
"""Each shelf and day from the first on: yesterday's numbers and what moved since."""

SEEN = text("""
    with lately as (
        select location_id, sku_id,
               count(*) filter (where on_hand > 0 or shipped + sent_out > 0) as days,
               array_agg(shipped + sent_out) filter (where shipped + sent_out > 0) as sold,
               sum(shipped) as shipped
        from inventory_daily
        where day > cast(:until as date) - cast(:days as integer) and day <= cast(:until as date)
        group by 1, 2
    ),
    leads as (
        select location_id, cast(ceil(percentile_cont(0.5) within group (
            order by extract(epoch from finished_at - made_at) / 86400)) as integer) as days
        from inventory_receipt
        where state = 'received' and finished_at > cast(:at as timestamptz) - interval '1 year'
        group by 1 having count(*) >= 3
    )
    select lately.location_id, lately.sku_id, lately.days, coalesce(sold, '{}') as sold,
           cast(lately.shipped * sku.price_minor as bigint) as sales_minor, leads.days as lead_days
    from lately
    join catalog_sku sku on sku.id = lately.sku_id and sku.active
    join inventory_location place on place.id = lately.location_id
        and place.active and place.kind not in ('pool', 'transit', 'returns')
    left join leads on leads.location_id = lately.location_id
    order by 1, 2
""")

KEEP = text("""
    insert into inventory_threshold
        (location_id, sku_id, rank, demand, deviation, lead_days, minimum, maximum, computed_at)
    select *, cast(:at as timestamptz) from unnest(
        cast(:locations as uuid[]), cast(:skus as uuid[]), cast(:ranks as text[]),
        cast(:demands as numeric[]), cast(:deviations as numeric[]), cast(:leads as bigint[]),
        cast(:minima as bigint[]), cast(:maxima as bigint[]))
    on conflict (location_id, sku_id) do update
    set rank = excluded.rank, demand = excluded.demand, deviation = excluded.deviation,
        lead_days = excluded.lead_days, minimum = excluded.minimum, maximum = excluded.maximum,
        computed_at = excluded.computed_at
""")


async def last_closed(session: AsyncSession) -> date | None:
    found: date | None = await session.scalar(select(func.max(Daily.day)))
    return found


async def first_moved(session: AsyncSession) -> datetime | None:
    found: datetime | None = await session.scalar(select(func.min(Movement.at)))
    return found


async def close(session: AsyncSession, first: date, last: date) -> None:
    await session.execute(
        CLOSE,
        {
            "zone": ZONE,
            "first": first,
            "last": datetime(last.year, last.month, last.day),  # noqa: DTZ001 - a day of the shop
            "start": clock.day_start(first),
            "end": clock.day_start(date.fromordinal(last.toordinal() + 1)),
        },
    )


async def seen(session: AsyncSession, until: date, *, days: int, at: datetime) -> list[Seen]:
    rows = await session.execute(SEEN, {"until": until, "days": days, "at": at})
    return [Seen(**row) for row in rows.mappings()]


async def keep(session: AsyncSession, columns: dict[str, Any]) -> None:
    await session.execute(KEEP, columns)


async def locked_threshold(
    session: AsyncSession, location_id: UUID, sku_id: UUID
) -> Threshold | None:
    found: Threshold | None = await session.get(
        Threshold, (location_id, sku_id), with_for_update=True, populate_existing=True
    )
    return found
