"""Becoming a member, keeping addresses and devices: phone and PC, with and without script."""

import re
from collections.abc import AsyncIterator
from itertools import count

import pytest
from playwright.async_api import Browser, Page, expect

from hutong.kernel.db import Database
from tests.e2e import insiders
from tests.e2e.conftest import PHONE, check_accessibility, opened
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser

_phones = count(13711110001)


@pytest.fixture
async def without_script(browser: Browser, shop: Shop) -> AsyncIterator[Page]:
    async with opened(browser, shop, **PHONE, java_script_enabled=False) as page:
        yield page


async def register(page: Page, onward: str = "/account") -> None:
    await page.goto(f"/sign-in?next={onward}")
    await page.get_by_label("手机号").fill(str(next(_phones)))
    await page.get_by_role("button", name="获取验证码").click()
    message = await page.locator(".handset__message").inner_text()
    code = re.search(r"\d{6}", message)
    assert code is not None
    await page.get_by_label("验证码").fill(code[0])
    await page.get_by_role("checkbox", name="我已阅读并同意").check()
    await page.get_by_role("button", name="登录 / 注册").click()
    await expect(page).to_have_url(re.compile(rf"^[^?]*{onward}$"))


async def test_registering_takes_a_phone_and_a_code(phone: Page) -> None:
    await register(phone)

    await expect(phone.get_by_role("status").get_by_text("欢迎加入")).to_be_visible()
    await expect(phone.get_by_role("heading", name=re.compile("^巷友"))).to_be_visible()


async def test_after_asking_for_a_code_the_cursor_is_in_its_field(phone: Page) -> None:
    await phone.goto("/sign-in")
    await phone.get_by_label("手机号").fill(str(next(_phones)))
    await phone.get_by_role("button", name="获取验证码").click()

    await expect(phone.get_by_label("验证码")).to_be_focused()
    await expect(phone.get_by_role("button", name="秒后重发")).to_be_disabled()


async def test_a_mistake_is_said_where_it_is_and_the_cursor_goes_there(pc: Page) -> None:
    await pc.goto("/sign-in")
    await pc.get_by_label("手机号").fill("1381234567")
    await pc.get_by_role("button", name="获取验证码").click()

    await expect(pc.get_by_label("手机号")).to_be_focused()
    await expect(pc.get_by_text("手机号应为 11 位，您输入了 10 位。")).to_be_visible()
    await check_accessibility(pc)


async def test_a_pasted_address_is_read_doubted_mended_and_saved(phone: Page) -> None:
    await register(phone, "/account/addresses")
    await phone.get_by_role("link", name="新增地址").click()
    await phone.get_by_text("智能识别").click()
    await phone.get_by_label("地址文字").fill(
        "张小满，浙江省杭州市西湖区三墩镇 滨江区江南大道100号，13812345678"
    )

    await phone.get_by_role("button", name="识别并填入").click()
    await expect(phone.get_by_label("收货人")).to_have_value("张小满")
    await expect(phone.get_by_label("街道 / 乡镇")).to_have_value("330106109")
    await phone.get_by_role("button", name="保存地址").click()
    await check_accessibility(phone)
    await phone.get_by_role("button", name="改为：滨江区").click()
    await expect(phone.get_by_label("区 / 县")).to_have_value("330108")
    await phone.get_by_label("详细地址").fill("江南大道100号")
    await phone.get_by_role("button", name="保存地址").click()

    await expect(phone.get_by_text("浙江省杭州市滨江区 江南大道100号")).to_be_visible()
    await check_accessibility(phone)


async def test_each_choice_of_a_region_loads_the_next(pc: Page) -> None:
    await register(pc, "/account/addresses/new")
    await pc.get_by_label("省份").select_option(label="江苏省")
    await pc.get_by_label("城市").select_option(label="苏州市")
    await pc.get_by_label("区 / 县").select_option(label="昆山市")
    await pc.get_by_label("街道 / 乡镇").select_option(label="花桥镇")

    await pc.get_by_label("省份").select_option(label="北京市")

    await expect(pc.get_by_label("城市")).to_have_value("1101")
    await expect(pc.get_by_label("区 / 县")).to_have_value("")
    await expect(pc.get_by_role("button", name="载入下级地区")).to_be_hidden()


async def test_everything_works_without_script(without_script: Page) -> None:
    page = without_script
    await register(page, "/account/addresses/new")
    await page.get_by_label("收货人").fill("李雷")
    for label, place in (("省份", "浙江省"), ("城市", "杭州市"), ("区 / 县", "西湖区")):
        await page.get_by_label(label).select_option(label=place)
        await page.get_by_role("button", name="载入下级地区").click()
    await page.get_by_label("街道 / 乡镇").select_option(label="三墩镇")
    await page.get_by_label("详细地址").fill("文三路90号1幢302")
    await page.get_by_role("button", name="保存地址").click()
    await expect(page.get_by_text("浙江省杭州市西湖区三墩镇 文三路90号1幢302")).to_be_visible()

    await page.locator("summary", has_text="删除").click()
    await page.get_by_role("button", name="确认删除").click()
    await expect(page.get_by_text("还没有收货地址")).to_be_visible()

    await page.goto("/account")
    await page.get_by_role("button", name="退出登录").click()
    await expect(page).not_to_have_url(re.compile("/account"))
    await page.goto("/account")
    await expect(page).to_have_url(re.compile("/sign-in"))


async def test_signing_this_device_out_leads_home_as_a_guest(pc: Page) -> None:
    await register(pc, "/account/devices")
    session = [each for each in await pc.context.cookies() if each["name"] == "ht_session"]
    assert [each["httpOnly"] for each in session] == [True]

    await pc.get_by_role("button", name="退出登录").click()

    await expect(pc.get_by_role("status").get_by_text("您已退出登录")).to_be_visible()
    await pc.goto("/account/devices")
    await expect(pc).to_have_url(re.compile("/sign-in"))


async def test_the_number_of_an_order_is_copied_with_one_press(
    pc: Page, books: Database, shop: Shop
) -> None:
    await insiders.regular(pc, books, shop.url)
    await pc.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await pc.goto("/orders?tab=completed")
    await pc.get_by_role("link", name="查看详情").first.click()

    await pc.get_by_role("button", name=re.compile("^复制.*订单编号")).click()

    await expect(pc.get_by_role("button", name=re.compile("^已复制.*订单编号"))).to_be_visible()
    assert pc.url.endswith(await pc.evaluate("navigator.clipboard.readText()"))
