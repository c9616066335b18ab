from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import CategoryChanged, PriceChanged, ProductChanged
from hutong.inventory import StockChanged
from hutong.search import queries, service


async def follow_product(session: AsyncSession, event: ProductChanged | PriceChanged) -> None:
    await service.refresh(session, [event.product_id])


async def follow_stock(session: AsyncSession, happened: Sequence[StockChanged]) -> None:
    """Batched: what is bought often is looked at once."""
    await service.restock(session, list({sku for event in happened for sku in event.sku_ids}))


async def follow_category(session: AsyncSession, event: CategoryChanged) -> None:
    """Its products, and those of the categories below it, have a new path or a new name on it."""
    await service.refresh(session, await queries.below(session, event.category_id))
