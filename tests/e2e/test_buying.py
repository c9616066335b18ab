"""From a mug on the shelf to a paid order: phone and PC, with and without script."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page, expect

from hutong import catalog, inventory
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from tests.e2e.conftest import PC, PHONE, check_accessibility, opened
from tests.e2e.looking import SMALLEST
from tests.e2e.shop import Shop
from tests.e2e.test_account import register

pytestmark = pytest.mark.browser

PAID_WITHIN_MS = 20_000
Look = Callable[[Page], Awaitable[None]]


@pytest.fixture
async def without_script(browser: Browser, shop: Shop) -> AsyncIterator[Page]:
    async with opened(browser, shop, **PHONE, java_script_enabled=False) as page:
        yield page


async def goods(page: Page, place: int = 0) -> str:
    """The address of something that can be bought."""
    await page.goto("/search?stock=1")
    href = await page.locator(".card__title a").nth(place).get_attribute("href")
    assert href is not None
    return href


async def keep_address(page: Page) -> None:
    """In the form of a new address that is open."""
    await page.get_by_label("收货人").fill("李雷")
    await page.get_by_label("手机号").fill("13800138000")
    for label, place in (("省份", "浙江省"), ("城市", "杭州市"), ("区 / 县", "西湖区")):
        await page.get_by_label(label).select_option(label=place)
        await page.get_by_label(label).blur()
        if await page.get_by_role("button", name="载入下级地区").count():
            await page.get_by_role("button", name="载入下级地区").click()
    await page.get_by_label("街道 / 乡镇").select_option(label="三墩镇")
    await page.get_by_label("详细地址").fill("文三路90号1幢302")
    await page.get_by_role("button", name="保存地址").click()


async def with_address(page: Page) -> None:
    await register(page, "/account/addresses/new")
    await keep_address(page)
    await expect(page.get_by_text("文三路90号1幢302")).to_be_visible()


async def pay(page: Page) -> None:
    """At the cashier of the sandbox."""
    await page.get_by_role("button", name=re.compile("确认付款")).click()
    await expect(page.get_by_role("heading", name="支付成功")).to_be_visible(timeout=PAID_WITHIN_MS)


async def orders_of(page: Page) -> int:
    await page.goto("/orders")
    return await page.locator(".order-card").count()


async def test_a_newcomer_buys_on_the_phone(phone: Page) -> None:
    await phone.goto(await goods(phone))
    await phone.get_by_role("button", name="加入购物车").click()
    await expect(phone.get_by_text("已加入购物车")).to_be_visible()
    await phone.goto("/cart")
    await check_accessibility(phone)
    await phone.get_by_role("button", name=re.compile("去结算")).click()
    await register(phone, "/cart")
    await phone.get_by_role("button", name=re.compile("去结算")).click()
    await expect(phone.get_by_role("heading", name="确认订单")).to_be_visible()
    await phone.get_by_role("link", name="新增地址").first.click()
    await keep_address(phone)

    await expect(phone.locator(".pick", has_text="文三路90号1幢302")).to_be_visible()
    await check_accessibility(phone)
    await phone.get_by_label("订单备注").fill("请放门口")
    await phone.get_by_role("button", name="提交订单").click()
    await expect(phone.get_by_role("heading", name="订单已提交，请付款")).to_be_visible()
    await check_accessibility(phone)
    await phone.get_by_role("button", name=re.compile("确认付款")).click()
    await pay(phone)
    await check_accessibility(phone)

    await phone.get_by_role("link", name="查看订单").click()
    await expect(phone.get_by_role("heading", name="待发货")).to_be_visible()
    await expect(phone.get_by_text("请放门口")).to_be_visible()
    await check_accessibility(phone)
    await phone.goto("/orders")
    await check_accessibility(phone)


async def test_a_returning_shopper_is_at_the_cashier_in_three_clicks(pc: Page) -> None:
    await with_address(pc)
    await pc.goto(await goods(pc, 1))

    await pc.get_by_role("button", name="立即购买").click()
    await pc.get_by_role("button", name="提交订单").click()
    await pc.get_by_role("button", name=re.compile("确认付款")).click()

    await expect(pc).to_have_url(re.compile("/sandbox/cashier/"))


async def test_everything_is_bought_without_script(without_script: Page) -> None:
    page = without_script
    await with_address(page)
    await page.goto(await goods(page, 2))
    await page.get_by_role("button", name="加入购物车").click()
    await expect(page.get_by_text("已加入购物车")).to_be_visible()
    await page.goto("/cart")
    await page.locator("input[type=number]").first.fill("2")
    await page.get_by_role("button", name="更新购物车").click()
    await expect(page.get_by_role("button", name="去结算（2）")).to_be_visible()
    await page.get_by_role("button", name=re.compile("移出")).last.click()
    await page.get_by_role("button", name="撤销").click()
    await page.get_by_role("button", name=re.compile("去结算")).click()
    await page.get_by_role("button", name="提交订单").click()
    await page.get_by_role("button", name=re.compile("确认付款")).click()
    await pay(page)

    assert await orders_of(page) == 1


async def test_double_click_reload_and_back_make_one_order_and_one_payment(pc: Page) -> None:
    await with_address(pc)
    await pc.goto(await goods(pc, 3))
    await pc.get_by_role("button", name="立即购买").click()
    await pc.get_by_role("button", name="提交订单").dblclick()
    await expect(pc).to_have_url(re.compile("/pay/"))
    at_pay = pc.url
    await pc.reload()
    await pc.go_back()
    await expect(pc).to_have_url(at_pay)

    await pc.get_by_role("button", name=re.compile("确认付款")).dblclick()
    await expect(pc).to_have_url(re.compile("/sandbox/cashier/"))
    cashier = pc.url
    await pc.goto(at_pay)
    await pc.get_by_role("button", name=re.compile("确认付款")).click()
    await expect(pc).to_have_url(cashier)
    await pay(pc)
    await pc.goto(at_pay)

    await expect(pc.get_by_role("heading", name="待发货")).to_be_visible()
    assert await orders_of(pc) == 1


async def test_two_race_for_the_last_one(browser: Browser, shop: Shop) -> None:
    async with (
        opened(browser, shop, **PC) as one,
        opened(browser, shop, **PHONE) as other,
    ):
        href = await goods(one, 4)
        for page in (one, other):
            await with_address(page)
            await page.goto(href)
            await page.get_by_role("button", name="立即购买").click()
            await expect(page.get_by_role("heading", name="确认订单")).to_be_visible()
        await leave_one(shop, href.removeprefix("/p/").partition("?")[0])

        await asyncio.gather(
            *(page.get_by_role("button", name="提交订单").click() for page in (one, other))
        )
        await asyncio.gather(*(page.wait_for_load_state("networkidle") for page in (one, other)))

        won = [page for page in (one, other) if "/pay/" in page.url]
        lost = [page for page in (one, other) if "/checkout/" in page.url]
        assert (len(won), len(lost)) == (1, 1)
        await expect(lost[0].get_by_text("已失效").first).to_be_visible()
        await check_accessibility(lost[0])


async def leave_one(shop: Shop, slug: str) -> None:
    """Of every variant one is left in the whole shop, whatever was bought before."""
    db = Database(shop.database_url)
    async with db.transaction() as session:
        sheet = await catalog.find_product(session, slug)
        for sku in sheet.active_skus:
            for row in await inventory.stock_rows(session, [sku.id]):
                await inventory.adjust(
                    session,
                    sku.id,
                    on_hand=row.reserved + (row.location_id == inventory.MAIN),
                    by=SYSTEM,
                    location_id=row.location_id,
                )
    await db.close()


async def test_the_cart_is_changed_in_place_and_the_focus_stays(pc: Page) -> None:
    await register(pc)
    for place in (5, 6):
        await pc.goto(await goods(pc, place))
        await pc.get_by_role("button", name="加入购物车").click()
        await expect(pc.get_by_text("已加入购物车")).to_be_visible()
    await pc.goto("/cart")

    more = pc.get_by_role("button", name="增加").first
    await more.focus()
    await pc.keyboard.press("Enter")
    await expect(pc.get_by_role("button", name="去结算（3）")).to_be_visible()
    await expect(more).to_be_focused()
    await pc.locator("#all-above").click()
    await expect(pc.get_by_role("button", name="去结算（0）")).to_be_disabled()
    await pc.get_by_role("button", name=re.compile("移出")).last.click()
    await expect(pc.get_by_role("status").get_by_text("已移出")).to_be_visible()
    await pc.get_by_role("button", name="撤销").click()
    await expect(pc.locator(".cart-line")).to_have_count(2)
    await check_accessibility(pc)


async def test_nothing_is_cut_off_on_the_smallest_phone(browser: Browser, shop: Shop) -> None:
    async with opened(browser, shop, **PHONE | {"viewport": SMALLEST}) as page:
        await with_address(page)
        await page.goto(await goods(page, 7))
        await page.get_by_role("button", name="加入购物车").click()
        await expect(page.get_by_text("已加入购物车")).to_be_visible()
        await page.goto("/cart")
        await fits(page)
        await page.get_by_role("button", name=re.compile("去结算")).click()
        await expect(page.get_by_role("heading", name="确认订单")).to_be_visible()
        await fits(page)
        await page.get_by_role("button", name="提交订单").click()
        await expect(page.get_by_role("heading", name="订单已提交，请付款")).to_be_visible()
        await fits(page)
        await page.get_by_role("link", name="稍后支付").click()
        await expect(page.get_by_role("heading", name="待付款")).to_be_visible()
        await fits(page)
        for path in ("/orders", "/orders/spending"):
            await page.goto(path)
            await fits(page)


async def fits(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, page.url
