from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import (
    BrandChanged,
    CategoryChanged,
    PriceChanged,
    ProductChanged,
    ProductsTagged,
    TagChanged,
)
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


async def follow_given_tags(session: AsyncSession, event: ProductsTagged) -> None:
    await service.refresh(session, event.product_ids)


async def follow_tag(session: AsyncSession, event: TagChanged) -> None:
    """It has a new name or look, is retired or back, or stands below another one."""
    tag = await catalog.find_tag(session, event.tag_id)
    named = await queries.marked(session, tag.slug)
    paths = (await catalog.tag_paths(session)).values()
    given = await catalog.tagged(session, [path[-1].id for path in paths if tag in path])
    await service.refresh_all(session, {*named, *given})


async def follow_brand(session: AsyncSession, event: BrandChanged) -> None:
    await service.refresh_all(session, await catalog.branded(session, event.brand_id))
