"""Every night the day is closed and the thresholds are worked out anew; staff can pin their own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory import queries as shelves
from hutong.inventory.models import Stock
from hutong.inventory.moving import QUANTITY_MAX, labels, record
from hutong.inventory.planning import queries
from hutong.inventory.planning.models import Threshold
from hutong.inventory.planning.queries import Pin, Seen
from hutong.inventory.planning.rules import LEAD_DAYS, LEAD_DAYS_MAX, bounds, demand, ranks
from hutong.inventory.states import Rank
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _

SEEN_DAYS = 90
DAYS_AT_ONCE = 92
FOUR_PLACES = Decimal("0.0001")


async def close_days(db: Database) -> int:
    """Write down every day that is over and not yet written down. How many days that were."""
    closed = 0
    while days := await _close_some(db):
        closed += days
    return closed


async def plan_stock(db: Database) -> int:
    """Work out every threshold from the days that are closed. How many there are."""
    async with db.transaction() as session:
        return await work_out(session)


async def close_books(session: AsyncSession) -> int:
    """At most a quarter of a year at once, the oldest days first. How many days that were."""
    yesterday = clock.local_day(clock.now()) - timedelta(days=1)
    last = await queries.last_closed(session)
    if last is None:
        begun = await queries.first_moved(session)
        first = clock.local_day(begun) if begun else yesterday + timedelta(days=1)
    else:
        first = last + timedelta(days=1)
    until = min(yesterday, first + timedelta(days=DAYS_AT_ONCE - 1))
    if first > until:
        return 0
    written = await queries.close(session, first, until)
    return (until - first).days + 1 if written else 0


async def _close_some(db: Database) -> int:
    async with db.transaction() as session:
        return await close_books(session)


async def work_out(session: AsyncSession) -> int:
    at = clock.now()
    until = await queries.last_closed(session)
    if until is None:
        return 0
    seen = await queries.seen(session, until, days=SEEN_DAYS, at=at)
    await queries.keep(session, _columns(seen, _ranked(seen), at))
    return len(seen)


async def pin_threshold(
    session: AsyncSession, location_id: UUID, sku_id: UUID, pin: Pin | None, *, by: Actor
) -> None:
    """Their own numbers in place of the suggested ones; None takes the suggested ones again.
    Raises Invalid, StockNotFound."""
    if pin and not 0 <= pin.minimum <= pin.maximum <= QUANTITY_MAX:
        raise Invalid([Problem("maximum", _("The upper limit is at least the lower one."))])
    await shelves.locked(session, sku_id, location_id=location_id)
    threshold = await queries.locked_threshold(session, location_id, sku_id)
    if threshold is None:
        threshold = _unknown(location_id, sku_id)
        session.add(threshold)
    before = {"minimum": threshold.pinned_minimum, "maximum": threshold.pinned_maximum}
    threshold.pinned_minimum = pin.minimum if pin else None
    threshold.pinned_maximum = pin.maximum if pin else None
    threshold.pinned_at = clock.now() if pin else None
    threshold.pinned_by = by.name if pin else None
    after = {"minimum": threshold.pinned_minimum, "maximum": threshold.pinned_maximum}
    record(
        session,
        by,
        "inventory.threshold",
        of=Stock.__tablename__,
        object_id=sku_id,
        label=(await labels(session, by, [sku_id]))[sku_id],
        before=before,
        after=after,
    )
    await session.flush()


async def pin_thresholds(
    session: AsyncSession, location_id: UUID, pins: Mapping[UUID, Pin | None], *, by: Actor
) -> None:
    """The same for many articles of a location, in a handful of statements; also for those that
    never stood there. Raises Invalid."""
    if any(pin and not 0 <= pin.minimum <= pin.maximum <= QUANTITY_MAX for pin in pins.values()):
        raise Invalid([Problem("maximum", _("The upper limit is at least the lower one."))])
    before = await queries.pinned(session, location_id, list(pins))
    await queries.pin(session, location_id, pins, at=clock.now(), by=by.name)
    named = await labels(session, by, list(pins))
    for sku_id, pin in pins.items():
        record(
            session,
            by,
            "inventory.threshold",
            of=Stock.__tablename__,
            object_id=sku_id,
            label=named[sku_id],
            before=_told(before.get(sku_id)),
            after=_told(pin),
        )
    await session.flush()


def _told(pin: Pin | None) -> dict[str, int | None]:
    return {"minimum": pin.minimum if pin else None, "maximum": pin.maximum if pin else None}


def _unknown(location_id: UUID, sku_id: UUID) -> Threshold:
    """For what has not been seen for a day yet."""
    return Threshold(
        location_id=location_id,
        sku_id=sku_id,
        rank=Rank.C,
        demand=Decimal(0),
        deviation=Decimal(0),
        lead_days=LEAD_DAYS,
        minimum=0,
        maximum=0,
        computed_at=clock.now(),
    )


def _ranked(seen: Sequence[Seen]) -> Mapping[tuple[UUID, UUID], Rank]:
    """Within each location."""
    sales: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    for each in seen:
        sales[each.location_id][each.sku_id] = each.sales_minor
    return {
        (location, sku): rank
        for location, of_skus in sales.items()
        for sku, rank in ranks(of_skus).items()
    }


def _columns(
    seen: Sequence[Seen], ranked: Mapping[tuple[UUID, UUID], Rank], at: datetime
) -> dict[str, object]:
    wanted = [demand(each.sold, each.days) for each in seen]
    leads = [min(max(each.lead_days or LEAD_DAYS, 1), LEAD_DAYS_MAX) for each in seen]
    of = [ranked[each.location_id, each.sku_id] for each in seen]
    limits = [
        bounds(each, rank=rank, lead_days=lead)
        for each, rank, lead in zip(wanted, of, leads, strict=True)
    ]
    return {
        "at": at,
        "locations": [each.location_id for each in seen],
        "skus": [each.sku_id for each in seen],
        "ranks": [rank.value for rank in of],
        "demands": [each.mean.quantize(FOUR_PLACES) for each in wanted],
        "deviations": [each.deviation.quantize(FOUR_PLACES) for each in wanted],
        "leads": leads,
        "minima": [each.minimum for each in limits],
        "maxima": [each.maximum for each in limits],
    }
