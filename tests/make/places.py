"""Makers of places: locations, and stock that stands in them."""

from datetime import timedelta
from itertools import count
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.inventory import Location, LocationDraft, LocationKind, PoolDraft, Want
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from tests.make.goods import words

_numbers = count(1)


async def location(
    session: AsyncSession,
    kind: LocationKind = LocationKind.REGIONAL,
    *,
    sells: bool = False,
    priority: int = 5,
    stock: dict[UUID, int] | None = None,
) -> Location:
    code = f"place-{next(_numbers)}"
    draft = LocationDraft(
        code=code, name=words(f"仓 {code}", code), kind=kind, sells=sells, priority=priority
    )
    place = await inventory.save_location(session, draft, by=SYSTEM)
    if stock:
        wants = [Want(*each) for each in stock.items()]
        await inventory.receive_many(session, wants, by=SYSTEM, location_id=place.id)
    return place


async def pool(session: AsyncSession, *wants: Want, parent_id: UUID = inventory.MAIN) -> Location:
    """Open from now on, for two days."""
    now = clock.now()
    code = f"pool-{next(_numbers)}"
    draft = PoolDraft(
        code=code,
        name=words(f"活动 {code}", code),
        parent_id=parent_id,
        starts_at=now,
        ends_at=now + timedelta(days=2),
        wants=wants,
    )
    return await inventory.open_pool(session, draft, by=SYSTEM)
