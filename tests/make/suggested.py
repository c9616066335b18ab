"""Makers of suggested retail prices, through the catalogue's own front door."""

from datetime import date
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet, SuggestedPrice, Suggestion
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.money import yuan
from tests.make.trade import STAFF

BOSS = Actor.staff(uuid4(), "掌柜")
LIST = "https://maker.example/list"


def wish(
    product: ProductSheet,
    price: str = "299",
    *,
    dated: date | None = None,
    until: date | None = None,
    address: str = LIST,
) -> Suggestion:
    return Suggestion(
        sku_id=product.skus[0].id,
        price=yuan(price),
        dated=dated or clock.local_day(clock.now()),
        until=until,
        address=address,
    )


async def entered(
    session: AsyncSession, product: ProductSheet, price: str = "299"
) -> SuggestedPrice:
    return (await catalog.suggest_prices(session, [wish(product, price)], by=STAFF))[0]


async def shown(session: AsyncSession, product: ProductSheet, price: str = "299") -> SuggestedPrice:
    """With the second person's confirmation."""
    made = await entered(session, product, price)
    await catalog.confirm_suggested(session, made.id, by=BOSS)
    return made
