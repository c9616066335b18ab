from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory.models import Movement
from hutong.inventory.planning.models import Daily, Threshold
from hutong.inventory.planning.rules import LEAD_DAYS
from hutong.inventory.states import Rank
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
    with changed as (
        select location_id, sku_id, cast(at at time zone :zone as date) as day,
               sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved,
               -sum(on_hand_delta) filter (where reason = 'ship') as shipped,
               -sum(on_hand_delta) filter (where reason = 'transfer' and on_hand_delta < 0)
                   as sent_out
        from inventory_movement
        where at >= cast(:start as timestamptz) and at < cast(:end as timestamptz)
        group by 1, 2, 3
        union all
        select location_id, sku_id, day, on_hand, reserved, 0, 0
        from inventory_daily where day = cast(:first as date) - 1
    ),
    stood as (
        select location_id, sku_id, day, sum(on_hand) over so_far as on_hand,
               sum(reserved) over so_far as reserved, shipped, sent_out,
               lead(day, 1, cast(:last as date) + 1) over so_far - day as days
        from changed
        where location_id in (select id from inventory_location where kind <> 'transit')
        window so_far as (partition by location_id, sku_id order by day)
    )
    insert into inventory_daily
        (day, location_id, sku_id, on_hand, reserved, shipped, sent_out)
    select day + later, location_id, sku_id, on_hand, reserved,
           case when later = 0 then coalesce(shipped, 0) else 0 end,
           case when later = 0 then coalesce(sent_out, 0) else 0 end
    from stood cross join lateral generate_series(0, days - 1) as since (later)
    where day + later >= cast(:first as date)
    order by 1, 2, 3
    on conflict do nothing
""")
"""Where each shelf stood before and after every day that changed it, and the same again for each
day until the next one. In the order of the key, so that writing finds its place at once."""

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


PIN = text("""
    insert into inventory_threshold
        (location_id, sku_id, rank, demand, deviation, lead_days, minimum, maximum, computed_at,
         pinned_minimum, pinned_maximum, pinned_at, pinned_by)
    select cast(:location as uuid), sku, :rank, 0, 0, :lead, 0, 0, cast(:at as timestamptz), low,
           high, case when low is not null then cast(:at as timestamptz) end,
           case when low is not null then cast(:by as text) end
    from unnest(cast(:skus as uuid[]), cast(:lows as bigint[]), cast(:highs as bigint[]))
        as wanted (sku, low, high)
    order by sku
    on conflict (location_id, sku_id) do update
    set pinned_minimum = excluded.pinned_minimum, pinned_maximum = excluded.pinned_maximum,
        pinned_at = excluded.pinned_at, pinned_by = excluded.pinned_by
""")


@dataclass(frozen=True, slots=True)
class Pin:
    """What staff know better than the last ninety days do."""

    minimum: int
    maximum: int


async def pinned(
    session: AsyncSession, location_id: UUID, sku_ids: Sequence[UUID]
) -> Mapping[UUID, Pin]:
    rows = await session.execute(
        select(Threshold.sku_id, Threshold.pinned_minimum, Threshold.pinned_maximum).where(
            Threshold.location_id == location_id,
            Threshold.sku_id.in_(sku_ids),
            Threshold.pinned_minimum.is_not(None),
        )
    )
    return {row.sku_id: Pin(row.pinned_minimum, row.pinned_maximum) for row in rows}


async def pin(
    session: AsyncSession,
    location_id: UUID,
    pins: Mapping[UUID, Pin | None],
    *,
    at: datetime,
    by: str,
) -> None:
    await session.execute(
        PIN,
        {
            "location": location_id,
            "rank": Rank.C.value,
            "lead": LEAD_DAYS,
            "at": at,
            "by": by,
            "skus": list(pins),
            "lows": [each.minimum if each else None for each in pins.values()],
            "highs": [each.maximum if each else None for each in pins.values()],
        },
    )


async def last_closed(session: AsyncSession) -> date | None:
    found: date | None = await session.scalar(select(func.max(Daily.day)))
    return found


async def first_moved(session: AsyncSession) -> datetime | None:
    found: datetime | None = await session.scalar(select(func.min(Movement.at)))
    return found


async def close(session: AsyncSession, first: date, last: date) -> bool:
    """Whether anything stood anywhere."""
    written: Any = await session.execute(
        CLOSE,
        {
            "zone": ZONE,
            "first": first,
            "last": last,
            "start": clock.day_start(first),
            "end": clock.day_start(date.fromordinal(last.toordinal() + 1)),
        },
    )
    return bool(written.rowcount)


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
