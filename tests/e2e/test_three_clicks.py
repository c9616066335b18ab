"""Who has bought before buys in three clicks from the product page (CRT-04)."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import func, select

from hutong.kernel.db import Database
from hutong.orders import Order, PaymentState
from tests.e2e import insiders, steps
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser


async def test_buy_now_confirm_pay(phone: Page, shop: Shop, books: Database) -> None:
    member_id = await insiders.shopper(phone, books, shop.url)
    await phone.goto("/")
    await steps.search(phone, "马克杯")
    await steps.open_first(phone)
    clicks = await counted(phone)

    await phone.get_by_role("button", name="立即购买").click()
    await phone.get_by_role("button", name="提交订单").click()
    await phone.get_by_role("button", name="确认付款").click()

    await expect(phone.get_by_role("heading", name="模拟收银台")).to_be_visible()
    assert clicks == ["click"] * 3
    await phone.get_by_role("button", name="确认付款").click()  # the provider's own question
    await steps.see_paid(phone)
    assert await paid_orders(books, member_id) == 1


async def counted(page: Page) -> list[str]:
    """Grows with every click that a person makes on any page of this tab."""
    clicks: list[str] = []
    await page.expose_function("countClick", lambda: clicks.append("click"))
    counting = "addEventListener('click', e => e.isTrusted && e.detail && countClick(), true)"
    await page.add_init_script(counting)
    await page.reload()
    return clicks


async def paid_orders(books: Database, member_id: UUID) -> int | None:
    paid = (Order.member_id == member_id) & (Order.payment == PaymentState.PAID)
    async with books.reading() as session:
        return await session.scalar(select(func.count()).select_from(Order).where(paid))
