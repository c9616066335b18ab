"""Textiles became cheaper this morning: their prices until then stand beside the new ones, since
they were truly asked. What was bought before was paid at those."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Cause, PriceRules, ProductDraft, Source
from hutong.demo.cast import Staffed
from hutong.kernel import clock
from hutong.kernel.money import Money

CHEAPER = "textiles"
PRODUCTS = 3
SET_BEFORE, CHEAPER_SINCE = timedelta(days=60), timedelta(minutes=40)
EIGHTY_FIVE, HUNDRED, YUAN = 85, 100, 100
RULES = PriceRules(window_days=30, least_days=7, shown_days=15)


async def make_cheaper(session: AsyncSession, staffed: Staffed, now: datetime) -> None:
    with clock.simulated(now - SET_BEFORE):
        reason = "海外顾客也能下单，统一按 30 天回看；划线价最多展示半个月。"
        await catalog.set_price_rules(session, RULES, reason=reason, by=staffed.owner)
    ids = {category.slug: category.id for category in await catalog.categories(session)}
    lately = now - timedelta(days=RULES.window_days)
    chosen = [
        sheet.draft
        for sheet in await catalog.products(session)
        if sheet.listed
        and sheet.category_id == ids[CHEAPER]
        and sheet.launched_at
        and sheet.launched_at < lately
    ][:PRODUCTS]
    with clock.simulated(now - CHEAPER_SINCE):
        await catalog.save_products(
            session,
            [_cheaper(draft) for draft in chosen],
            by=staffed.operator,
            cause=Cause(Source.MANY, "秋冬织物八五折"),
        )


def _cheaper(draft: ProductDraft) -> ProductDraft:
    """To whole yuan, with the price until then beside it."""
    skus = []
    for sku in draft.skus:
        minor = sku.price.minor * EIGHTY_FIVE // HUNDRED // YUAN * YUAN
        price = Money(max(YUAN, minor), sku.price.currency)
        skus.append(replace(sku, price=price, original=sku.price))
    return replace(draft, skus=tuple(skus))
