"""Two hands reach for the same thing; one hand presses twice, reloads and goes back."""

import asyncio
import re
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import text

from hutong.catalog import ProductSheet
from hutong.kernel.db import Database
from tests.e2e import insiders
from tests.e2e.conftest import PHONE, check_accessibility, opened
from tests.e2e.shop import Shop
from tests.make import goods

pytestmark = pytest.mark.browser

ORDERS = "select count(*) from orders_order where member_id = :member"
INTENTS = "select count(*) from payments_intent where member_id = :member"
CAPTURES = """
    select count(*) from payments_ledger l join payments_intent i on i.id = l.intent_id
    where i.member_id = :member and l.kind = 'capture'
"""
TOO_LATE = "手慢了一步|已售罄"
ANSWERED = re.compile(f"订单已提交，请付款|{TOO_LATE}")
RESERVED = "select on_hand, reserved from inventory_stock where sku_id = :sku"


async def an_article(books: Database, *, in_stock: int) -> ProductSheet:
    async with books.transaction() as session:
        return await goods.goods(session, in_stock=in_stock)


async def number_of(books: Database, question: str, member: UUID) -> int:
    async with books.reading() as session:
        found = await session.scalar(text(question), {"member": member})
    return int(found or 0)


async def to_checkout(page: Page, article: ProductSheet) -> None:
    await page.goto(f"/p/{article.slug}")
    await page.get_by_role("button", name="立即购买").click()
    await expect(page.get_by_role("button", name="提交订单")).to_be_enabled()


async def to_payment(page: Page, article: ProductSheet) -> None:
    await to_checkout(page, article)
    await page.get_by_role("button", name="提交订单").click()
    await expect(page.get_by_role("heading", name="订单已提交，请付款")).to_be_visible()


async def test_the_last_one_goes_to_one_and_the_other_is_told_and_finds_a_way_on(
    phone: Page, browser: Browser, shop: Shop, books: Database
) -> None:
    article = await an_article(books, in_stock=1)
    async with opened(browser, shop, **PHONE) as other:
        racers = {page: await insiders.shopper(page, books, shop.url) for page in (phone, other)}
        for page in racers:
            await to_checkout(page, article)

        await asyncio.gather(
            *(page.get_by_role("button", name="提交订单").click() for page in racers)
        )
        for page in racers:
            await expect(page.get_by_text(ANSWERED).first).to_be_visible()

        placed = [await number_of(books, ORDERS, member) for member in racers.values()]
        assert sorted(placed) == [0, 1]
        winner, loser = sorted(racers, key=lambda page: -placed[list(racers).index(page)])
        await expect(winner.get_by_role("heading", name="订单已提交，请付款")).to_be_visible()
        await the_slower_is_told(loser, article)
    async with books.reading() as session:
        stock = (await session.execute(text(RESERVED), {"sku": article.skus[0].id})).one()
    assert tuple(stock) == (1, 1)


async def the_slower_is_told(page: Page, article: ProductSheet) -> None:
    told = page.get_by_text(re.compile(TOO_LATE))
    await expect(told.first).to_be_visible()
    await expect(page.get_by_role("button", name="提交订单")).to_have_count(0)
    await check_accessibility(page)
    await page.get_by_role("link", name="重新选购").click()
    await expect(page).to_have_url(re.compile(f"/p/{article.slug}"))
    await expect(page.get_by_role("button", name="已售罄")).to_be_visible()


async def test_a_double_click_places_one_order(phone: Page, shop: Shop, books: Database) -> None:
    member = await insiders.shopper(phone, books, shop.url)
    await to_checkout(phone, await an_article(books, in_stock=5))

    await phone.get_by_role("button", name="提交订单").dblclick()

    await expect(phone.get_by_role("heading", name="订单已提交，请付款")).to_be_visible()
    assert await number_of(books, ORDERS, member) == 1
    assert await number_of(books, INTENTS, member) == 1


async def test_going_back_and_ordering_again_finds_the_first_order(
    phone: Page, shop: Shop, books: Database
) -> None:
    member = await insiders.shopper(phone, books, shop.url)
    await to_payment(phone, await an_article(books, in_stock=5))
    waiting = phone.url

    await phone.go_back()

    order_again = phone.get_by_role("button", name="提交订单")
    placed = phone.get_by_role("heading", name="订单已提交，请付款")
    await expect(order_again.or_(placed)).to_be_visible()
    if await order_again.is_visible():
        await order_again.click()
    await expect(phone).to_have_url(waiting)
    assert await number_of(books, ORDERS, member) == 1


async def test_reloading_going_back_and_paying_twice_takes_the_money_once(
    phone: Page, shop: Shop, books: Database
) -> None:
    member = await insiders.shopper(phone, books, shop.url)
    await to_payment(phone, await an_article(books, in_stock=5))
    await phone.reload()
    pay = phone.get_by_role("button", name="确认付款")
    cashier = phone.get_by_role("heading", name="模拟收银台")
    await pay.dblclick()
    await expect(cashier).to_be_visible()
    first = phone.url

    await phone.go_back()
    await phone.get_by_role("radio").first.check()
    await pay.click()
    await expect(cashier).to_be_visible()
    assert phone.url == first
    await phone.reload()
    await pay.dblclick()
    await expect(phone.get_by_role("heading", name="支付成功")).to_be_visible()
    await phone.goto(first)
    await expect(pay).to_have_count(0)
    await phone.get_by_role("link", name="返回商城").click()

    await expect(phone.get_by_role("heading", name="支付成功")).to_be_visible()
    assert await number_of(books, ORDERS, member) == 1
    assert await number_of(books, INTENTS, member) == 1
    assert await number_of(books, CAPTURES, member) == 1
