"""Beside the entries of the menu stands what waits there: it is true after each deed, wherever one
goes next."""

import pytest
from playwright.async_api import Locator, Page, expect

from hutong.kernel.db import Database
from tests.console import trading
from tests.e2e import insiders
from tests.e2e.shop import Shop
from tests.make import goods

pytestmark = pytest.mark.browser


def beside(page: Page, path: str) -> Locator:
    return page.locator(f'a.menu-item[href="{path}"] [data-count]')


async def count(page: Page, path: str) -> int:
    await expect(beside(page, path)).not_to_have_text("")
    return int(await beside(page, path).inner_text())


@pytest.fixture
async def desk(pc: Page, books: Database, shop: Shop) -> Page:
    """Something is being counted, and a delivery is expected."""
    async with books.transaction() as session:
        await trading.receipt(session, await goods.goods(session))
        await trading.stocktake(session)
    await insiders.colleague(pc, books, shop.url)
    return pc


async def test_what_is_done_in_a_dialog_is_counted_at_once(desk: Page) -> None:
    await desk.goto("/console/stocktakes?state=counting")
    waiting = await count(desk, "/console/stocktakes")
    await desk.locator("[data-row] a").first.click()

    await desk.locator(".screen-head__tools").get_by_text("作废").click()
    await desk.locator("#dialog .btn--go").click()

    await expect(beside(desk, "/console/stocktakes")).to_have_text(str(waiting - 1))


async def test_what_a_form_of_its_own_page_has_made_is_counted_on_the_next(
    desk: Page, books: Database
) -> None:
    async with books.transaction() as session:
        code = (await goods.goods(session)).skus[0].code
    await desk.goto("/console/receipts/new")
    waiting = await count(desk, "/console/receipts")
    await desk.locator("[name=supplier]").fill("景德镇青花窑")
    await desk.locator("[name=lines]").fill(f"{code} 3")

    await desk.locator("form.form .btn--primary").click()

    await expect(desk).not_to_have_url("**/new")
    await expect(beside(desk, "/console/receipts")).to_have_text(str(waiting + 1))
