"""What is done about what others announce."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import CategoryChanged, ProductChanged
from hutong.compliance import ListsChanged
from hutong.inventory import StockChanged
from hutong.listing import duties, scans
from hutong.listing.states import Why


async def follow_products(session: AsyncSession, changes: Sequence[ProductChanged]) -> None:
    ids = list({change.product_id: None for change in changes})
    await scans.look_at(session, ids)
    await duties.begin_lists(session, ids)


async def follow_stock(session: AsyncSession, happened: Sequence[StockChanged]) -> None:
    """Batched. Only stock has changed: of the list of a product no other step is looked at."""
    skus = list({sku for event in happened for sku in event.sku_ids})
    await duties.observe_stock(session, skus)


async def follow_lists(session: AsyncSession, _changes: Sequence[ListsChanged]) -> None:
    await scans.scan_all(session, Why.WORDS)


async def follow_categories(session: AsyncSession, _changes: Sequence[CategoryChanged]) -> None:
    await scans.scan_all(session, Why.CATEGORIES)
