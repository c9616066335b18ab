from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import PriceChanged, ProductChanged
from hutong.tagging import service


async def follow_products(
    session: AsyncSession, changes: Sequence[ProductChanged | PriceChanged]
) -> None:
    await service.follow_products(session, list({change.product_id: None for change in changes}))
