"""Makers whose goods the shop alone may sell suggest retail prices: some are confirmed and stand on
the product pages, the newest waits for the owner."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet, Sourcing, Suggestion
from hutong.demo.cast import Staffed
from hutong.kernel import clock
from hutong.kernel.money import Money

PRODUCTS = 4
DATED_BEFORE, ENTERED_BEFORE, WAITS_SINCE = timedelta(90), timedelta(80), timedelta(hours=2)
ABOVE, HUNDRED, TEN_YUAN = 115, 100, 1000
PROOF = "https://dealers.example/price-list"


async def suggest(session: AsyncSession, staffed: Staffed, now: datetime) -> None:
    chosen = [
        sheet
        for sheet in await catalog.products(session)
        if sheet.listed and sheet.sourcing is Sourcing.EXCLUSIVE
    ][:PRODUCTS]
    for sheet in chosen[:-1]:
        with clock.simulated(now - ENTERED_BEFORE):
            made = await catalog.suggest_prices(session, _of(sheet, now), by=staffed.operator)
            for each in made:
                await catalog.confirm_suggested(session, each.id, by=staffed.owner)
    for sheet in chosen[-1:]:
        with clock.simulated(now - WAITS_SINCE):
            await catalog.suggest_prices(session, _of(sheet, now), by=staffed.operator)


def _of(sheet: ProductSheet, now: datetime) -> list[Suggestion]:
    """A little more than it is sold for, to ten yuan."""
    dated = clock.local_day(now - DATED_BEFORE)
    return [
        Suggestion(
            sku_id=sku.id,
            price=Money(_up(sku.price.minor * ABOVE // HUNDRED), sku.price.currency),
            dated=dated,
            address=f"{PROOF}/{dated.year}",
        )
        for sku in sheet.active_skus
    ]


def _up(minor: int) -> int:
    return -(-minor // TEN_YUAN) * TEN_YUAN
