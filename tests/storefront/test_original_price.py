"""A price before stands struck through on the product page only as long as it may."""

from dataclasses import replace
from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.money import yuan
from tests.make import goods


async def cheaper(session: AsyncSession, *, days_ago: int) -> ProductSheet:
    now = clock.now()
    with clock.simulated(now - timedelta(days=60)):
        product = await goods.goods(session, price="199")
    sku = replace(product.draft.skus[0], price=yuan("159"), original=yuan("199"))
    with clock.simulated(now - timedelta(days=days_ago)):
        await catalog.save_product(session, replace(product.draft, skus=(sku,)), by=SYSTEM)
    await session.flush()
    return product


async def test_the_page_shows_the_price_before_and_says_what_it_is(
    session: AsyncSession, client: AsyncClient
) -> None:
    product = await cheaper(session, days_ago=3)

    page = await client.get(f"/p/{product.slug}")

    assert "<del" in page.text
    assert "¥199.00 is the lowest price at which it stood in this shop" in page.text


async def test_the_page_shows_it_no_longer_than_it_may_even_before_it_is_swept(
    session: AsyncSession, client: AsyncClient
) -> None:
    product = await cheaper(session, days_ago=31)

    page = await client.get(f"/p/{product.slug}")

    assert "¥199.00" not in page.text
