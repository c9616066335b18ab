"""Paying inside WeChat: its own sheet is called, and only the shop's word is believed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from hutong import payments
from hutong.kernel.db import Database
from hutong.payments import ChargeAsked, ChargeStarted, Choice, Method, Onward
from tests.e2e import insiders
from tests.e2e.conftest import PHONE, check_accessibility, opened
from tests.e2e.shop import Shop
from tests.make import trade
from tests.payments.provider import Provider

pytestmark = pytest.mark.browser

CALL = {"appId": "wx1", "timeStamp": "1793000000", "package": "prepay_id=wx2", "paySign": "3=="}
BRIDGE = """
    window.WeixinJSBridge = {
        invoke(name, call, then) {
            window.noted(name, call);
            then({ err_msg: "get_brand_wcpay_request:" + window.answers.shift() });
        },
    };
"""


class InsideWechat(Provider):
    """Opens charges that are paid by a call of WeChat's script."""

    async def start(self, charge: ChargeAsked) -> ChargeStarted:
        await super().start(charge)
        return ChargeStarted(onward=Onward(invoke=CALL))


@pytest.fixture
async def page(browser: Browser, shop: Shop, books: Database) -> AsyncIterator[Page]:
    """The page between the order and WeChat's sheet, outside WeChat so far."""
    async with opened(browser, shop, **PHONE) as page:
        member_id = await insiders.shopper(page, books, shop.url)
        async with books.transaction() as session:
            order = await trade.order(session, member_id=member_id)
            intent = await payments.of_reference(session, order.id)
            assert intent is not None
        choice = Choice(provider="wechat", method=Method.JSAPI, payer="o-123")
        gateway = InsideWechat(name="wechat", methods=(Method.JSAPI,))
        await payments.start(books, {"wechat": gateway}, intent.id, return_url="/", choice=choice)
        await page.goto(f"/pay/{order.number}/onward")
        yield page


async def _in_wechat(page: Page, *answers: str) -> list[list[Any]]:
    """From now on it is. What is called there, in order."""
    called: list[list[Any]] = []
    await page.expose_function("noted", lambda name, call: called.append([name, call]))
    await page.evaluate(BRIDGE)
    await page.evaluate("answers => { window.answers = answers }", list(answers))
    return called


async def test_the_sheet_is_called_as_it_was_signed_and_the_result_is_asked_for(
    page: Page,
) -> None:
    called = await _in_wechat(page, "ok")

    await page.get_by_role("button", name="确认付款").click()

    await expect(page.get_by_role("heading", name="支付结果确认中")).to_be_visible()
    assert page.url.endswith("/result")
    assert called == [["getBrandWCPayRequest", CALL]]


async def test_whoever_closes_the_sheet_may_open_it_again(page: Page) -> None:
    await _in_wechat(page, "cancel", "fail:no permission", "cancel")
    button = page.get_by_role("button", name="确认付款")

    await button.click()
    await expect(page.get_by_text("未产生扣款")).to_be_visible()
    await button.click()
    await expect(page.get_by_text("微信未能发起支付")).to_be_visible()
    await expect(page.get_by_text("未产生扣款")).to_be_hidden()
    await button.click()
    await expect(page.get_by_text("微信未能发起支付")).to_be_hidden()

    assert page.url.endswith("/onward")
    await check_accessibility(page)


async def test_outside_wechat_the_page_says_where_to_pay(page: Page) -> None:
    await page.get_by_role("button", name="确认付款").click()

    await expect(page.get_by_text("请在微信内打开")).to_be_visible()
