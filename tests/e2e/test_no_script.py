"""The whole trade in a browser that runs no script: buying, cancelling, shipping."""

import re
from collections.abc import AsyncIterator

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect

from hutong.demo.accounts import OPERATOR
from tests.e2e import steps
from tests.e2e.conftest import PC, opened
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser

LOOKS = 20


@pytest.fixture
async def staff(browser: Browser, shop: Shop) -> AsyncIterator[Page]:
    async with opened(browser, shop, **PC, java_script_enabled=False) as page:
        yield page


async def test_a_stranger_buys_staff_ship_and_a_second_order_is_cancelled(
    without_script: Page, staff: Page
) -> None:
    shopper = without_script
    await choose_a_kind(shopper)
    await count_two_in_the_cart(shopper)
    await sign_in_on_the_way(shopper)
    await say_where_it_goes(shopper)
    number = await order_and_pay(shopper, told="5 秒后")
    await see_it_among_my_orders(shopper, number, "待发货")

    await enter_the_console(staff)
    await ship(staff, number)
    await see_it_among_my_orders(shopper, number, "待收货")

    cancelled = await order_once_more_and_cancel(shopper, number)
    assert cancelled != number


async def choose_a_kind(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("searchbox", name="搜索商品").fill("马克杯")
    await page.get_by_role("searchbox", name="搜索商品").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("马克杯")
    await page.get_by_role("article").first.get_by_role("link").first.click()
    wanted = page.locator(".spec__value input:enabled:not(:checked)").first
    place = await wanted.get_attribute("id")
    await wanted.check()
    await page.get_by_role("button", name="查看所选规格").click()
    await expect(page.locator(f"#{place}")).to_be_checked()
    await page.get_by_role("button", name="加入购物车").click()
    await expect(page.get_by_text("已加入购物车")).to_be_visible()
    await page.get_by_role("link", name="去购物车").click()


async def count_two_in_the_cart(page: Page) -> None:
    await page.get_by_role("spinbutton").fill("2")
    await page.get_by_role("button", name="更新购物车").click()
    await expect(page.get_by_role("button", name="去结算（2）")).to_be_visible()


async def sign_in_on_the_way(page: Page) -> None:
    await page.get_by_role("button", name=re.compile("去结算")).click()
    await page.get_by_label("手机号").fill(steps.new_phone())
    await page.get_by_role("button", name="获取验证码").click()
    message = await page.locator(".handset__message").inner_text()
    await steps.enter_with_code(page, steps.code_in(message))
    await page.get_by_role("button", name="去结算（2）").click()


async def say_where_it_goes(page: Page) -> None:
    await page.get_by_role("link", name="新增地址").click()
    await steps.fill_in_address(page, by_hand=True)
    await expect(page.get_by_text("浙江省杭州市西湖区三墩镇")).to_be_visible()


async def order_and_pay(page: Page, *, told: str) -> str:
    number = await steps.place_order(page)
    button = await steps.to_cashier(page)
    await page.locator("summary").click()
    await page.get_by_role("radio", name=told).check()
    await button.click()
    await look_until_paid(page)
    return number


async def look_until_paid(page: Page) -> None:
    """The page asks for itself again; whoever is impatient follows the link."""
    paid = page.get_by_role("heading", name="支付成功")
    confirming = page.get_by_role("heading", name="支付结果确认中")
    await expect(paid.or_(confirming)).to_be_visible()
    for _look in range(LOOKS):
        if await paid.is_visible():
            break
        await page.get_by_role("link", name="刷新结果").click()
    await expect(paid).to_be_visible()


async def see_it_among_my_orders(page: Page, number: str, state: str) -> None:
    await page.goto("/orders")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=number))
    await expect(card.get_by_text(state).first).to_be_visible()
    await card.get_by_role("link", name=re.compile(number)).first.click()
    await expect(page.get_by_role("heading", name=state)).to_be_visible()


async def enter_the_console(page: Page) -> None:
    await page.goto("/console")
    await steps.give_password(page, OPERATOR.login, OPERATOR.password)
    await page.get_by_role("button", name="现在设置").click()
    secret = await page.locator("code").inner_text()
    code = pyotp.TOTP(secret.replace(" ", "")).now()
    await page.get_by_label("身份验证器中的 6 位数字").fill(code)
    await page.get_by_role("button", name="确认").click()
    await page.get_by_role("link", name="我已保存好").click()
    await expect(page.get_by_role("heading", name="工作台")).to_be_visible()


async def ship(page: Page, number: str) -> None:
    await page.goto(f"/console/orders/{number}")
    await page.get_by_role("link", name="发货").first.click()
    await page.get_by_label("运单号").fill(steps.new_parcel())
    await page.get_by_role("button", name="发货").click()
    await expect(page).to_have_url(re.compile(rf"/console/orders/{number}$"))
    await expect(page.get_by_text("待收货").first).to_be_visible()


async def order_once_more_and_cancel(page: Page, number: str) -> str:
    """The number of the second order."""
    await page.goto(f"/orders/{number}")
    await page.get_by_role("button", name="再次购买").click()
    second = await steps.place_order(page)
    await page.get_by_role("link", name="稍后支付").click()
    await page.locator("summary", has_text="取消订单").click()
    await page.get_by_role("button", name="确认取消").click()
    await expect(page.get_by_role("heading", name="已取消")).to_be_visible()
    await see_it_among_my_orders(page, second, "已取消")
    return second
