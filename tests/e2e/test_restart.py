"""The shop stops and starts again, and nobody notices more than a pause."""

import pytest
from playwright.async_api import Page, expect

from hutong.kernel.db import Database
from tests.e2e import insiders, steps
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser


async def test_session_cart_and_order_outlive_the_processes(
    phone: Page, shop: Shop, books: Database
) -> None:
    await insiders.shopper(phone, books, shop.url)
    await phone.goto("/search?q=马克杯&stock=1")
    await steps.open_first(phone)
    name = await phone.get_by_role("heading", level=1).inner_text()
    await steps.put_into_cart(phone)
    await phone.get_by_role("button", name="立即购买").click()
    number = await steps.place_order(phone)

    shop.stop()
    shop.start()

    await phone.reload()
    await steps.pay(phone)
    await steps.see_paid(phone)
    await phone.goto("/cart")
    await expect(phone.get_by_role("link", name=name)).to_be_visible()
    await phone.goto("/orders")
    await expect(phone.get_by_role("link", name=number).first).to_be_visible()
