"""How long a product page is in view is counted when it is left, and where it was opened from."""

import asyncio

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import text

from hutong.kernel.db import Database

pytestmark = pytest.mark.browser

SCENE = "/pages/tea-table"
COUNTED = text("""
    select count(*), count(*) filter (where added) from analytics_view where scene = :scene
""")
SUMMED = text("""
    select coalesce(sum(views), 0), coalesce(sum(added), 0) from analytics_view_day
    where scene = :scene
""")


async def counted(books: Database) -> tuple[int, int]:
    """Readings from the scene, and how many led to the cart, summed up or not."""
    async with books.transaction() as session:
        rows = [
            (await session.execute(asked, {"scene": SCENE})).one() for asked in (COUNTED, SUMMED)
        ]
    return sum(int(row[0]) for row in rows), sum(int(row[1]) for row in rows)


async def test_a_product_opened_from_a_scene_is_counted_once_when_it_is_left(
    phone: Page, books: Database
) -> None:
    before = await counted(books)
    await phone.goto(SCENE)
    await phone.locator('main a[href^="/p/"]').first.click()
    await phone.get_by_role("button", name="加入购物车").click()
    await expect(phone.get_by_role("status").get_by_text("已加入购物车")).to_be_visible()

    await phone.goto("/help")
    for _second in range(20):
        now = await counted(books)
        if now != before:
            break
        await asyncio.sleep(0.5)

    assert now == (before[0] + 1, before[1] + 1)
