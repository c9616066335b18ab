"""Makers of rules about where goods may be sold."""

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, catalog
from hutong.assortment import RegionDraft, RegionRule
from hutong.catalog import Parameter, ProductSheet
from hutong.kernel.actor import SYSTEM
from tests.make.goods import words


def draft(*regions: str, only: bool = False, **wanted: Any) -> RegionDraft:
    return RegionDraft(
        name=words("偏远地区"),
        reason=words("玻璃易碎，长途运输无法保证完好", "Glass breaks on so long a way"),
        only=only,
        regions=regions,
        **wanted,
    )


async def rule(
    session: AsyncSession, *regions: str, only: bool = False, **wanted: Any
) -> RegionRule:
    return await assortment.save_region_rule(
        session, draft(*regions, only=only, **wanted), by=SYSTEM
    )


async def made_of(session: AsyncSession, product: ProductSheet, material: str) -> ProductSheet:
    """The same product with a material among its parameters."""
    made = Parameter(name=words("材质", "Material"), value=words(material))
    draft = replace(product.draft, parameters=(made,), version=None)
    await catalog.save_product(session, draft, by=SYSTEM)
    return product
