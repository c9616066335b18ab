"""A service is bought on a phone and had at the counter."""

import re

import pytest
from playwright.async_api import Page, expect

from hutong.kernel.db import Database
from tests.e2e import insiders, steps
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser

WRITTEN = re.compile(r"\d{4} \d{4} \d{4}")
ISSUED_MS = 30_000
LOOKED_AGAIN_MS = 60_000  # the page of an order asks for itself every twenty seconds


async def test_from_the_shelf_of_services_to_a_redeemed_code(
    phone: Page, pc: Page, shop: Shop, books: Database
) -> None:
    await insiders.shopper(phone, books, shop.url)
    await insiders.colleague(pc, books, shop.url)

    await a_service_is_ordered_without_an_address(phone)
    number = steps.number_in(phone)
    await steps.pay(phone)
    await steps.see_paid(phone)
    await expect(phone.get_by_text("服务券码已放在订单里")).to_be_visible()
    code = await the_code_stands_in_the_order(phone)
    await staff_redeem_it(pc, code)

    finished = phone.get_by_role("heading", name="已完成")
    await expect(finished).to_be_visible(timeout=LOOKED_AGAIN_MS)
    await expect(phone.get_by_role("region", name="服务券码").get_by_text("已使用")).to_be_visible()
    assert phone.url.endswith(f"/orders/{number}")


async def a_service_is_ordered_without_an_address(page: Page) -> None:
    await page.goto("/c/services")
    await steps.open_first(page)
    await expect(page.get_by_text("服务类商品，无需邮寄")).to_be_visible()
    await page.get_by_role("button", name="立即购买").click()
    await expect(page.get_by_text("不用填写收货地址")).to_be_visible()
    await page.get_by_label("改用其他手机号联系").fill("123")
    await page.get_by_role("button", name="提交订单").click()
    await expect(page.get_by_label("改用其他手机号联系")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("改用其他手机号联系").fill("139 1234 5678")
    await steps.place_order(page)


async def the_code_stands_in_the_order(page: Page) -> str:
    await page.get_by_role("link", name="查看订单").click()
    codes = page.get_by_role("region", name="服务券码")
    written = codes.get_by_text(WRITTEN)
    await expect(written).to_be_visible(timeout=ISSUED_MS)
    await expect(codes.get_by_text("待使用")).to_be_visible()
    await expect(page.get_by_text("13912345678")).to_be_visible()
    return await written.inner_text()


async def staff_redeem_it(page: Page, code: str) -> None:
    await page.goto(f"/console/codes?q={code}")
    await page.get_by_role("row").filter(has_text=code).get_by_role("link").first.click()
    await expect(page.get_by_role("heading", level=2, name="使用情况")).to_be_visible()
    await page.get_by_role("button", name="核销").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("已核销")
