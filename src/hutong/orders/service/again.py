"""Buying the same again: what of an old order can be had today."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory
from hutong.kernel.texts import Texts
from hutong.orders.models import Order


@dataclass(frozen=True)
class Again:
    sku_id: UUID
    quantity: int


@dataclass(frozen=True)
class Repurchase:
    """What goes into the new cart, and what is no longer there, wholly or in that quantity."""

    items: Sequence[Again]
    gone: Sequence[Texts]
    fewer: Sequence[Texts]


async def repurchase(session: AsyncSession, order: Order) -> Repurchase:
    """Today's prices and stock decide; the order only says what and how many."""
    sku_ids = [line.sku_id for line in order.lines]
    sellable = {facts.id for facts in await catalog.skus(session, sku_ids) if facts.sellable}
    stock = await inventory.available(session, sku_ids)
    had = {
        line.position: min(line.quantity, stock.get(line.sku_id, 0))
        if line.sku_id in sellable
        else 0
        for line in order.lines
    }
    return Repurchase(
        items=[
            Again(line.sku_id, had[line.position]) for line in order.lines if had[line.position]
        ],
        gone=[line.title for line in order.lines if not had[line.position]],
        fewer=[line.title for line in order.lines if 0 < had[line.position] < line.quantity],
    )
