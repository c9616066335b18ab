"""From the first page to a paid order with nothing but a keyboard."""

import pytest
from playwright.async_api import Page, expect

from hutong.kernel.db import Database
from tests.e2e import insiders, steps
from tests.e2e.keys import press, tab_to
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser

LOOKED_AGAIN = """() => document.dispatchEvent(
  new CustomEvent("console:done", {detail: {go: location.pathname}}))"""


async def test_the_skip_link_leads_past_the_menus(pc: Page) -> None:
    await pc.goto("/c/kitchen")

    await press(pc, pc.get_by_role("link", name="跳到正文"))

    await expect(pc.get_by_role("main")).to_be_focused()


async def test_buying_needs_no_mouse(pc: Page, shop: Shop, books: Database) -> None:
    await insiders.shopper(pc, books, shop.url)
    await pc.goto("/")
    await tab_to(pc, steps.search_box(pc))
    await pc.keyboard.type("马克杯")
    await pc.keyboard.press("Enter")
    await expect(pc.get_by_role("heading", level=1)).to_contain_text("马克杯")

    await press(pc, pc.get_by_role("article").first.get_by_role("link"))
    await tab_to(pc, pc.get_by_role("radio", checked=True).first)
    await pc.keyboard.press("ArrowDown")
    await expect(pc.get_by_role("radio").nth(1)).to_be_checked()
    await expect(pc.get_by_role("radio").nth(1)).to_be_focused()
    await press(pc, pc.get_by_role("button", name="加入购物车"))
    await expect(pc.get_by_text("已加入购物车")).to_be_visible()

    await pc.goto("/cart")
    await press(pc, pc.get_by_role("button", name="去结算"))
    await press(pc, pc.get_by_role("button", name="提交订单"))
    await expect(pc.get_by_role("heading", name="订单已提交，请付款")).to_be_visible()
    await press(pc, pc.get_by_role("button", name="确认付款"), "Space")
    await expect(pc.get_by_role("heading", name="模拟收银台")).to_be_visible()
    await press(pc, pc.get_by_role("button", name="确认付款"))

    await steps.see_paid(pc)


async def test_whoever_stands_in_a_part_that_comes_anew_stands_there_still(
    pc: Page, shop: Shop, books: Database
) -> None:
    await insiders.colleague(pc, books, shop.url)
    await pc.goto("/console/imports")
    link = pc.get_by_role("main").get_by_role("link", name="上传文件").first
    await tab_to(pc, link)
    await link.evaluate("element => { element.dataset.former = '' }")

    await pc.evaluate(LOOKED_AGAIN)
    await expect(pc.locator("[data-former]")).to_have_count(0)

    await expect(link).to_be_focused()


async def test_a_part_takes_the_focus_where_its_button_is_gone(
    pc: Page, shop: Shop, books: Database
) -> None:
    await insiders.colleague(pc, books, shop.url)
    await pc.goto("/console/imports")
    await pc.locator("main a").first.evaluate("element => { element.textContent = '此处' }")
    await tab_to(pc, pc.get_by_role("link", name="此处"))

    await pc.evaluate(LOOKED_AGAIN)
    await expect(pc.get_by_role("link", name="此处")).to_have_count(0)

    await expect(pc.get_by_role("main")).to_be_focused()
