"""Staff choose regions in the tree, on a telephone and by the keyboard alone; a shopper reads what
that means to them."""

import pytest
from playwright.async_api import Browser, Page, expect

from hutong.kernel.db import Database
from tests.e2e import insiders
from tests.e2e.conftest import PC, PHONE, check_accessibility, opened
from tests.e2e.looking import too_wide
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser


async def _choose_hangzhou(page: Page) -> None:
    """The second level of the tree is fetched when the first is opened."""
    await page.get_by_text("选择浙江省内的地区").focus()
    await page.keyboard.press("Enter")
    box = page.get_by_role("checkbox", name="杭州市", exact=True)
    await box.focus()
    await page.keyboard.press("Space")
    await expect(box).to_be_checked()


async def _fill(page: Page, name: str) -> None:
    for field, words in (
        ("name_zh", name),
        ("name_en", name),
        ("reason_zh", "大件只走专线"),
        ("reason_en", "Too large to go there"),
        ("having", "材质 = 花岗岩"),
    ):
        await page.locator(f'[name="{field}"]').fill(words)


@pytest.mark.parametrize("device", ["phone", "pc"])
async def test_a_city_is_chosen_in_the_tree(
    browser: Browser, books: Database, shop: Shop, device: str
) -> None:
    size = PHONE if device == "phone" else PC
    async with opened(browser, shop, **size) as page:
        await insiders.colleague(page, books, shop.url)
        await page.goto("/console/region-rules/new")
        await _fill(page, f"石器不发杭州 {device}")
        await _choose_hangzhou(page)
        await check_accessibility(page)
        wide = await too_wide(page)
        await page.locator('form [name="way"]').select_option("except")

        await page.locator('[name="name_zh"]').press("Enter")

        await expect(page).to_have_url(f"{shop.url}/console/region-rules")
        await expect(page.get_by_text(f"石器不发杭州 {device}").first).to_be_visible()
        assert not wide
