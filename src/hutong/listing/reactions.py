"""What is done about what others announce."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import CategoryChanged, ProductChanged
from hutong.compliance import ListsChanged
from hutong.listing import scans
from hutong.listing.states import Why


async def follow_products(session: AsyncSession, changes: Sequence[ProductChanged]) -> None:
    await scans.look_at(session, list({change.product_id: None for change in changes}))


async def follow_lists(session: AsyncSession, _changes: Sequence[ListsChanged]) -> None:
    await scans.scan_all(session, Why.WORDS)


async def follow_categories(session: AsyncSession, _changes: Sequence[CategoryChanged]) -> None:
    await scans.scan_all(session, Why.CATEGORIES)
