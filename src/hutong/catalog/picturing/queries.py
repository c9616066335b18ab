from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.models import ProductPicture, Sku, Spec, SpecValue, TurnPicture

SHOWING_MAX = 2000


async def products_showing(session: AsyncSession, key: str) -> Sequence[UUID]:
    """All that show the picture: in the gallery, turning, or for a choice or a SKU."""
    by_value = select(Spec.product_id).join(SpecValue, SpecValue.spec_id == Spec.id)
    everywhere = union(
        select(ProductPicture.product_id).where(ProductPicture.key == key),
        select(TurnPicture.product_id).where(TurnPicture.key == key),
        select(Sku.product_id).where(Sku.picture == key),
        by_value.where(SpecValue.picture == key),
    )
    return (await session.scalars(everywhere.limit(SHOWING_MAX))).all()
