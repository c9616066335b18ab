"""Textiles became cheaper this morning: their prices until then stand beside the new ones, since
they were truly asked. What was bought before was paid at those."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Cause, PriceRules, PriceWish, ProductDraft, Source
from hutong.demo.cast import Staffed
from hutong.kernel import clock
from hutong.kernel.money import Money

CHEAPER = "textiles"
PRODUCTS = 3
SET_BEFORE, CHEAPER_SINCE = timedelta(days=60), timedelta(minutes=40)
ASKED_SINCE = timedelta(minutes=25)
TWO, EIGHTY_FIVE, HUNDRED, YUAN = 2, 85, 100, 100
RULES = PriceRules(window_days=30, least_days=7, shown_days=15, change_percent=50, floor_percent=60)


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
    with clock.simulated(now - ASKED_SINCE):
        for draft in chosen[-1:]:
            await _ask(session, draft, staffed)


async def _ask(session: AsyncSession, draft: ProductDraft, staffed: Staffed) -> None:
    """Half of what it cost: more than one person may decide, so it waits for the owner."""
    now = await catalog.products(session, [draft.id] if draft.id else [])
    prices = {
        sku.code: Money(sku.price.minor // TWO // YUAN * YUAN, sku.price.currency)
        for sku in now[0].active_skus
        if sku.price.minor >= TWO * YUAN
    }
    wish = PriceWish(prices=prices, strikes=False, reason="季末尾货，想在双十二前清完。")
    await catalog.ask_price(session, now[0].id, wish, by=staffed.operator)


def _cheaper(draft: ProductDraft) -> ProductDraft:
    """To whole yuan, with the price until then beside it."""
    skus = []
    for sku in draft.skus:
        minor = sku.price.minor * EIGHTY_FIVE // HUNDRED // YUAN * YUAN
        price = Money(max(YUAN, minor), sku.price.currency)
        skus.append(replace(sku, price=price, original=sku.price))
    return replace(draft, skus=tuple(skus))
