"""The whole story: a stranger becomes a customer, the owner ships, the parcel arrives."""

import re

import pytest
from playwright.async_api import Page, expect

from hutong.demo.accounts import OWNER
from tests.e2e import steps
from tests.e2e.steps import Visited

pytestmark = pytest.mark.browser

PARCEL_MS = 60_000  # the carrier is asked every ten seconds, the page asks every twenty


async def test_from_a_strangers_first_look_to_a_parcel_received(phone: Page, pc: Page) -> None:
    await the_owner_opens_the_console(pc)
    way = await a_stranger_fills_a_cart(phone)
    await the_stranger_registers(phone, pc)

    number = await the_order_is_placed_and_paid(phone)
    assert way.paths[way.paths.index("/cart") :] == [
        "/cart",
        "/sign-in",
        "/cart",
        *the_three_steps(way, number),
        f"/pay/{number}/result",
    ]

    await the_owner_sees_it_arrive_and_ships_it(pc, number)
    await the_parcel_comes_and_is_confirmed(phone, number)


def the_three_steps(way: Visited, number: str) -> list[str]:
    """From the cart to the payment: confirm (with the address, once), pay, the cashier (CRT-03)."""
    confirm = next(path for path in way.paths if path.startswith("/checkout/"))
    cashier = next(path for path in way.paths if path.startswith("/sandbox/"))
    return [confirm, f"/pay/{number}", cashier]


async def the_owner_opens_the_console(page: Page) -> None:
    await page.goto("/console")
    await steps.give_password(page, OWNER.login, OWNER.password)
    await steps.set_up_second_factor(page)
    await expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    await expect(page.locator("[data-feed][data-live]")).to_be_visible()


async def a_stranger_fills_a_cart(page: Page) -> Visited:
    way = Visited.by(page)
    await page.goto("/")
    await steps.search(page, "马克杯")
    await steps.open_one_with_kinds(page)
    kind = await steps.choose(page)
    await steps.put_into_cart(page)
    await page.get_by_role("link", name="购物车").first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("购物车")
    await expect(page.get_by_text(kind)).to_be_visible()
    return way


async def the_stranger_registers(page: Page, console: Page) -> None:
    """The code is read where the simulated text message went: in the console's message log."""
    number = steps.new_phone()
    await page.get_by_role("button", name=re.compile("去结算")).click()
    await steps.fill_in_phone(page, number)
    log = await console.context.new_page()
    await log.goto(f"/console/messages?q={number}")
    message = await log.get_by_role("row").filter(has_text="验证码").first.inner_text()
    await log.close()
    await steps.enter_with_code(page, steps.code_in(message))
    await expect(page.get_by_role("status").get_by_text("欢迎加入")).to_be_visible()


async def the_order_is_placed_and_paid(page: Page) -> str:
    await page.get_by_role("button", name=re.compile("去结算")).click()
    await page.get_by_role("link", name="新增地址").click()
    await steps.fill_in_address(page)
    await expect(page.get_by_text("浙江省杭州市西湖区三墩镇")).to_be_visible()
    number = await steps.place_order(page)
    await steps.pay(page, told="5 秒后")
    await expect(page.get_by_role("heading", name="支付结果确认中")).to_be_visible()
    await steps.see_paid(page)
    return number


async def the_owner_sees_it_arrive_and_ships_it(page: Page, number: str) -> None:
    await page.locator(f'[data-feed] a[href="/console/orders/{number}"]').click()
    await page.get_by_role("link", name="发货").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("运单号").fill(steps.new_parcel())
    await dialog.get_by_role("button", name="发货").click()
    await expect(page.get_by_text("待收货").first).to_be_visible()


async def the_parcel_comes_and_is_confirmed(page: Page, number: str) -> None:
    await page.get_by_role("link", name="查看订单").click()
    parcel = page.get_by_role("region", name="物流信息")
    await expect(parcel.get_by_text("已签收")).to_be_visible(timeout=PARCEL_MS)
    await parcel.get_by_text("全部物流").click()
    await expect(parcel.get_by_text("已揽收")).to_be_visible()
    await page.locator("summary", has_text="确认收货").click()
    await page.get_by_role("button", name="确认收货").click()
    await expect(page.get_by_role("heading", name="已完成")).to_be_visible()
    assert page.url.endswith(f"/orders/{number}")
